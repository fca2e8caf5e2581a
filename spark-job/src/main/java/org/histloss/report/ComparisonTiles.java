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
    Held held = data.held().get(0);
    String a = "%s (A)".formatted(held.reference());
    String b = "%s (B)".formatted(held.model());
    ComparisonTiles tiles =
        referenceIsBetter(held)
            ? new ComparisonTiles(
                a,
                b,
                turned(held.precision()),
                turned(held.recallAt1()),
                new Counts(held.counts().lost(), held.counts().won(), held.counts().equal()))
            : new ComparisonTiles(b, a, held.precision(), held.recallAt1(), held.counts());
    return tiles.list();
  }

  /** As the verdict has it: by mAP, or by R@1 alone; measures that disagree show nothing. */
  private static boolean referenceIsBetter(Held held) {
    int byPrecision = side(held.precision().interval());
    int byFirst = side(held.recallAt1().interval());
    return byPrecision + byFirst < 0;
  }

  private static int side(Interval interval) {
    return interval == null ? 0 : interval.low() > 0 ? 1 : interval.high() < 0 ? -1 : 0;
  }

  /** The same from the reference's side; there are intervals where a model is better. */
  private static Difference turned(Difference difference) {
    Interval interval = difference.interval();
    return new Difference(
        difference.model(),
        difference.reference(),
        0.0 - difference.difference(),
        new Interval(0.0 - interval.high(), 0.0 - interval.low()),
        1 - difference.better());
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
    String note =
        difference.interval() == null ? "points" : "points, " + ComparisonPart.range(difference);
    return new ScorePart.Tile(
        "%s: %s less %s".formatted(measure, name, other),
        Figures.signedPoints(difference.difference()),
        note);
  }
}
