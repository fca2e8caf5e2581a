package org.histloss.loss;

import java.io.Serializable;

/**
 * The uniform grid t_0 = −1 &lt; t_1 &lt; … &lt; t_{R−1} = +1 on which similarities are counted.
 *
 * <p>{@code bins} is the number of intervals; the paper's R is {@code bins + 1} and its Δ is {@link
 * #width()}. A similarity belongs to the bin k with t_k ≤ s &lt; t_{k+1} (a value exactly on a node
 * belongs to the bin above it, except s = +1, which belongs to the last bin). No two floating-point
 * numbers are ever compared to find a bin.
 *
 * @param bins intervals between −1 and +1, at least 1
 */
public record Nodes(int bins) implements Serializable {
  /** The grid that pooling over rounds and reports use, R = 2,001. */
  public static final Nodes FINE = new Nodes(2000);

  /** Checks that there is a bin at all. */
  public Nodes {
    if (bins < 1) {
      throw new IllegalArgumentException("bins = " + bins + ": must be at least 1");
    }
  }

  /** The paper's R: nodes, one more than bins. */
  public int count() {
    return bins + 1;
  }

  /** The paper's Δ, the distance of two neighbouring nodes. */
  public double width() {
    return 2.0 / bins;
  }

  /** The node t_k, for k in 0..bins. */
  public double node(int k) {
    return -1.0 + 2.0 * k / bins;
  }

  /**
   * Where a similarity lies, as u = (s + 1)·bins / 2 in [0, bins]; its bin is {@link #bin(double)}
   * of u and its share of the upper node is u minus that bin.
   *
   * @param similarity any number but NaN; rounding may carry it beyond ±1
   */
  public double position(double similarity) {
    double s = Math.max(-1.0, Math.min(1.0, similarity));
    return (s + 1.0) * bins / 2.0;
  }

  /** The bin in 0..bins − 1 of a {@link #position}. */
  public int bin(double position) {
    return Math.min((int) position, bins - 1);
  }
}
