package org.histloss.training;

import java.util.List;
import org.histloss.dataset.DatasetReader;
import org.histloss.dataset.JobException;
import org.histloss.training.TrainJob.Resume;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides whether a run begins anew or goes on from a checkpoint in its folder. */
final class StartingPoint {
  private static final Logger LOG = LoggerFactory.getLogger(StartingPoint.class);

  private final TrainJob.Request request;
  private final RunFolder folder;
  private final CheckpointStore checkpoints;

  StartingPoint(TrainJob.Request request, RunFolder folder, CheckpointStore checkpoints) {
    this.request = request;
    this.folder = folder;
    this.checkpoints = checkpoints;
  }

  /**
   * The checkpoint to go on from, or null for a new run.
   *
   * <p>An unfinished run that ended before its first checkpoint begins anew, as does one of which
   * no checkpoint is whole, and one that was killed while its folder was made or taken over.
   *
   * @throws JobException exit code 20 when the folder is in use, or holds an unfinished run of
   *     other settings or data, or has nothing to resume although it must
   */
  Checkpoint decide(DatasetReader data) {
    boolean unfinished = !startsAnew() && folder.configuration() != null;
    Checkpoint newest = unfinished ? checkpoints.newest() : null;
    if (newest == null) {
      checkMayStartAnew(unfinished);
      return null;
    }
    checkSettings(newest.configuration());
    checkData(newest.datasetVersion(), data.manifest().datasetVersion());
    return newest;
  }

  private boolean startsAnew() {
    RunStatus status = folder.status();
    boolean finished = status != null && RunStatus.DONE.equals(status.state());
    return request.resume() == Resume.NEVER || request.overwrite() || finished;
  }

  private void checkMayStartAnew(boolean unfinished) {
    if (request.resume() == Resume.MUST) {
      throw JobException.badConfiguration(
          "--resume must: %s holds no unfinished run with a whole checkpoint", request.output());
    }
    if (request.overwrite()) {
      folder.checkReplaceable();
    } else if (unfinished) {
      checkSettings(folder.configuration());
    } else if (folder.exists() && !beingReplaced()) {
      throw JobException.badConfiguration(
          "--output %s: exists already; give another folder or --overwrite", request.output());
    }
  }

  /** Whether a process died after it had removed a run and before it began the next. */
  private boolean beingReplaced() {
    RunStatus status = folder.status();
    return status != null && RunStatus.BEING_REPLACED.equals(status.state());
  }

  private void checkSettings(String before) {
    List<SettingChange> changes = SettingChange.between(before, request.settings().effective());
    changes.stream().filter(SettingChange::harmless).forEach(c -> LOG.info("going on with {}", c));
    List<String> others =
        changes.stream().filter(c -> !c.harmless()).map(SettingChange::toString).toList();
    if (!others.isEmpty()) {
      throw refused(String.join("; ", others));
    }
  }

  private void checkData(String before, String now) {
    if (!before.equals(now)) {
      throw refused(
          "--data %s: the unfinished run was trained on data set version %s, this is %s"
              .formatted(request.data(), before, now));
    }
  }

  private JobException refused(String difference) {
    return JobException.badConfiguration(
        "%s; go on as it was begun, or start anew with --overwrite or another --output than %s",
        difference, request.output());
  }
}
