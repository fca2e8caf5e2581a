package org.histloss.loss;

/**
 * Multi-similarity loss (Wang, Han, Huang, Dong, Scott, CVPR 2019). Row i keeps the negatives more
 * similar than its least similar positive less ε, and the positives less similar than its most
 * similar negative plus ε; over those
 *
 * <pre>
 *   L = 1/N Σ_i [ 1/α ln(1 + Σ_{k ∈ P_i} e^{−α(s_ik − λ)}) + 1/β ln(1 + Σ_{k ∈ N_i} e^{β(s_ik − λ)}) ]
 * </pre>
 */
final class MultiSimilarity extends SimilarityLoss {
  private final double positiveSteepness;
  private final double negativeSteepness;
  private final double base;
  private final double margin;

  /**
   * The loss.
   *
   * @param positiveSteepness α
   * @param negativeSteepness β
   * @param base λ
   * @param margin ε
   */
  MultiSimilarity(
      Nodes nodes, double positiveSteepness, double negativeSteepness, double base, double margin) {
    super(nodes);
    this.positiveSteepness = positiveSteepness;
    this.negativeSteepness = negativeSteepness;
    this.base = base;
    this.margin = margin;
  }

  @Override
  double slopes(Pairs pairs, double[] slopes) {
    double value = 0.0;
    for (int i = 0; i < pairs.count(); i++) {
      double leastPositive = Double.POSITIVE_INFINITY;
      double mostNegative = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < pairs.count(); j++) {
        if (j != i && pairs.match(i, j)) {
          leastPositive = Math.min(leastPositive, pairs.s(i, j));
        } else if (j != i) {
          mostNegative = Math.max(mostNegative, pairs.s(i, j));
        }
      }
      if (Double.isFinite(leastPositive) && Double.isFinite(mostNegative)) {
        value += side(pairs, i, true, mostNegative + margin, -positiveSteepness, slopes);
        value += side(pairs, i, false, leastPositive - margin, negativeSteepness, slopes);
      }
    }
    return value / pairs.count();
  }

  /** 1/|a| ln(1 + Σ e^{a(s − λ)}) over the kept pairs of one sign; adds its slopes over N. */
  private double side(Pairs pairs, int i, boolean match, double limit, double a, double[] slopes) {
    double sum = 0.0;
    for (int j = 0; j < pairs.count(); j++) {
      sum += kept(pairs, i, j, match, limit) ? Math.exp(a * (pairs.s(i, j) - base)) : 0.0;
    }
    for (int j = 0; j < pairs.count(); j++) {
      if (kept(pairs, i, j, match, limit)) {
        double e = Math.exp(a * (pairs.s(i, j) - base));
        slopes[pairs.at(i, j)] += Math.signum(a) * e / (1.0 + sum) / pairs.count();
      }
    }
    return Math.log1p(sum) / Math.abs(a);
  }

  private static boolean kept(Pairs pairs, int i, int j, boolean match, double limit) {
    return j != i
        && pairs.match(i, j) == match
        && (match ? pairs.s(i, j) < limit : pairs.s(i, j) > limit);
  }
}
