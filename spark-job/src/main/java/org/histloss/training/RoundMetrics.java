package org.histloss.training;

import java.util.List;
import java.util.function.Function;
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
 * @param stepMillis local steps, over all workers
 * @param slowestBatchMillis the local step that took longest; a worker far slower than the others
 *     shows here
 * @param openMillis opening replicas, over all workers
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
    long stepMillis,
    long slowestBatchMillis,
    long openMillis,
    long positivePairs,
    long negativePairs,
    double[] positive,
    double[] negative,
    Validation.Scores validation) {

  /** Pools the results of a round, in the order of worker and local step. */
  static RoundMetrics of(
      RoundPlan plan,
      long round,
      List<RoundResult> results,
      double learningRate,
      long nanos,
      Validation.Scores validation) {
    List<BatchStatistics> all =
        results.stream()
            .flatMap(result -> result.batches().stream())
            .map(BatchResult::statistics)
            .toList();
    List<BatchStatistics> used = all.stream().filter(batch -> !batch.skipped()).toList();
    SimilarityHistogram own = pooled(all, BatchStatistics::histogram);
    SimilarityHistogram fine = pooled(all, BatchStatistics::fine);
    long samples = results.stream().mapToLong(RoundResult::samples).sum();
    double seconds = nanos / 1e9;
    return new RoundMetrics(
        round + 1,
        plan.rounds(),
        plan.endBatch(round),
        samples,
        mean(used, BatchStatistics::loss),
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
        results.stream().mapToLong(RoundResult::assembleMillis).sum(),
        results.stream().mapToLong(RoundResult::stepMillis).sum(),
        slowest(results),
        results.stream().mapToLong(RoundResult::openMillis).sum(),
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

  private static SimilarityHistogram pooled(
      List<BatchStatistics> batches, Function<BatchStatistics, SimilarityHistogram> part) {
    SimilarityHistogram sum = new SimilarityHistogram(part.apply(batches.get(0)).nodes());
    batches.forEach(batch -> sum.combine(part.apply(batch)));
    return sum;
  }

  private static double mean(
      List<BatchStatistics> batches, ToDoubleFunction<BatchStatistics> quantity) {
    return batches.stream().mapToDouble(quantity).average().orElse(0.0);
  }
}
