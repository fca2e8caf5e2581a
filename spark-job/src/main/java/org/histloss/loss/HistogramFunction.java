package org.histloss.loss;

/**
 * A loss as a function F(h⁺, h⁻) of the two normalised histograms, with its slopes at their nodes.
 *
 * <p>A pair with similarity in bin k moves mass from node k to node k + 1 at the rate 1/Δ, so
 * {@link PairTables#of(SimilarityHistogram, NodeSlopes)} has dL/ds from the differences of the
 * slopes of neighbouring nodes, whatever F is.
 */
interface HistogramFunction {
  /**
   * Value and slopes.
   *
   * @param positive h⁺, one a node, adding up to 1
   * @param negative h⁻, one a node, adding up to 1
   * @param histogram what they were normalised from
   */
  NodeSlopes at(double[] positive, double[] negative, SimilarityHistogram histogram);

  /**
   * F with its derivatives.
   *
   * @param value F
   * @param positive dF/dh⁺ at each node
   * @param negative dF/dh⁻ at each node
   */
  record NodeSlopes(double value, double[] positive, double[] negative) {}

  /** Σ_{q ≤ r} h_q at each node. */
  static double[] below(double[] h) {
    double[] sums = new double[h.length];
    double sum = 0.0;
    for (int r = 0; r < h.length; r++) {
      sum += h[r];
      sums[r] = sum;
    }
    return sums;
  }

  /** Σ_{q ≥ r} h_q at each node. */
  static double[] above(double[] h) {
    double[] sums = new double[h.length];
    double sum = 0.0;
    for (int r = h.length - 1; r >= 0; r--) {
      sum += h[r];
      sums[r] = sum;
    }
    return sums;
  }

  /** Σ_r a_r b_r. */
  static double dot(double[] a, double[] b) {
    double sum = 0.0;
    for (int r = 0; r < a.length; r++) {
      sum += a[r] * b[r];
    }
    return sum;
  }
}
