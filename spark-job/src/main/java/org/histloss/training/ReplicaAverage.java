package org.histloss.training;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.histloss.config.Settings.AverageBy;

/**
 * The arithmetic of the weighted average of the workers' replicas, Σ wᵢpᵢ / Σ wᵢ, and of how far
 * they lie from it.
 *
 * <p>Replicas are averaged piece by piece, each by itself, so that it does not matter where and by
 * how many threads: on the driver or on the executors ({@link SpreadReplicas}). Products and sums
 * are in double and follow one fixed tree over the worker index ({@link WorkerTree}); results may
 * arrive in any order. A worker without a batch has weight 0 and takes no part.
 *
 * @param batchNorm where batch norm keeps its statistics
 * @param by what a replica's weight is
 * @param withUpdater whether the local optimizers' state is averaged too
 */
record ReplicaAverage(BatchNormSlots batchNorm, AverageBy by, boolean withUpdater)
    implements Serializable {

  /** Numbers of a piece: few enough for the nearest caches, enough to be worth sending. */
  static final int PIECE = 1 << 15;

  /** A replica's weight. */
  long weight(RoundResult result) {
    return by == AverageBy.BATCHES ? result.weight() : result.pairs();
  }

  /**
   * The workers' weights.
   *
   * @throws IllegalArgumentException when no worker had a batch
   */
  long[] weights(List<RoundResult> results) {
    long[] weights = results.stream().mapToLong(this::weight).toArray();
    if (Arrays.stream(weights).sum() == 0) {
      throw new IllegalArgumentException("no worker had a batch: there is nothing to average");
    }
    return weights;
  }

  /** Pieces of so many numbers. */
  static int pieces(int numbers) {
    return (numbers + PIECE - 1) / PIECE;
  }

  /** One piece of many numbers. */
  static float[] piece(float[] numbers, int piece) {
    int from = piece * PIECE;
    return Arrays.copyOfRange(numbers, from, Math.min(numbers.length, from + PIECE));
  }

  /**
   * The average of equal pieces.
   *
   * @param pieces one a worker, null where its weight is 0
   */
  static float[] mean(float[][] pieces, long[] weights) {
    double[] sum =
        WorkerTree.sum(
            pieces.length,
            i -> pieces[i] == null ? null : WorkerTree.scaled(pieces[i], weights[i]));
    return WorkerTree.divided(sum, Arrays.stream(weights).sum());
  }

  /**
   * The average of batch norm's statistics, in mean and E[x²].
   *
   * @param statistics one array a worker as {@link BatchNormSlots#extract} gives it, null where its
   *     weight is 0
   */
  float[] statistics(float[][] statistics, long[] weights) {
    BatchNormSlots slots = batchNorm.extracted();
    double[] sum =
        WorkerTree.sum(
            statistics.length,
            i -> {
              if (statistics[i] == null) {
                return null;
              }
              double[] moments = WorkerTree.scaled(statistics[i], 1.0);
              slots.toSecondMoment(moments);
              return WorkerTree.times(moments, weights[i]);
            });
    long weight = Arrays.stream(weights).sum();
    for (int i = 0; i < sum.length; i++) {
      sum[i] /= weight;
    }
    slots.toVariance(sum);
    return WorkerTree.divided(sum, 1.0);
  }

  /**
   * One piece's part of the squared distances, without batch-norm statistics.
   *
   * @param piece its number among those of the parameters
   * @param pieces one a worker, null where its weight is 0
   * @return ‖w̄‖², then ‖wᵢ − w̄‖² of each worker
   */
  double[] squares(int piece, float[][] pieces, float[] mean) {
    double[] squares = new double[1 + pieces.length];
    squares[0] = squared(piece, mean, new float[mean.length]);
    for (int i = 0; i < pieces.length; i++) {
      squares[1 + i] = pieces[i] == null ? 0.0 : squared(piece, pieces[i], mean);
    }
    return squares;
  }

  private double squared(int piece, float[] from, float[] to) {
    double[] apart = new double[from.length];
    for (int i = 0; i < apart.length; i++) {
      apart[i] = (double) from[i] - to[i];
    }
    batchNorm.clear(apart, (long) piece * PIECE);
    double sum = 0.0;
    for (double value : apart) {
      sum += value * value;
    }
    return sum;
  }

  /**
   * How far replicas have drifted apart: the mean of ‖wᵢ − w̄‖/‖w̄‖ over the workers that have one.
   *
   * @param squares of all pieces in their order
   */
  static double divergence(List<double[]> squares, long[] weights) {
    double[] sums = new double[1 + weights.length];
    for (double[] piece : squares) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += piece[i];
      }
    }
    double apart = 0.0;
    for (int i = 0; i < weights.length; i++) {
      apart += weights[i] == 0 ? 0.0 : Math.sqrt(sums[1 + i]);
    }
    long taking = Arrays.stream(weights).filter(weight -> weight > 0).count();
    double norm = Math.sqrt(sums[0]);
    return norm == 0.0 ? 0.0 : apart / taking / norm;
  }
}
