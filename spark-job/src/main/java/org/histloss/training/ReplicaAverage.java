package org.histloss.training;

import java.util.List;

/**
 * The weighted average of the workers' replicas, Σ wᵢpᵢ / Σ wᵢ.
 *
 * <p>Products and sums are in double and follow one fixed binary tree over the worker index, which
 * depends on the number of workers only; results may arrive in any order. A worker without a batch
 * has weight 0 and takes no part.
 */
final class ReplicaAverage {
  private final BatchNormSlots batchNorm;

  /** An average that knows where batch norm keeps its statistics. */
  ReplicaAverage(BatchNormSlots batchNorm) {
    this.batchNorm = batchNorm;
  }

  /**
   * The average.
   *
   * @param results one a worker, by worker index
   * @param resetUpdater true to start the local optimizers anew instead of averaging their state
   * @throws IllegalArgumentException when no worker had a batch
   */
  ReplicaState of(List<RoundResult> results, boolean resetUpdater) {
    long weight = results.stream().mapToLong(RoundResult::weight).sum();
    if (weight == 0) {
      throw new IllegalArgumentException("no worker had a batch: there is nothing to average");
    }
    double[] parameters = divided(parameters(results, 0, results.size()), weight);
    batchNorm.toVariance(parameters);
    int updaterSize = someState(results).updater().length;
    float[] updater =
        resetUpdater || updaterSize == 0
            ? new float[updaterSize]
            : floats(divided(updater(results, 0, results.size()), weight));
    return new ReplicaState(floats(parameters), updater);
  }

  private static ReplicaState someState(List<RoundResult> results) {
    return results.stream().filter(result -> result.weight() > 0).findFirst().orElseThrow().state();
  }

  /** Σ wᵢpᵢ over the workers [from, end), or null when all have weight 0. */
  private double[] parameters(List<RoundResult> results, int from, int end) {
    if (end - from > 1) {
      int middle = (from + end) >>> 1;
      return sum(parameters(results, from, middle), parameters(results, middle, end));
    }
    RoundResult result = results.get(from);
    if (result.weight() == 0) {
      return null;
    }
    double[] values = doubles(result.state().parameters());
    batchNorm.toSecondMoment(values);
    return scaled(values, result.weight());
  }

  private static double[] updater(List<RoundResult> results, int from, int end) {
    if (end - from > 1) {
      int middle = (from + end) >>> 1;
      return sum(updater(results, from, middle), updater(results, middle, end));
    }
    RoundResult result = results.get(from);
    return result.weight() == 0 ? null : scaled(doubles(result.state().updater()), result.weight());
  }

  private static double[] sum(double[] left, double[] right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    for (int i = 0; i < left.length; i++) {
      left[i] += right[i];
    }
    return left;
  }

  private static double[] scaled(double[] values, double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return values;
  }

  private static double[] divided(double[] values, double divisor) {
    for (int i = 0; i < values.length; i++) {
      values[i] /= divisor;
    }
    return values;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
