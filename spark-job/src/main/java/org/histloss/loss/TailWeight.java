package org.histloss.loss;

/**
 * L = Σ_q h⁺_q ψ(T_q) with T_q = Σ_{r ≥ q} h⁻_r, the share of negative pairs that a threshold at
 * node q lets through: the loss with ψ(T) = T, other emphases with another ψ.
 *
 * <p>dL/dh⁺_q = ψ(T_q) and dL/dh⁻_r = Σ_{q ≤ r} h⁺_q ψ′(T_q).
 *
 * <p>Sources: the partial area under the ROC curve is that of one-way partial AUC (Dodd and Pepe,
 * Biometrics 2003); the logarithm of a rank follows Rolinek et al. (RaMBO, CVPR 2020), who found it
 * better than the rank itself; the first rank's chance is elementary. Their use on the Histogram
 * Loss's two histograms is this project's.
 */
final class TailWeight implements HistogramFunction {
  /** ψ with its derivative, which may know the number of negative pairs. */
  private interface Weight {
    double value(double t, double pairs);

    double slope(double t, double pairs);
  }

  private final Weight weight;

  private TailWeight(Weight weight) {
    this.weight = weight;
  }

  /** ψ(T) = T: the plain loss. */
  static TailWeight identity() {
    return partialAuc(1.0);
  }

  /** ψ(T) = min(T/share, 1): only the worst share of the negative pairs counts. */
  static TailWeight partialAuc(double share) {
    return new TailWeight(
        new Weight() {
          @Override
          public double value(double t, double pairs) {
            return Math.min(t / share, 1.0);
          }

          @Override
          public double slope(double t, double pairs) {
            return t < share || share == 1.0 ? 1.0 / share : 0.0;
          }
        });
  }

  /** ψ(T) = ln(1 + |S⁻|·T), the logarithm of a rank among the negative pairs. */
  static TailWeight logRank() {
    return new TailWeight(
        new Weight() {
          @Override
          public double value(double t, double pairs) {
            return Math.log1p(pairs * t);
          }

          @Override
          public double slope(double t, double pairs) {
            return pairs / (1.0 + pairs * t);
          }
        });
  }

  /**
   * ψ(T) = 1 − (1 − T)^gallery: how likely one of so many other pictures is more similar than the
   * right one, so about the share of queries whose first result is wrong.
   */
  static TailWeight firstRank(int gallery) {
    return new TailWeight(
        new Weight() {
          @Override
          public double value(double t, double pairs) {
            return 1.0 - Math.pow(1.0 - t, gallery);
          }

          @Override
          public double slope(double t, double pairs) {
            return gallery * Math.pow(1.0 - t, gallery - 1);
          }
        });
  }

  @Override
  public NodeSlopes at(double[] positive, double[] negative, SimilarityHistogram histogram) {
    double pairs = histogram.negativePairs();
    double[] byPositive = new double[positive.length];
    double[] weighted = new double[positive.length];
    double through = 0.0;
    for (int q = positive.length - 1; q >= 0; q--) {
      through = Math.min(through + negative[q], 1.0);
      byPositive[q] = weight.value(through, pairs);
      weighted[q] = positive[q] * weight.slope(through, pairs);
    }
    return new NodeSlopes(
        HistogramFunction.dot(positive, byPositive), byPositive, HistogramFunction.below(weighted));
  }
}
