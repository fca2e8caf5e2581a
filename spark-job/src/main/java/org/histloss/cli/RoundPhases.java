package org.histloss.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.histloss.report.TrainingHistory.Phase;
import org.histloss.training.RoundMetrics;

/**
 * Where the time of a training's rounds goes, from the driver's view. What workers do side by side
 * counts as their mean, and what the slowest takes beyond it stands on its own.
 */
final class RoundPhases {
  private final List<RoundMetrics> rounds;

  private RoundPhases(List<RoundMetrics> rounds) {
    this.rounds = rounds;
  }

  /** The parts of the mean round; the first is left out where there are more, as it warms up. */
  static List<Phase> of(List<RoundMetrics> rounds) {
    List<RoundMetrics> warm = rounds.size() > 1 ? rounds.subList(1, rounds.size()) : rounds;
    Map<String, Double> millis = new RoundPhases(warm).millis();
    double total = millis.values().stream().mapToDouble(Double::doubleValue).sum();
    return millis.entrySet().stream()
        .map(e -> new Phase(e.getKey(), e.getValue() / 1e3, total > 0 ? e.getValue() / total : 0))
        .toList();
  }

  private Map<String, Double> millis() {
    double job = mean(RoundMetrics::jobMillis);
    double schedule = mean(RoundMetrics::scheduleMillis);
    double open = worker(RoundMetrics::openMillis);
    double waiting = worker(RoundMetrics::waitMillis);
    double steps = worker(RoundMetrics::stepMillis);
    double collect = mean(RoundMetrics::collectMillis);
    double others = job - schedule - open - waiting - steps - collect;
    Map<String, Double> millis = new LinkedHashMap<>();
    millis.put("Checkpoint", mean(RoundMetrics::checkpointMillis));
    millis.put("Broadcast of the common replica", mean(RoundMetrics::broadcastMillis));
    millis.put("Spark schedules the tasks", schedule);
    millis.put("Workers open the replica", open);
    millis.put("Workers wait for mini-batches", waiting);
    millis.put("Workers compute", steps);
    millis.put("Waiting for the slowest worker", Math.max(0.0, others));
    millis.put("Collecting the results", collect);
    millis.put("Averaging", mean(RoundMetrics::averageMillis));
    return millis;
  }

  private double mean(ToDoubleFunction<RoundMetrics> quantity) {
    return rounds.stream().mapToDouble(quantity).average().orElse(0.0);
  }

  private double worker(ToDoubleFunction<RoundMetrics> sumOverWorkers) {
    return mean(
        round -> sumOverWorkers.applyAsDouble(round) / Math.max(1, atWork(round.weights())));
  }

  private static long atWork(List<Integer> weights) {
    return weights.stream().filter(weight -> weight > 0).count();
  }
}
