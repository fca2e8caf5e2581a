package org.histloss.loss;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the pairs of a mini-batch are held against to find their slopes, where that is more than the
 * mini-batch's own histograms.
 */
sealed interface Counterpart {
  /**
   * Histograms pooled over the rounds before, frozen: each sign's pairs need only the opposite
   * histogram. What is minimised is ⟨h⁺, dF/dh⁺⟩ + ⟨h⁻, dF/dh⁻⟩ with F's slopes at the pooled
   * histograms; for the plain loss h⁻ᵀΦ̃⁺ + T̃⁻ᵀh⁺. Divided by the mini-batch's own pairs, so that
   * a step is as long as with the mini-batch's own histograms.
   *
   * @param positive h̃⁺, one a node, adding up to 1
   * @param negative h̃⁻
   */
  record Pooled(double[] positive, double[] negative) implements Counterpart {}

  /**
   * The histograms of all workers' mini-batches together: the loss is that of all their pairs, and
   * this mini-batch's part of its gradient is to be added to the others'.
   *
   * @param counts of all pairs
   */
  record Global(SimilarityHistogram counts) implements Counterpart {}

  /**
   * As {@link Global}, and pairs of two mini-batches count too.
   *
   * @param counts of all pairs of all rows
   * @param rows embeddings of all mini-batches [N, D], one after the other
   * @param codes their N identity codes
   * @param from where this mini-batch's rows begin among them
   */
  record Across(SimilarityHistogram counts, INDArray rows, int[] codes, int from)
      implements Counterpart {}
}
