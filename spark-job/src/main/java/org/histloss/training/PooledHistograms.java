package org.histloss.training;

import java.io.Serializable;
import org.histloss.loss.SimilarityHistogram;

/**
 * Histograms pooled over rounds: h̃± ← (1 − η) h̃± + η h±(round).
 *
 * @param positive h̃⁺ on the loss's nodes, adding up to 1
 * @param negative h̃⁻
 */
record PooledHistograms(double[] positive, double[] negative) implements Serializable {

  /**
   * The pool after a round.
   *
   * @param before the pool so far, or null
   * @param round counts of all the round's pairs
   * @param rate η, the weight of the newest round
   * @return {@code before} where the round has no positive or no negative pair
   */
  static PooledHistograms after(PooledHistograms before, SimilarityHistogram round, double rate) {
    if (round.empty()) {
      return before;
    }
    double share = before == null ? 1.0 : rate;
    return new PooledHistograms(
        blend(
            before == null ? null : before.positive,
            round.positive(),
            share,
            round.positivePairs()),
        blend(
            before == null ? null : before.negative,
            round.negative(),
            share,
            round.negativePairs()));
  }

  private static double[] blend(double[] before, double[] counts, double share, long pairs) {
    double[] blend = new double[counts.length];
    for (int r = 0; r < blend.length; r++) {
      double old = before == null ? 0.0 : (1.0 - share) * before[r];
      blend[r] = old + share * counts[r] / pairs;
    }
    return blend;
  }
}
