package org.histloss.loss;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What one mini-batch looked like to the loss.
 *
 * @param loss the loss of this mini-batch by itself
 * @param score what its gradient is the gradient of; another number where the mini-batch is held
 *     against more than itself
 * @param histogram the loss's own histogram
 * @param fine the same pairs on {@link Nodes#FINE}, for pooling over rounds
 * @param inertPositives share of the positive pairs with exactly zero gradient
 * @param inertNegatives share of the negative pairs with exactly zero gradient
 * @param meanNorm mean length of the raw embeddings
 * @param zeroRows embeddings of length zero
 */
public record BatchStatistics(
    double loss,
    double score,
    SimilarityHistogram histogram,
    SimilarityHistogram fine,
    double inertPositives,
    double inertNegatives,
    double meanNorm,
    int zeroRows)
    implements Serializable {

  /**
   * Statistics from counts.
   *
   * @param inert pairs with exactly zero gradient: positive ones, negative ones
   * @param norms lengths of the raw embeddings
   */
  static BatchStatistics of(
      double loss,
      double score,
      SimilarityHistogram histogram,
      SimilarityHistogram fine,
      long[] inert,
      double[] norms) {
    return new BatchStatistics(
        loss,
        score,
        histogram,
        fine,
        share(inert[0], histogram.positivePairs()),
        share(inert[1], histogram.negativePairs()),
        Arrays.stream(norms).average().orElse(0.0),
        (int) Arrays.stream(norms).filter(norm -> norm == 0.0).count());
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0.0 : (double) part / whole;
  }

  /** True when the batch had no positive or no negative pair and so took no part in learning. */
  public boolean skipped() {
    return histogram.empty();
  }
}
