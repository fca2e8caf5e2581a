package org.histloss.report;

import java.util.List;
import org.histloss.report.comparison.Comparison;
import org.histloss.report.comparison.Comparison.Counts;
import org.histloss.report.comparison.Comparison.Difference;
import org.histloss.report.comparison.Comparison.Held;
import org.histloss.report.comparison.Comparison.Interval;

/**
 * The main figures of a comparison of two models, from the side from which its verdict tells them:
 * the better model's, or the second's where none is better.
 *
 * @param name the model from whose side the figures are
 * @param other the model that is taken off
 */
record ComparisonTiles(
    String name, String other, Difference precision, Difference recallAt1, Counts counts) {

  /** The figures that matter most; empty for more than two models, which have a card each. */
  static List<ScorePart.Tile> of(Comparison data) {
    if (data.held().size() > 1) {
      return List.of();
    }
    boolean turned = data.held().get(0).referenceIsBetter();
    Held held = data.held().get(0).asTold();
    return new ComparisonTiles(
            "%s (%s)".formatted(held.model(), turned ? "A" : "B"),
            "%s (%s)".formatted(held.reference(), turned ? "B" : "A"),
            held.precision(),
            held.recallAt1(),
            held.counts())
        .list();
  }

  private List<ScorePart.Tile> list() {
    return List.of(
        difference("mAP", precision),
        difference("R@1", recallAt1),
        new ScorePart.Tile(
            "Queries won by " + name,
            Figures.whole(counts.won()),
            "%s lost, %s with the same AP"
                .formatted(Figures.whole(counts.lost()), Figures.whole(counts.equal()))),
        new ScorePart.Tile(
            name + " ahead by mAP",
            precision.better() == null ? "–" : Figures.percent(precision.better()),
            "of the draws of identities"));
  }

  private ScorePart.Tile difference(String measure, Difference difference) {
    Interval interval = difference.interval();
    int decimals = decimals(interval);
    String note =
        interval == null
            ? "points"
            : "points, %s to %s"
                .formatted(
                    Figures.signedPoints(interval.low(), decimals),
                    Figures.signedPoints(interval.high(), decimals));
    return new ScorePart.Tile(
        "%s: %s less %s".formatted(measure, name, other),
        Figures.signedPoints(difference.difference(), decimals),
        note);
  }

  /** As in the verdict: one to three, so that no end of the interval but zero is shown as zero. */
  private static int decimals(Interval interval) {
    int decimals = 1;
    while (interval != null
        && decimals < 3
        && !(told(interval.low(), decimals) && told(interval.high(), decimals))) {
      decimals++;
    }
    return decimals;
  }

  private static boolean told(double fraction, int decimals) {
    return fraction == 0 || Math.abs(100 * fraction) >= 0.5 * Math.pow(10, -decimals);
  }
}
