package org.histloss.training;

import com.fasterxml.jackson.annotation.JsonInclude;
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
   * @param protocol by which they were taken, by its name, or null in lines of {@code
   *     metrics.jsonl} from before it was recorded
   */
  record Scores(
      double recallAt1,
      double meanAveragePrecision,
      @JsonInclude(JsonInclude.Include.NON_NULL) String protocol) {

    /** The protocol in brackets with a space before it, or nothing. */
    String by() {
      return protocol == null ? "" : " (" + protocol + ")";
    }
  }
}
