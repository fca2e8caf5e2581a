package org.histloss.evaluation.retrieval;

/**
 * Histograms of the similarities of positive pairs (same identity) and negative pairs, as raw soft
 * counts on {@link #NODES} fixed nodes spread evenly over [−1, 1].
 *
 * <p>Each pair gives weight 1, dealt to the two nodes beside its similarity as in the Histogram
 * Loss: with s clamped to [−1, 1], u = (s + 1)(R − 1)/2 and k = min(⌊u⌋, R − 2), node k takes 1 −
 * (u − k) and node k + 1 takes u − k. Counts of several parts add; nothing is normalised before it
 * is read.
 */
public final class SimilarityDistributions {
  /** R, the number of nodes. */
  public static final int NODES = 2001;

  private final double[] positive = new double[NODES];
  private final double[] negative = new double[NODES];
  private long positivePairs;
  private long negativePairs;

  /**
   * Adds one pair.
   *
   * @param sameIdentity whether the pair is positive
   * @param similarity dot product of two unit rows; values outside [−1, 1] are clamped
   */
  public void accept(boolean sameIdentity, double similarity) {
    double u = (Math.max(-1, Math.min(1, similarity)) + 1) * (NODES - 1) / 2;
    int k = Math.min((int) u, NODES - 2);
    double upper = u - k;
    double[] counts = sameIdentity ? positive : negative;
    counts[k] += 1 - upper;
    counts[k + 1] += upper;
    if (sameIdentity) {
      positivePairs++;
    } else {
      negativePairs++;
    }
  }

  /** Adds the pairs of another part. */
  public void combine(SimilarityDistributions other) {
    for (int i = 0; i < NODES; i++) {
      positive[i] += other.positive[i];
      negative[i] += other.negative[i];
    }
    positivePairs += other.positivePairs;
    negativePairs += other.negativePairs;
  }

  /** The similarity at a node: −1 + 2·node/(R − 1). */
  public static double similarityAt(int node) {
    return -1 + 2.0 * node / (NODES - 1);
  }

  /** Soft counts of the positive pairs, [R]. */
  public double[] positive() {
    return positive.clone();
  }

  /** Soft counts of the negative pairs, [R]. */
  public double[] negative() {
    return negative.clone();
  }

  /** Number of positive pairs. */
  public long positivePairs() {
    return positivePairs;
  }

  /** Number of negative pairs. */
  public long negativePairs() {
    return negativePairs;
  }
}
