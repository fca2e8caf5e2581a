package org.histloss.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.histloss.evaluation.Insights.Roc;
import org.histloss.loss.Nodes;
import org.histloss.loss.SimilarityHistogram;

/**
 * The ROC curve of accepting every pair above a threshold on its similarity, from pooled soft
 * counts alone, so that it takes a gallery of any size.
 *
 * <p>What a threshold means on the grid: a pair between two nodes gives each a share, so the counts
 * can't tell on which side of a threshold between them it lies. But the counts of the nodes t_r,
 * t_{r+1}, … together are exactly the number of pairs above a threshold, as a mean over all
 * thresholds in [t_{r−1}, t_r]: a pair in that very interval adds its share of the upper node,
 * which is the part of the interval that lies below it. Each interval thus gives one point, the
 * mean of the plain curve's points over the interval, and the true rates at any of its thresholds
 * lie between those of its neighbours.
 *
 * <p>Between two points the curve is straight, as if a threshold were drawn from both intervals.
 * Where several points have the same false positive rate, the one with the lowest threshold counts.
 */
final class RocCurve {
  /** False positive rates of the table: 10⁻¹ to 10⁻⁴. */
  private static final int TABLE_DECADES = 4;

  /** Beyond it the chart doesn't go. */
  private static final int CURVE_DECADES = 6;

  private static final int STEPS_PER_DECADE = 10;

  /** With fewer negative pairs accepted, chance decides. */
  static final int LEAST_NEGATIVES = 10;

  private final SimilarityHistogram pairs;

  /** Shares of the pairs above a threshold, as means over the interval below each node. */
  private final double[] positivesAbove;

  private final double[] negativesAbove;

  private RocCurve(SimilarityHistogram pairs) {
    this.pairs = pairs;
    this.positivesAbove = sharesAbove(pairs.positive());
    this.negativesAbove = sharesAbove(pairs.negative());
  }

  /** The curve of these pairs, or null without a positive or without a negative one. */
  static Roc of(SimilarityHistogram pairs) {
    return pairs.empty() ? null : new RocCurve(pairs).roc();
  }

  /** Entry r: nodes from r on; the last entry, beyond all nodes, is 0. */
  private static double[] sharesAbove(double[] counts) {
    double[] shares = new double[counts.length + 1];
    for (int r = counts.length - 1; r >= 0; r--) {
      shares[r] = shares[r + 1] + counts[r];
    }
    double all = shares[0];
    for (int r = 0; r < counts.length; r++) {
      shares[r] /= all;
    }
    return shares;
  }

  private Roc roc() {
    List<Roc.Point> curve = new ArrayList<>();
    for (int step = CURVE_DECADES * STEPS_PER_DECADE; step >= 0; step--) {
      double rate = Math.pow(10, -step / (double) STEPS_PER_DECADE);
      if (tells(rate)) {
        curve.add(at(rate));
      }
    }
    List<Roc.Point> rates = new ArrayList<>();
    for (int decade = 1; decade <= TABLE_DECADES; decade++) {
      double rate = Math.pow(10, -decade);
      rates.add(tells(rate) ? at(rate) : new Roc.Point(rate, null, null));
    }
    return new Roc(
        pairs.positivePairs(), pairs.negativePairs(), List.copyOf(curve), List.copyOf(rates));
  }

  private boolean tells(double falsePositiveRate) {
    return falsePositiveRate * pairs.negativePairs() >= LEAST_NEGATIVES;
  }

  /** The curve's point at a false positive rate in (0, 1]. */
  private Roc.Point at(double falsePositiveRate) {
    int r = 0;
    while (negativesAbove[r] > falsePositiveRate) {
      r++;
    }
    if (r == 0) {
      return new Roc.Point(falsePositiveRate, 1.0, -1.0);
    }
    double below = negativesAbove[r - 1];
    double part = (falsePositiveRate - negativesAbove[r]) / (below - negativesAbove[r]);
    double truePositiveRate =
        positivesAbove[r] + part * (positivesAbove[r - 1] - positivesAbove[r]);
    Nodes nodes = pairs.nodes();
    double threshold = -1 + nodes.width() * (r - 0.5 - part);
    return new Roc.Point(falsePositiveRate, truePositiveRate, Math.max(-1, Math.min(1, threshold)));
  }
}
