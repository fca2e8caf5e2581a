package org.histloss.report;

import java.util.List;

/**
 * What a pair of similarity histograms says in numbers.
 *
 * @param positivePairs pairs of one identity
 * @param negativePairs pairs of two identities
 * @param positiveMean mean similarity of the former
 * @param negativeMean mean similarity of the latter
 * @param reverse probability that a random negative pair is more similar than a random positive
 *     one, which the Histogram Loss estimates; pairs on one node count half
 * @param overlap area under both distributions, ∫ min(h⁺, h⁻), of the intervals that the chart
 *     draws: on single nodes, a few thousand pairs would leave gaps that look like separation
 * @param loss the Histogram Loss of all the pairs, Σ_r h⁻_r Σ_{q ≤ r} h⁺_q (Ustinova and Lempitsky,
 *     2016); pairs on one node count fully
 */
record PairFigures(
    double positivePairs,
    double negativePairs,
    double positiveMean,
    double negativeMean,
    double reverse,
    double overlap,
    double loss) {
  /** Intervals over [−1, 1] that distributions are drawn in. */
  static final int INTERVALS = 100;

  /** The figures, or null where one of the signs has no pair. */
  static PairFigures of(Similarities.Pairs pairs) {
    if (pairs == null) {
      return null;
    }
    double positives = sum(pairs.positive());
    double negatives = sum(pairs.negative());
    if (!(positives > 0 && negatives > 0)) {
      return null;
    }
    return new PairFigures(
        positives,
        negatives,
        moment(pairs.positive()) / positives,
        moment(pairs.negative()) / negatives,
        reversals(pairs, 0.5) / positives / negatives,
        overlap(pairs),
        reversals(pairs, 1) / positives / negatives);
  }

  private static double sum(List<Double> counts) {
    return counts.stream().mapToDouble(Double::doubleValue).sum();
  }

  private static double moment(List<Double> counts) {
    double sum = 0;
    for (int k = 0; k < counts.size(); k++) {
      sum += counts.get(k) * node(k, counts.size());
    }
    return sum;
  }

  private static double overlap(Similarities.Pairs pairs) {
    int intervals = Math.min(INTERVALS, pairs.positive().size() - 1);
    double[] positive = intervals(pairs.positive(), intervals);
    double[] negative = intervals(pairs.negative(), intervals);
    double overlap = 0;
    for (int i = 0; i < intervals; i++) {
      overlap += Math.min(positive[i], negative[i]) / 100;
    }
    return overlap;
  }

  /** Pairs of pairs in the wrong order; those on one node count {@code ties}. */
  private static double reversals(Similarities.Pairs pairs, double ties) {
    double positivesBelow = 0;
    double reversals = 0;
    for (int k = 0; k < pairs.positive().size(); k++) {
      double positives = pairs.positive().get(k);
      reversals += pairs.negative().get(k) * (positivesBelow + positives * ties);
      positivesBelow += positives;
    }
    return reversals;
  }

  /** Similarity at node {@code k} of {@code nodes}. */
  private static double node(int k, int nodes) {
    return -1 + 2.0 * k / (nodes - 1);
  }

  /**
   * Gathers counts on fine nodes into equal intervals over [−1, 1]; a node on a border gives half
   * to either side.
   *
   * @return share of all pairs in each interval, in percent
   */
  static double[] intervals(List<Double> counts, int intervals) {
    double[] shares = new double[intervals];
    double scale = 100 / sum(counts);
    int last = counts.size() - 1;
    for (int k = 0; k <= last; k++) {
      long position = (long) k * intervals;
      int right = (int) Math.min(position / last, intervals - 1);
      int left = position % last == 0 && k > 0 ? (int) (position / last) - 1 : right;
      shares[left] += counts.get(k) * scale / 2;
      shares[right] += counts.get(k) * scale / 2;
    }
    return shares;
  }
}
