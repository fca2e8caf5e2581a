package org.histloss.loss;

import java.io.Serializable;

/**
 * What one mini-batch looked like to the loss.
 *
 * @param loss the value
 * @param histogram the loss's own histogram
 * @param fine the same pairs on {@link Nodes#FINE}, for pooling over rounds
 * @param inertPositives share of the positive pairs with exactly zero gradient
 * @param inertNegatives share of the negative pairs with exactly zero gradient
 * @param meanNorm mean length of the raw embeddings
 * @param zeroRows embeddings of length zero
 */
public record BatchStatistics(
    double loss,
    SimilarityHistogram histogram,
    SimilarityHistogram fine,
    double inertPositives,
    double inertNegatives,
    double meanNorm,
    int zeroRows)
    implements Serializable {

  /** True when the batch had no positive or no negative pair and so took no part in learning. */
  public boolean skipped() {
    return histogram.empty();
  }
}
