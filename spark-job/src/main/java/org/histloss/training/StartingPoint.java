package org.histloss.training;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.histloss.dataset.DatasetReader;
import org.histloss.dataset.JobException;
import org.histloss.training.TrainJob.Resume;

/** Decides whether a run begins anew or goes on from a checkpoint in its folder. */
final class StartingPoint {
  private final TrainJob.Request request;
  private final RunFolder folder;
  private final Configuration hadoop;

  StartingPoint(TrainJob.Request request, RunFolder folder, Configuration hadoop) {
    this.request = request;
    this.folder = folder;
    this.hadoop = hadoop;
  }

  /**
   * The checkpoint to go on from, or null for a new run.
   *
   * <p>An unfinished run that ended before its first checkpoint begins anew.
   *
   * @throws JobException exit code 20 when the folder is in use, or holds an unfinished run of
   *     other settings or data, or has nothing to resume although it must
   */
  Checkpoint decide(DatasetReader data) {
    boolean unfinished = !startsAnew() && folder.configuration() != null;
    Checkpoint newest = unfinished ? Checkpoint.newest(folder.checkpoints(), hadoop) : null;
    if (newest == null) {
      checkMayStartAnew(unfinished);
      return null;
    }
    checkSame("configuration", newest.configuration(), request.settings().effective());
    checkSame("data set version", newest.datasetVersion(), data.manifest().datasetVersion());
    return newest;
  }

  private boolean startsAnew() {
    RunStatus status = folder.exists() ? folder.status() : null;
    boolean finished = status != null && RunStatus.DONE.equals(status.state());
    return request.resume() == Resume.NEVER || request.overwrite() || finished;
  }

  private void checkMayStartAnew(boolean unfinished) {
    if (request.resume() == Resume.MUST) {
      throw JobException.badConfiguration(
          "--resume must: %s holds no unfinished run with a checkpoint", request.output());
    }
    if (request.overwrite()) {
      folder.checkReplaceable();
    } else if (unfinished) {
      checkSame("configuration", folder.configuration(), request.settings().effective());
    } else if (folder.exists()) {
      throw JobException.badConfiguration(
          "--output %s: exists already; give another folder or --overwrite", request.output());
    }
  }

  private void checkSame(String what, String before, String now) {
    if (!before.equals(now)) {
      throw JobException.badConfiguration(
          "%s holds an unfinished run of another %s; use --overwrite to start anew (was %s, is %s)",
          request.output(), what, firstDifference(before, now), firstDifference(now, before));
    }
  }

  private static String firstDifference(String text, String other) {
    List<String> others = other.lines().toList();
    return text.lines()
        .filter(line -> !others.contains(line))
        .map(String::trim)
        .findFirst()
        .orElse("the same");
  }
}
