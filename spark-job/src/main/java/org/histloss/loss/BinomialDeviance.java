package org.histloss.loss;

/**
 * Binomial Deviance (Yi, Lei, Li, "Deep metric learning for practical person re-identification",
 * 2014; the paper's §2.4 baseline):
 *
 * <pre>
 *   J = Σ_{i&lt;j} w_ij ln(1 + exp(−α (s_ij − β) m_ij))
 * </pre>
 *
 * with m = 1 and w = 1/|S⁺| for a positive pair, m = −C and w = 1/|S⁻| for a negative one.
 */
final class BinomialDeviance extends SimilarityLoss {
  private final double steepness;
  private final double centre;
  private final double cost;

  /**
   * The loss.
   *
   * @param steepness α
   * @param centre β
   * @param cost C
   */
  BinomialDeviance(Nodes nodes, double steepness, double centre, double cost) {
    super(nodes);
    this.steepness = steepness;
    this.centre = centre;
    this.cost = cost;
  }

  @Override
  double slopes(Pairs pairs, double[] slopes) {
    long positives = 0;
    long all = 0;
    for (int i = 0; i < pairs.count(); i++) {
      for (int j = i + 1; j < pairs.count(); j++) {
        positives += pairs.match(i, j) ? 1 : 0;
        all++;
      }
    }
    double value = 0.0;
    for (int i = 0; i < pairs.count(); i++) {
      for (int j = i + 1; j < pairs.count(); j++) {
        boolean match = pairs.match(i, j);
        double weight = 1.0 / (match ? positives : all - positives);
        double factor = -steepness * (match ? 1.0 : -cost);
        double x = factor * (pairs.s(i, j) - centre);
        value += weight * Comparison.softplus(x);
        slopes[pairs.at(i, j)] = weight * factor / (1.0 + Math.exp(-x));
      }
    }
    return value;
  }
}
