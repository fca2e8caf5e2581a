package org.histloss.training;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.histloss.loss.BatchStatistics;
import org.histloss.loss.SimilarityHistogram;
import org.histloss.training.RoundResult.BatchResult;

/**
 * One line of {@code metrics.jsonl}: what a round looked like, pooled over its workers.
 *
 * @param round from 1
 * @param rounds of the run
 * @param batches mini-batches seen since the run's start
 * @param samples samples of this round
 * @param loss mean over the round's batches that were not skipped
 * @param score what the steps minimised, mean likewise: the loss itself, but for histogram scopes
 *     wider than the mini-batch
 * @param skippedBatches batches without a positive or without a negative pair
 * @param pooledLoss the loss of all the round's pairs in one fine histogram
 * @param inertPositives mean share of positive pairs with zero gradient
 * @param inertNegatives mean share of negative pairs with zero gradient
 * @param meanNorm mean length of the raw embeddings
 * @param zeroRows raw embeddings of length zero, which have no direction: the network has collapsed
 * @param learningRate at the round's last local step
 * @param seconds from broadcast to average
 * @param samplesPerSecond samples / seconds
 * @param weights batches of each worker
 * @param assembleMillis decoding and augmenting, over all workers
 * @param waitMillis for mini-batches that were not ready when their step was, over all workers
 * @param stepMillis local steps, over all workers
 * @param slowestBatchMillis the local step that took longest; a worker far slower than the others
 *     shows here
 * @param openMillis opening replicas, over all workers
 * @param broadcastMillis sending the common state, on the driver
 * @param jobMillis the round's Spark jobs, from the driver's view
 * @param averageMillis making one replica of all, on the driver
 * @param scheduleMillis of it, until the task that ends last is at work
 * @param collectMillis of it, from that task's end to having all results
 * @param checkpointMillis writing a checkpoint before this round, on the driver
 * @param divergence how far the replicas had drifted apart: mean of ‖wᵢ − w̄‖/‖w̄‖
 * @param averagingPeriod local steps of the round
 * @param positivePairs of the round
 * @param negativePairs of the round
 * @param positive soft counts of the loss's own histogram, summed over the round
 * @param negative likewise
 * @param validation scores on validation identities after the round, or null
 */
public record RoundMetrics(
    long round,
    long rounds,
    long batches,
    long samples,
    double loss,
    double score,
    int skippedBatches,
    double pooledLoss,
    double inertPositives,
    double inertNegatives,
    double meanNorm,
    long zeroRows,
    double learningRate,
    double seconds,
    double samplesPerSecond,
    List<Integer> weights,
    long assembleMillis,
    long waitMillis,
    long stepMillis,
    long slowestBatchMillis,
    long openMillis,
    double broadcastMillis,
    double jobMillis,
    double averageMillis,
    long scheduleMillis,
    long collectMillis,
    long checkpointMillis,
    double divergence,
    int averagingPeriod,
    long positivePairs,
    long negativePairs,
    double[] positive,
    double[] negative,
    Validation.Scores validation) {

  /**
   * What went on around a round.
   *
   * @param tasks Spark's share of its jobs
   * @param checkpointMillis writing a checkpoint before it
   */
  record Around(TaskTimes.Taken tasks, long checkpointMillis) {}

  /** Pools the results of a round, in the order of worker and local step. */
  static RoundMetrics of(
      RoundOutcome outcome, double learningRate, Around around, Validation.Scores validation) {
    RoundPlan plan = outcome.plan();
    List<RoundResult> results = outcome.results();
    RoundOutcome.Times times = outcome.times();
    List<BatchStatistics> all =
        results.stream()
            .flatMap(result -> result.batches().stream())
            .map(BatchResult::statistics)
            .toList();
    List<BatchStatistics> used = all.stream().filter(batch -> !batch.skipped()).toList();
    SimilarityHistogram own = RoundHistograms.sum(results, BatchStatistics::histogram);
    SimilarityHistogram fine = RoundHistograms.sum(results, BatchStatistics::fine);
    long samples = results.stream().mapToLong(RoundResult::samples).sum();
    double seconds = times.total() / 1e9;
    return new RoundMetrics(
        outcome.round() + 1,
        plan.rounds(),
        plan.endBatch(outcome.round()),
        samples,
        mean(used, BatchStatistics::loss),
        mean(used, BatchStatistics::score),
        all.size() - used.size(),
        fine.loss(),
        mean(used, BatchStatistics::inertPositives),
        mean(used, BatchStatistics::inertNegatives),
        mean(all, BatchStatistics::meanNorm),
        all.stream().mapToLong(BatchStatistics::zeroRows).sum(),
        learningRate,
        seconds,
        samples / seconds,
        results.stream().map(RoundResult::weight).toList(),
        results.stream().mapToLong(result -> result.timings().assemble()).sum(),
        results.stream().mapToLong(result -> result.timings().waiting()).sum(),
        results.stream().mapToLong(RoundResult::stepMillis).sum(),
        slowest(results),
        results.stream().mapToLong(result -> result.timings().open()).sum(),
        times.broadcast() / 1e6,
        times.job() / 1e6,
        times.average() / 1e6,
        around.tasks().schedule(),
        around.tasks().collect(),
        around.checkpointMillis(),
        outcome.state().divergence(),
        plan.averagingPeriod(),
        own.positivePairs(),
        own.negativePairs(),
        own.positive(),
        own.negative(),
        validation);
  }

  private static long slowest(List<RoundResult> results) {
    return results.stream()
        .flatMap(result -> result.batches().stream())
        .mapToLong(BatchResult::millis)
        .max()
        .orElse(0);
  }

  private static double mean(
      List<BatchStatistics> batches, ToDoubleFunction<BatchStatistics> quantity) {
    return batches.stream().mapToDouble(quantity).average().orElse(0.0);
  }
}
