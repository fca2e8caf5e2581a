package org.histloss.loss;

/**
 * FastAP (Cakir, He, Xia, Kulis, Sclaroff, CVPR 2019): average precision of each row as a query,
 * from soft histograms of its squared distances on [0, 4].
 *
 * <pre>
 *   FastAP_q = 1/N⁺_q Σ_l h⁺_l H⁺_l / H_l      L = 1 − mean over the queries with a positive
 * </pre>
 *
 * with h⁺ the raw soft counts of the query's positives, H⁺ and H the sums up to bin l of positives
 * and of all, 0/0 taken as 0.
 */
final class FastAp extends SimilarityLoss {
  private final int bins;

  /**
   * The loss.
   *
   * @param bins intervals of the squared distance, so bins + 1 nodes
   */
  FastAp(Nodes nodes, int bins) {
    super(nodes);
    this.bins = bins;
  }

  @Override
  double slopes(Pairs pairs, double[] slopes) {
    double sum = 0.0;
    int queries = 0;
    for (int q = 0; q < pairs.count(); q++) {
      queries += positives(pairs, q) > 0 ? 1 : 0;
    }
    for (int q = 0; q < pairs.count(); q++) {
      if (positives(pairs, q) > 0) {
        sum += query(pairs, q, -1.0 / queries, slopes);
      }
    }
    return 1.0 - sum / queries;
  }

  private static int positives(Pairs pairs, int q) {
    int positives = 0;
    for (int j = 0; j < pairs.count(); j++) {
      positives += j != q && pairs.match(q, j) ? 1 : 0;
    }
    return positives;
  }

  /** FastAP of a query; adds {@code scale} times its slopes. */
  private double query(Pairs pairs, int q, double scale, double[] slopes) {
    double[] positive = new double[bins + 1];
    double[] negative = new double[bins + 1];
    for (int j = 0; j < pairs.count(); j++) {
      if (j != q) {
        double u = pairs.squaredDistance(q, j) * bins / 4.0;
        int k = Math.min((int) u, bins - 1);
        double[] counts = pairs.match(q, j) ? positive : negative;
        counts[k] += 1 - (u - k);
        counts[k + 1] += u - k;
      }
    }
    double number = positives(pairs, q);
    double[] byPositive = new double[bins + 1];
    double[] byNegative = new double[bins + 1];
    double precision = precision(positive, negative, number, byPositive, byNegative);
    for (int j = 0; j < pairs.count(); j++) {
      if (j != q) {
        double u = pairs.squaredDistance(q, j) * bins / 4.0;
        int k = Math.min((int) u, bins - 1);
        double[] by = pairs.match(q, j) ? byPositive : byNegative;
        // dD²/ds = −2, and mass moves from node k to k + 1 at bins/4 per unit of D².
        slopes[pairs.at(q, j)] += scale * (by[k + 1] - by[k]) * bins / 4.0 * -2.0;
      }
    }
    return precision;
  }

  /**
   * Σ h⁺H⁺/H over N⁺ with its slopes: dF/dh⁺_l = (H⁺_l/H_l + Σ_{m ≥ l} h⁺_m H⁻_m/H_m²)/N⁺, dF/dh⁻_l
   * = −Σ_{m ≥ l} h⁺_m H⁺_m/H_m²/N⁺.
   */
  private static double precision(
      double[] positive,
      double[] negative,
      double number,
      double[] byPositive,
      double[] byNegative) {
    double[] positives = HistogramFunction.below(positive);
    double[] negatives = HistogramFunction.below(negative);
    double value = 0.0;
    double later = 0.0;
    double laterNegative = 0.0;
    for (int l = positive.length - 1; l >= 0; l--) {
      double all = positives[l] + negatives[l];
      double share = all > 0 ? positives[l] / all : 0.0;
      value += positive[l] * share / number;
      later += all > 0 ? positive[l] * negatives[l] / (all * all) : 0.0;
      laterNegative += all > 0 ? positive[l] * positives[l] / (all * all) : 0.0;
      byPositive[l] = (share + later) / number;
      byNegative[l] = -laterNegative / number;
    }
    return value;
  }
}
