package org.histloss.training;

import org.histloss.network.EmbeddingModel;

/** Scores a model on identities held out of training, while the training goes on. */
@FunctionalInterface
public interface Validation {
  /** The scores of a model. */
  Scores score(EmbeddingModel model);

  /**
   * Scores as fractions.
   *
   * @param recallAt1 Recall@1
   * @param meanAveragePrecision mAP
   */
  record Scores(double recallAt1, double meanAveragePrecision) {}
}
