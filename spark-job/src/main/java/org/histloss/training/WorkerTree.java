package org.histloss.training;

import java.util.function.IntFunction;

/**
 * Adds up one array a worker in a fixed binary tree over the worker index, which depends on the
 * number of workers only: the same bits whatever order the arrays arrived in.
 */
final class WorkerTree {
  private WorkerTree() {}

  /**
   * Σ over the workers.
   *
   * @param workers how many
   * @param part a new array of a worker, which is overwritten; null where it takes no part
   * @return null when none takes part
   */
  static double[] sum(int workers, IntFunction<double[]> part) {
    return sum(0, workers, part);
  }

  private static double[] sum(int from, int end, IntFunction<double[]> part) {
    if (end - from == 1) {
      return part.apply(from);
    }
    int middle = (from + end) >>> 1;
    double[] left = sum(from, middle, part);
    double[] right = sum(middle, end, part);
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    for (int i = 0; i < left.length; i++) {
      left[i] += right[i];
    }
    return left;
  }

  /** The array in double, times a factor. */
  static double[] scaled(float[] values, double factor) {
    double[] scaled = new double[values.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = values[i] * factor;
    }
    return scaled;
  }

  /** The array itself times a factor, in place. */
  static double[] times(double[] values, double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return values;
  }

  /** The array by a divisor, in float. */
  static float[] divided(double[] values, double divisor) {
    float[] divided = new float[values.length];
    for (int i = 0; i < divided.length; i++) {
      divided[i] = (float) (values[i] / divisor);
    }
    return divided;
  }
}
