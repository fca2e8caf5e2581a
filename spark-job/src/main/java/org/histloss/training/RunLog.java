package org.histloss.training;

import java.util.ArrayList;
import java.util.List;
import org.histloss.network.LearningRate;
import org.histloss.network.NativeBackend;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the record of a run: metrics, progress, throughput, warnings. */
final class RunLog {
  private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);

  private final LearningRate rate;
  private final RunFolder folder;
  private final Progress progress;
  private final List<NativeBackend> backends = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final TaskTimes tasks;
  private boolean collapsed;
  private long checkpointMillis;
  private long nanos;
  private long samples;
  private volatile RoundMetrics last;

  RunLog(LearningRate rate, RunFolder folder, Progress progress, TaskTimes tasks) {
    this.tasks = tasks;
    this.rate = rate;
    this.folder = folder;
    this.progress = progress;
  }

  /**
   * Records a round.
   *
   * @param validation scores after it, or null
   */
  void finished(RoundOutcome outcome, Validation.Scores validation) {
    RoundPlan plan = outcome.plan();
    long lastStep = Math.min(plan.localSteps(), plan.clock(outcome.round() + 1)) - 1;
    RoundMetrics.Around around = new RoundMetrics.Around(tasks.lap(), checkpointMillis);
    checkpointMillis = 0;
    RoundMetrics metrics = RoundMetrics.of(outcome, rate.at(lastStep), around, validation);
    nanos += outcome.times().total();
    samples += metrics.samples();
    folder.append(metrics);
    last = metrics;
    progress.show(metrics);
    noteCollapse(metrics);
    for (RoundResult result : outcome.results()) {
      if (result.backend() != null) {
        note(result.backend());
      }
    }
    LOG.debug("round {} of {}: loss {}", metrics.round(), metrics.rounds(), metrics.loss());
  }

  /** Records the writing of a checkpoint, which the next round's line tells of. */
  void checkpointed(long millis) {
    checkpointMillis += millis;
  }

  private void noteCollapse(RoundMetrics metrics) {
    if (!collapsed && metrics.zeroRows() > metrics.samples() / 2) {
      collapsed = true;
      warn(
          "round "
              + metrics.round()
              + ": "
              + metrics.zeroRows()
              + " of "
              + metrics.samples()
              + " embeddings have length zero: the network has collapsed, try a lower"
              + " training.learning-rate");
    }
  }

  private void note(NativeBackend backend) {
    if (backends.stream().anyMatch(known -> known.computesLike(backend))) {
      return;
    }
    backends.add(backend);
    if (backends.size() > 1) {
      warn(
          "executors compute differently, so another run may give other bits: "
              + backends.get(0)
              + " and "
              + backend);
    }
    if (NativeBackend.builtWithOneDnn() && !backend.oneDnn()) {
      warn(
          "OneDNN is not in use on "
              + backend.host()
              + ", convolutions run several times slower: pass"
              + " -Dorg.eclipse.deeplearning4j.helpers.disable=false to driver and executors");
    }
  }

  private void warn(String warning) {
    LOG.warn(warning);
    warnings.add(warning);
  }

  /** Ends the progress of a run that stops before its last round. */
  void stopped() {
    progress.stopped();
  }

  /** Says at the end of the run how the loss stood, and what to try where something is off. */
  void health() {
    if (last != null) {
      TrainingHealth health = TrainingHealth.of(last);
      LOG.info("last round: {}", health);
      health.advice().forEach(advice -> LOG.info("advice: {}", advice));
    }
  }

  /** The last finished round, or null; for any thread. */
  RoundMetrics last() {
    return last;
  }

  double seconds() {
    return nanos / 1e9;
  }

  double samplesPerSecond() {
    return nanos == 0 ? 0.0 : samples / seconds();
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }
}
