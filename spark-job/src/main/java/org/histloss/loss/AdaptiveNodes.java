package org.histloss.loss;

import java.util.Arrays;

/**
 * Nodes of a histogram that are not evenly spaced: the first, the last and some others of {@link
 * Nodes#FINE}, so that pairs counted there once can be put on any of them without a second look.
 *
 * <p>Between two nodes t_k &lt; t_{k+1} a pair of similarity s adds (t_{k+1} − s)/(t_{k+1} − t_k)
 * to the lower one and the rest to the upper; the loss stays L = Σ_r h⁻_r Σ_{q ≤ r} h⁺_q. Where the
 * nodes lie is not part of the loss: no gradient goes through it. Source: the paper's loss with
 * nodes of any distance; placing them at quantiles is this project's.
 *
 * @param cuts the nodes' places on the fine grid, ascending from 0 to its last
 */
record AdaptiveNodes(int[] cuts) {
  private static final int LAST = Nodes.FINE.bins();

  /** Checks that both ends are there and every node lies above the one before. */
  AdaptiveNodes {
    boolean ends = cuts.length >= 2 && cuts[0] == 0 && cuts[cuts.length - 1] == LAST;
    for (int k = 1; k < cuts.length; k++) {
      ends &= cuts[k - 1] < cuts[k];
    }
    if (!ends) {
      throw new IllegalArgumentException(
          "cuts = " + Arrays.toString(cuts) + ": must ascend from 0 to " + LAST);
    }
  }

  /** Evenly spaced nodes, but for rounding to the fine grid: where a run begins. */
  static AdaptiveNodes even(int bins) {
    int[] cuts = new int[bins + 1];
    for (int k = 0; k <= bins; k++) {
      cuts[k] = (int) Math.round((double) LAST * k / bins);
    }
    return new AdaptiveNodes(Arrays.stream(cuts).distinct().toArray());
  }

  /**
   * Soft counts on the fine grid become soft counts on these nodes, exactly: a pair's shares are
   * linear within a fine bin.
   */
  double[] gather(double[] fine) {
    double[] counts = new double[cuts.length];
    for (int k = 0; k + 1 < cuts.length; k++) {
      double width = cuts[k + 1] - cuts[k];
      for (int r = cuts[k]; r < cuts[k + 1]; r++) {
        double share = (r - cuts[k]) / width;
        counts[k] += fine[r] * (1.0 - share);
        counts[k + 1] += fine[r] * share;
      }
    }
    counts[cuts.length - 1] += fine[LAST];
    return counts;
  }

  /** The transpose of {@link #gather}: slopes at these nodes become slopes at the fine ones. */
  double[] spread(double[] slopes) {
    double[] fine = new double[LAST + 1];
    for (int k = 0; k + 1 < cuts.length; k++) {
      double rise = (slopes[k + 1] - slopes[k]) / (cuts[k + 1] - cuts[k]);
      for (int r = cuts[k]; r < cuts[k + 1]; r++) {
        fine[r] = slopes[k] + rise * (r - cuts[k]);
      }
    }
    fine[LAST] = slopes[cuts.length - 1];
    return fine;
  }

  /** A function of the histograms on these nodes, as one of those on the fine grid. */
  HistogramFunction of(HistogramFunction function) {
    return (positive, negative, histogram) -> {
      HistogramFunction.NodeSlopes slopes =
          function.at(gather(positive), gather(negative), histogram);
      return new HistogramFunction.NodeSlopes(
          slopes.value(), spread(slopes.positive()), spread(slopes.negative()));
    };
  }
}
