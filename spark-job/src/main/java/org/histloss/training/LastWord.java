package org.histloss.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;

/** Writes {@code status.json}, the last word on a run, for a good end and for a bad one. */
final class LastWord {
  private final RunFolder folder;
  private final CheckpointStore checkpoints;

  LastWord(RunFolder folder, CheckpointStore checkpoints) {
    this.folder = folder;
    this.checkpoints = checkpoints;
  }

  /** All warnings of a run: those on what it began from, then its own. */
  List<String> warnings(RunLog log) {
    return Stream.concat(checkpoints.warnings().stream(), log.warnings().stream()).toList();
  }

  /** A run that has a model. */
  void done(TrainJob.Result result, String datasetVersion, BestModel best, RoundOutcome last) {
    folder.publishStatus(
        new RunStatus(
            RunStatus.DONE,
            ExitCode.DONE.code(),
            null,
            result.parametersSha256(),
            datasetVersion,
            figures(result, best, last),
            best.score() == null ? null : best.score().protocol(),
            result.warnings()));
  }

  private static Map<String, Double> figures(
      TrainJob.Result result, BestModel best, RoundOutcome last) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("rounds", (double) result.rounds());
    figures.put("batches", (double) result.batches());
    figures.put("seconds", result.seconds());
    figures.put("samplesPerSecond", result.samplesPerSecond());
    figures.put("stoppedEarly", best.stopsEarly(last) ? 1.0 : 0.0);
    figures.put("modelRound", (double) best.chosenRound(last));
    if (best.score() != null) {
      figures.put("bestRound", (double) best.score().round());
      figures.put("bestMeanAveragePrecision", best.score().meanAveragePrecision());
    }
    return figures;
  }

  /** A run that failed; what is to be thrown. */
  RuntimeException failed(Throwable failure) {
    JobException known = withCheckpoint(JobException.of(failure));
    ExitCode exitCode = known == null ? ExitCode.BUG : known.exitCode();
    String message = String.valueOf(known == null ? failure : known.getMessage());
    try {
      folder.publishStatus(RunStatus.failed(exitCode, message, checkpoints.warnings()));
    } catch (RuntimeException second) {
      failure.addSuppressed(second);
    }
    if (known != null) {
      return known;
    }
    return failure instanceof RuntimeException bug ? bug : new IllegalStateException(failure);
  }

  /** A checkpoint is written only after the checks, so the last one is from before the trouble. */
  private JobException withCheckpoint(JobException failure) {
    boolean diverged = failure != null && failure.exitCode() == ExitCode.DIVERGED;
    if (!diverged || checkpoints.last() == null) {
      return failure;
    }
    return new JobException(
        ExitCode.DIVERGED,
        failure.getMessage() + "; the last good checkpoint is " + checkpoints.last(),
        failure);
  }
}
