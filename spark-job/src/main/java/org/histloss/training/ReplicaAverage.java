package org.histloss.training;

import java.io.Serializable;
import java.util.List;
import org.histloss.config.Settings.AverageBy;

/**
 * The arithmetic of the weighted average of the workers' replicas, Σ wᵢpᵢ / Σ wᵢ.
 *
 * <p>Products and sums are in double and follow one fixed tree over the worker index, on the driver
 * ({@link WorkerTree}) or on the executors ({@link ExecutorTree}); results may arrive in any order.
 * A worker without a batch has weight 0 and takes no part.
 *
 * @param batchNorm where batch norm keeps its statistics
 * @param by what a replica's weight is
 * @param withUpdater whether the local optimizers' state is averaged too
 */
record ReplicaAverage(BatchNormSlots batchNorm, AverageBy by, boolean withUpdater)
    implements Serializable {

  /** A replica's weight. */
  long weight(RoundResult result) {
    return by == AverageBy.BATCHES ? result.weight() : result.pairs();
  }

  /**
   * Σ wᵢ.
   *
   * @throws IllegalArgumentException when no worker had a batch
   */
  long weight(List<RoundResult> results) {
    long weight = results.stream().mapToLong(this::weight).sum();
    if (weight == 0) {
      throw new IllegalArgumentException("no worker had a batch: there is nothing to average");
    }
    return weight;
  }

  /** wᵢpᵢ: parameters, behind them the updater's state if it is averaged; null for weight 0. */
  double[] leaf(RoundResult result) {
    long weight = weight(result);
    if (weight == 0) {
      return null;
    }
    float[] parameters = result.state().parameters();
    float[] updater = withUpdater ? result.state().updater() : new float[0];
    double[] leaf = new double[parameters.length + updater.length];
    for (int i = 0; i < parameters.length; i++) {
      leaf[i] = parameters[i];
    }
    batchNorm.toSecondMoment(leaf);
    for (int i = 0; i < parameters.length; i++) {
      leaf[i] *= weight;
    }
    for (int i = 0; i < updater.length; i++) {
      leaf[parameters.length + i] = (double) updater[i] * weight;
    }
    return leaf;
  }

  /**
   * From the sum of the leaves to the average.
   *
   * @param sum overwritten
   * @param weight Σ wᵢ
   * @param shape a replica of the same sizes; an updater's state that is not averaged becomes zeros
   */
  ReplicaState finish(double[] sum, long weight, ReplicaState shape) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] /= weight;
    }
    batchNorm.toVariance(sum);
    float[] parameters = new float[shape.parameters().length];
    float[] updater = new float[shape.updater().length];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) sum[i];
    }
    for (int i = parameters.length; i < sum.length; i++) {
      updater[i - parameters.length] = (float) sum[i];
    }
    return new ReplicaState(parameters, updater);
  }

  /** ‖wᵢ − w̄‖ without batch-norm statistics. */
  double apart(float[] replica, float[] mean) {
    double[] apart = new double[replica.length];
    for (int i = 0; i < apart.length; i++) {
      apart[i] = (double) replica[i] - mean[i];
    }
    batchNorm.clear(apart);
    return norm(apart);
  }

  /**
   * How far replicas have drifted apart.
   *
   * @param apart ‖wᵢ − w̄‖ of each worker that has a replica
   * @return the mean of ‖wᵢ − w̄‖/‖w̄‖
   */
  double divergence(double[] apart, float[] mean) {
    double norm = apart(mean, new float[mean.length]);
    double sum = 0.0;
    for (double distance : apart) {
      sum += distance;
    }
    return norm == 0.0 ? 0.0 : sum / apart.length / norm;
  }

  private static double norm(double[] values) {
    double sum = 0.0;
    for (double value : values) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }
}
