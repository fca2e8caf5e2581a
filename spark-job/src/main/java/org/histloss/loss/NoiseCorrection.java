package org.histloss.loss;

import static org.histloss.loss.HistogramFunction.above;
import static org.histloss.loss.HistogramFunction.below;
import static org.histloss.loss.HistogramFunction.dot;

/**
 * The loss of the true pairs when a share p of the pair labels is wrong either way.
 *
 * <p>What is seen is h⁺ = (1 − p)g⁺ + p·g⁻ and h⁻ = (1 − p)g⁻ + p·g⁺; solved for the true g and put
 * into the plain loss, with Φ the sums from below,
 *
 * <pre>
 *   L = [(1−p)² Φ⁺·h⁻ − p(1−p)(Φ⁺·h⁺ + Φ⁻·h⁻) + p² Φ⁻·h⁺] / (1 − 2p)²
 * </pre>
 *
 * <p>Source: the mixture of the two distributions under symmetric label noise, inverted (as in
 * Natarajan et al., NIPS 2013, for classifiers); worked out here for the Histogram Loss.
 */
final class NoiseCorrection implements HistogramFunction {
  private final double right;
  private final double mixed;
  private final double wrong;

  /**
   * Correction for a share of wrong labels.
   *
   * @param share p, at least 0 and below 0.5
   */
  NoiseCorrection(double share) {
    double scale = 1.0 / ((1 - 2 * share) * (1 - 2 * share));
    right = (1 - share) * (1 - share) * scale;
    mixed = -share * (1 - share) * scale;
    wrong = share * share * scale;
  }

  @Override
  public NodeSlopes at(double[] positive, double[] negative, SimilarityHistogram histogram) {
    double[] belowPositive = below(positive);
    double[] belowNegative = below(negative);
    double[] abovePositive = above(positive);
    double[] aboveNegative = above(negative);
    double[] byPositive = new double[positive.length];
    double[] byNegative = new double[positive.length];
    for (int r = 0; r < positive.length; r++) {
      byPositive[r] =
          right * aboveNegative[r]
              + mixed * (belowPositive[r] + abovePositive[r])
              + wrong * belowNegative[r];
      byNegative[r] =
          right * belowPositive[r]
              + mixed * (belowNegative[r] + aboveNegative[r])
              + wrong * abovePositive[r];
    }
    double value =
        right * dot(belowPositive, negative)
            + mixed * (dot(belowPositive, positive) + dot(belowNegative, negative))
            + wrong * dot(belowNegative, positive);
    return new NodeSlopes(value, byPositive, byNegative);
  }
}
