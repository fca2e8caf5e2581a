package org.histloss.report.findings;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * State of an embedding.
 *
 * @param dimension numbers in an embedding
 * @param zeros samples of the split whose embedding is zero
 * @param sampled samples that the figures below were taken from, evenly over the split
 * @param meanSimilarity of all pairs of them
 * @param effectiveDimension participation ratio (Σλ)²/Σλ² of their covariance's eigenvalues
 * @param norms before normalisation, or null where they are not known
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EmbeddingHealth(
    int dimension,
    long zeros,
    int sampled,
    double meanSimilarity,
    double effectiveDimension,
    Norms norms) {
  /** Above it all embeddings point almost the same way. */
  static final double ONE_WAY = 0.95;

  /** With less than this share of the dimensions in use, fewer would do. */
  static final double NARROW_SHARE = 0.05;

  /** Smallest, middle and largest norm. */
  public record Norms(double min, double median, double max) {}

  /** What the figures say. */
  public enum Verdict {
    COLLAPSED,
    NARROW,
    SOUND
  }

  /**
   * The verdict: collapsed where all embeddings lie on one point or one line, narrow where they
   * vary in few of many dimensions. Written to the file, never read.
   */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  public Verdict verdict() {
    if (meanSimilarity > ONE_WAY || effectiveDimension < 1.5) {
      return Verdict.COLLAPSED;
    }
    return effectiveDimension < NARROW_SHARE * dimension ? Verdict.NARROW : Verdict.SOUND;
  }
}
