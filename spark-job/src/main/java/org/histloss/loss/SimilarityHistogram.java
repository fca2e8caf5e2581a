package org.histloss.loss;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;

/**
 * Raw soft counts of positive and negative similarities on {@link Nodes}.
 *
 * <p>A pair with similarity s in [t_k, t_{k+1}] adds 1 − f to node k and f to node k + 1, f = (s −
 * t_k)/Δ (the paper's triangular kernel δ). Counts are kept un-normalised, so that histograms of
 * parts of a pair set add up to the histogram of the whole; they are divided by the number of pairs
 * only by whoever needs h⁺ and h⁻.
 */
public final class SimilarityHistogram implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Nodes nodes;
  private final double[] positive;
  private final double[] negative;
  private long positivePairs;
  private long negativePairs;

  /** An empty histogram. */
  public SimilarityHistogram(Nodes nodes) {
    this(nodes, new double[nodes.count()], new double[nodes.count()], 0, 0);
  }

  /**
   * A histogram of given counts, taken over as they are.
   *
   * @param positive soft counts of the positive pairs, one a node
   * @param negative soft counts of the negative pairs, one a node
   */
  public SimilarityHistogram(
      Nodes nodes, double[] positive, double[] negative, long positivePairs, long negativePairs) {
    if (positive.length != nodes.count() || negative.length != nodes.count()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "counts = %d and %d: must be %d, one a node",
              positive.length,
              negative.length,
              nodes.count()));
    }
    this.nodes = nodes;
    this.positive = positive;
    this.negative = negative;
    this.positivePairs = positivePairs;
    this.negativePairs = negativePairs;
  }

  /** Counts one pair. */
  public void accept(double similarity, boolean match) {
    double u = nodes.position(similarity);
    int k = nodes.bin(u);
    double f = u - k;
    double[] counts = match ? positive : negative;
    counts[k] += 1.0 - f;
    counts[k + 1] += f;
    if (match) {
      positivePairs++;
    } else {
      negativePairs++;
    }
  }

  /**
   * Adds another histogram on equal nodes to this one.
   *
   * @return this
   */
  public SimilarityHistogram combine(SimilarityHistogram other) {
    if (!nodes.equals(other.nodes)) {
      throw new IllegalArgumentException(
          "cannot combine histograms of " + nodes.bins() + " and " + other.nodes.bins() + " bins");
    }
    for (int r = 0; r < positive.length; r++) {
      positive[r] += other.positive[r];
      negative[r] += other.negative[r];
    }
    positivePairs += other.positivePairs;
    negativePairs += other.negativePairs;
    return this;
  }

  /**
   * The same pairs on a coarser grid: of those whose bins are whole numbers of these, the finest
   * with at most so many. This histogram where it has no more.
   */
  SimilarityHistogram atMost(int bins) {
    int parts = 1;
    while (nodes.bins() / parts > bins || nodes.bins() % parts != 0) {
      parts++;
    }
    return parts == 1
        ? this
        : new SimilarityHistogram(
            new Nodes(nodes.bins() / parts),
            coarse(positive, parts),
            coarse(negative, parts),
            positivePairs,
            negativePairs);
  }

  private static double[] coarse(double[] counts, int parts) {
    double[] coarse = new double[(counts.length - 1) / parts + 1];
    for (int r = 0; r < counts.length; r++) {
      int k = r / parts;
      double share = (r % parts) / (double) parts;
      coarse[k] += counts[r] * (1.0 - share);
      if (share > 0) {
        coarse[k + 1] += counts[r] * share;
      }
    }
    return coarse;
  }

  /**
   * Nodes between which equal shares of the pairs lie, the first and the last always among them.
   * Where a share is narrower than a bin, there are fewer than asked for.
   *
   * @param shares how many, at least 1
   * @param balanced whether all positive pairs count as much as all negative ones, which are many
   *     times as many; otherwise every pair counts the same
   * @return the nodes' numbers, ascending
   */
  public int[] quantiles(int shares, boolean balanced) {
    double positiveWeight = balanced ? 1.0 / positivePairs : 1.0;
    double negativeWeight = balanced ? 1.0 / negativePairs : 1.0;
    double[] below = new double[positive.length];
    double sum = 0.0;
    for (int r = 0; r < below.length; r++) {
      sum += positive[r] * positiveWeight + negative[r] * negativeWeight;
      below[r] = sum;
    }
    int[] cuts = new int[shares + 1];
    int r = 0;
    for (int k = 1; k < shares; k++) {
      while (r < nodes.bins() && below[r] < sum * k / shares) {
        r++;
      }
      cuts[k] = r;
    }
    cuts[shares] = nodes.bins();
    return Arrays.stream(cuts).distinct().toArray();
  }

  /**
   * The loss L = Σ_r h⁻_r Σ_{q ≤ r} h⁺_q (the paper's equation of the histogram loss; a tie of bins
   * counts as a reversal), or 0 when there is no positive or no negative pair.
   */
  public double loss() {
    if (empty()) {
      return 0.0;
    }
    double below = 0.0;
    double reversed = 0.0;
    for (int r = 0; r < positive.length; r++) {
      below += positive[r];
      reversed += negative[r] * below;
    }
    return reversed / ((double) positivePairs * negativePairs);
  }

  /** True without any positive or without any negative pair: the loss is not defined. */
  public boolean empty() {
    return positivePairs == 0 || negativePairs == 0;
  }

  /** The grid. */
  public Nodes nodes() {
    return nodes;
  }

  /** c⁺_r. */
  double positive(int r) {
    return positive[r];
  }

  /** c⁻_r. */
  double negative(int r) {
    return negative[r];
  }

  /** A copy of the positive soft counts c⁺, one a node. */
  public double[] positive() {
    return positive.clone();
  }

  /** A copy of the negative soft counts c⁻, one a node. */
  public double[] negative() {
    return negative.clone();
  }

  /** h⁺ = c⁺/|S⁺|, one a node. */
  double[] positiveShare() {
    return Arrays.stream(positive).map(c -> c / positivePairs).toArray();
  }

  /** h⁻ = c⁻/|S⁻|, one a node. */
  double[] negativeShare() {
    return Arrays.stream(negative).map(c -> c / negativePairs).toArray();
  }

  /** |S⁺|. */
  public long positivePairs() {
    return positivePairs;
  }

  /** |S⁻|. */
  public long negativePairs() {
    return negativePairs;
  }
}
