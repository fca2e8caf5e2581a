package org.histloss.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The Histogram Loss as the paper writes it down: every pair at every node, in double. A pair
 * within {@code near} of a node may take the slope of either side.
 */
final class Definition {
  private final double[][] unit;
  private final double[] norms;
  private final int[] codes;
  private final int bins;
  private final double near;
  private final double[][] histograms;
  private final long[] pairs = new long[2];
  private final double loss;

  Definition(double[][] x, int[] codes, int bins, double near) {
    this.codes = codes;
    this.bins = bins;
    this.near = near;
    unit = new double[x.length][];
    norms = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      norms[i] = Math.sqrt(dot(x[i], x[i]));
      double norm = norms[i];
      unit[i] = java.util.Arrays.stream(x[i]).map(v -> norm > 0 ? v / norm : 0).toArray();
    }
    histograms = histograms();
    loss = loss();
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += a[c] * b[c];
    }
    return sum;
  }

  private double s(int i, int j) {
    return Math.max(-1, Math.min(1, dot(unit[i], unit[j])));
  }

  private double[][] histograms() {
    double[][] h = new double[2][bins + 1];
    for (int i = 0; i < unit.length; i++) {
      for (int j = i + 1; j < unit.length; j++) {
        int sign = codes[i] == codes[j] ? 0 : 1;
        double s = s(i, j);
        pairs[sign]++;
        for (int r = 0; r <= bins; r++) {
          h[sign][r] += Math.max(0, 1 - Math.abs(s - (-1 + 2.0 * r / bins)) * bins / 2);
        }
      }
    }
    for (int sign = 0; sign < 2; sign++) {
      for (int r = 0; r <= bins; r++) {
        h[sign][r] /= Math.max(1, pairs[sign]);
      }
    }
    return h;
  }

  private double loss() {
    double sum = 0;
    for (int r = 0; r <= bins; r++) {
      for (int q = 0; q <= r; q++) {
        sum += histograms[1][r] * histograms[0][q];
      }
    }
    return sum;
  }

  /** dL/ds in bin k. */
  private double slope(int sign, int k) {
    double scale = bins / 2.0 / pairs[sign];
    return sign == 0 ? -histograms[1][k] * scale : histograms[0][k + 1] * scale;
  }

  void assertAgrees(BatchLoss.Result result) {
    boolean defined = pairs[0] > 0 && pairs[1] > 0;
    double step = 2.0 / bins;
    assertThat(result.value()).isCloseTo(defined ? loss : 0, within(1e-6 + 2 * near / step));
    for (int i = 0; i < unit.length; i++) {
      assertRow(i, result.gradient(), defined);
    }
  }

  private void assertRow(int i, INDArray gradient, boolean defined) {
    int d = unit[i].length;
    double[] v = new double[d];
    double steepest = 0;
    double slack = 0;
    for (int j = 0; j < unit.length && defined; j++) {
      if (j != i) {
        int sign = codes[i] == codes[j] ? 0 : 1;
        double u = (s(i, j) + 1) * bins / 2;
        int k = Math.min((int) u, bins - 1);
        double slope = slope(sign, k);
        steepest += Math.abs(slope);
        // Soft counts of float similarities are a little off, and with them the slopes.
        slack += slack(sign, u, slope) + near * bins * bins / 4.0 / pairs[sign];
        for (int c = 0; c < d; c++) {
          v[c] += slope * unit[j][c];
        }
      }
    }
    double radial = dot(v, unit[i]);
    double scale = norms[i] > 0 ? 1 / norms[i] : 0;
    double allowed = (slack + steepest * 1e-5) * scale + 1e-7;
    for (int c = 0; c < d; c++) {
      assertThat(gradient.getDouble(i, c))
          .as("row %d, column %d", i, c)
          .isCloseTo((v[c] - radial * unit[i][c]) * scale, within(allowed));
    }
  }

  /** How far the slope of a neighbouring bin is off, if the pair lies that near to it. */
  private double slack(int sign, double u, double slope) {
    double reach = near * bins / 2;
    double most = 0;
    for (double other : new double[] {u - reach, u + reach}) {
      int k = Math.max(0, Math.min((int) Math.floor(other), bins - 1));
      most = Math.max(most, Math.abs(slope(sign, k) - slope));
    }
    return most;
  }
}
