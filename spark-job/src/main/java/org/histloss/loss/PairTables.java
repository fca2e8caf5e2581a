package org.histloss.loss;

import java.io.Serializable;

/**
 * dL/ds of a pair, by the bin of its similarity.
 *
 * <p>From dL/dh⁻_r = Φ⁺_r = Σ_{q ≤ r} h⁺_q and dL/dh⁺_r = T⁻_r = Σ_{q ≥ r} h⁻_q, and since a pair
 * in bin k moves mass from node k to node k + 1 at the rate 1/Δ, all but one term cancel:
 *
 * <pre>
 *   positive pair: dL/ds = (T⁻_{k+1} − T⁻_k) / (Δ|S⁺|) = −h⁻_k     / (Δ|S⁺|) ≤ 0
 *   negative pair: dL/ds = (Φ⁺_{k+1} − Φ⁺_k) / (Δ|S⁻|) = +h⁺_{k+1} / (Δ|S⁻|) ≥ 0
 * </pre>
 *
 * A positive pair reads the <em>lower</em> node of h⁻, a negative pair the <em>upper</em> node of
 * h⁺.
 *
 * @param positive dL/ds of a positive pair in bin k, one a bin
 * @param negative dL/ds of a negative pair in bin k, one a bin
 */
record PairTables(Nodes nodes, double[] positive, double[] negative) implements Serializable {

  /** The tables of one histogram; all zero where the loss is not defined. */
  public static PairTables of(SimilarityHistogram counts) {
    Nodes nodes = counts.nodes();
    double[] forPositive = new double[nodes.bins()];
    double[] forNegative = new double[nodes.bins()];
    if (!counts.empty()) {
      double scale =
          1.0 / (nodes.width() * (double) counts.positivePairs() * counts.negativePairs());
      for (int k = 0; k < nodes.bins(); k++) {
        forPositive[k] = -counts.negative(k) * scale;
        forNegative[k] = counts.positive(k + 1) * scale;
      }
    }
    return new PairTables(nodes, forPositive, forNegative);
  }

  /**
   * The tables of any function of the normalised histograms: its slope at the bin's upper node less
   * that at its lower one, by Δ and the number of pairs; all zero where the loss is not defined.
   */
  static PairTables of(SimilarityHistogram counts, HistogramFunction.NodeSlopes slopes) {
    Nodes nodes = counts.nodes();
    double[] forPositive = new double[nodes.bins()];
    double[] forNegative = new double[nodes.bins()];
    if (!counts.empty()) {
      double positiveScale = 1.0 / (nodes.width() * counts.positivePairs());
      double negativeScale = 1.0 / (nodes.width() * counts.negativePairs());
      for (int k = 0; k < nodes.bins(); k++) {
        forPositive[k] = (slopes.positive()[k + 1] - slopes.positive()[k]) * positiveScale;
        forNegative[k] = (slopes.negative()[k + 1] - slopes.negative()[k]) * negativeScale;
      }
    }
    return new PairTables(nodes, forPositive, forNegative);
  }

  /** dL/ds of one pair. */
  public double slope(double similarity, boolean match) {
    int k = nodes.bin(nodes.position(similarity));
    return match ? positive[k] : negative[k];
  }
}
