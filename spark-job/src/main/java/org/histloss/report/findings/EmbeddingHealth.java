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
 * @param reachable effective dimension if each identity of the sampled had a direction of its own,
 *     in as many dimensions as that takes; null in reports that don't hold it, 0 for a single
 *     identity
 * @param norms before normalisation, or null where they are not known
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EmbeddingHealth(
    int dimension,
    long zeros,
    int sampled,
    double meanSimilarity,
    double effectiveDimension,
    Double reachable,
    Norms norms) {
  /** Above it all embeddings point almost the same way. */
  public static final double ONE_WAY = 0.95;

  /** With fewer directions than this the embeddings lie on a point or a line. */
  static final double LINE = 1.5;

  /**
   * Identities that have no two directions to lie in are judged by this share of what they have.
   */
  static final double POINT_SHARE = 0.75;

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
   * The largest effective dimension to expect: few identities don't fill many dimensions, however
   * well they are told apart.
   */
  private double most() {
    return reachable == null ? dimension : Math.min(dimension, reachable);
  }

  /** The effective dimension below which an embedding of these identities has collapsed. */
  public double collapse() {
    return Math.min(LINE, POINT_SHARE * most());
  }

  /**
   * The verdict: collapsed where all embeddings lie on one point, or on one line though the
   * identities would reach further; narrow where they vary in few of many dimensions. Written to
   * the file, never read.
   */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  public Verdict verdict() {
    // The samples of a single identity should lie together.
    boolean single = reachable != null && reachable == 0;
    if (!single && meanSimilarity > ONE_WAY || effectiveDimension < collapse()) {
      return Verdict.COLLAPSED;
    }
    return effectiveDimension < NARROW_SHARE * most() ? Verdict.NARROW : Verdict.SOUND;
  }
}
