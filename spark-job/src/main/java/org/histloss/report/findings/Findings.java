package org.histloss.report.findings;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.histloss.report.Rankings.Sample;

/**
 * What an evaluation found beyond its scores; a part that is not known is null or empty.
 *
 * @param roc curves of the model and its baselines, or null
 * @param cameras scores by pair of cameras, or null where fewer than two take part
 * @param hardest identities with the lowest mean average precision, lowest first
 * @param suspects pairs whose labels deserve a look, or null
 * @param embedding state of the embedding, or null
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Findings(
    RocCurves roc,
    CameraTable cameras,
    List<HardIdentity> hardest,
    Suspects suspects,
    EmbeddingHealth embedding) {

  /** Keeps a copy of the list. */
  public Findings {
    hardest = copy(hardest);
  }

  static <T> List<T> copy(List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  /**
   * Pairs that don't look as their identities say.
   *
   * @param positives of one identity, the least similar first
   * @param negatives of two identities, the most similar first
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Suspects(List<Pair> positives, List<Pair> negatives) {
    /** Keeps copies of the lists. */
    public Suspects {
      positives = copy(positives);
      negatives = copy(negatives);
    }

    /**
     * Two samples.
     *
     * @param sample a query
     * @param other a gallery sample
     * @param similarity cosine of the two, in [−1, 1]
     */
    public record Pair(Sample sample, Sample other, double similarity) {}
  }
}
