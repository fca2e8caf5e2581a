package org.histloss.training;

import java.util.List;
import org.histloss.config.Settings.AverageBy;

/**
 * The weighted average of the workers' replicas, Σ wᵢpᵢ / Σ wᵢ.
 *
 * <p>Products and sums are in double and follow one fixed tree, see {@link WorkerTree}; results may
 * arrive in any order. A worker without a batch has weight 0 and takes no part.
 */
final class ReplicaAverage {
  private final BatchNormSlots batchNorm;
  private final AverageBy by;

  /**
   * An average.
   *
   * @param batchNorm where batch norm keeps its statistics
   * @param by what a replica's weight is
   */
  ReplicaAverage(BatchNormSlots batchNorm, AverageBy by) {
    this.batchNorm = batchNorm;
    this.by = by;
  }

  private long weight(RoundResult result) {
    return by == AverageBy.BATCHES ? result.weight() : result.pairs();
  }

  /**
   * The average.
   *
   * @param results one a worker, by worker index
   * @param averageUpdater whether the local optimizers' state is averaged; zeros otherwise
   * @throws IllegalArgumentException when no worker had a batch
   */
  ReplicaState of(List<RoundResult> results, boolean averageUpdater) {
    long weight = results.stream().mapToLong(this::weight).sum();
    if (weight == 0) {
      throw new IllegalArgumentException("no worker had a batch: there is nothing to average");
    }
    double[] parameters = WorkerTree.sum(results.size(), worker -> parameters(results.get(worker)));
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] /= weight;
    }
    batchNorm.toVariance(parameters);
    return new ReplicaState(
        WorkerTree.divided(parameters, 1.0), updater(results, averageUpdater, weight));
  }

  private double[] parameters(RoundResult result) {
    if (weight(result) == 0) {
      return null;
    }
    double[] values = WorkerTree.scaled(result.state().parameters(), 1.0);
    batchNorm.toSecondMoment(values);
    for (int i = 0; i < values.length; i++) {
      values[i] *= weight(result);
    }
    return values;
  }

  private float[] updater(List<RoundResult> results, boolean average, long weight) {
    int size =
        results.stream()
            .filter(r -> r.state() != null)
            .findFirst()
            .orElseThrow()
            .state()
            .updater()
            .length;
    if (!average || size == 0) {
      return new float[size];
    }
    double[] sum =
        WorkerTree.sum(
            results.size(),
            worker -> {
              RoundResult result = results.get(worker);
              long own = weight(result);
              return own == 0 ? null : WorkerTree.scaled(result.state().updater(), own);
            });
    return WorkerTree.divided(sum, weight);
  }

  /**
   * How far the replicas have drifted apart: the mean over the workers of ‖wᵢ − w̄‖/‖w̄‖, without
   * batch-norm statistics.
   */
  double divergence(List<RoundResult> results, ReplicaState average) {
    double[] mean = WorkerTree.scaled(average.parameters(), 1.0);
    batchNorm.clear(mean);
    double norm = norm(mean);
    double sum = 0.0;
    int replicas = 0;
    for (RoundResult result : results) {
      if (weight(result) > 0) {
        double[] apart = WorkerTree.scaled(result.state().parameters(), 1.0);
        batchNorm.clear(apart);
        for (int i = 0; i < apart.length; i++) {
          apart[i] -= mean[i];
        }
        sum += norm(apart);
        replicas++;
      }
    }
    return norm == 0.0 ? 0.0 : sum / replicas / norm;
  }

  private static double norm(double[] values) {
    double sum = 0.0;
    for (double value : values) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }
}
