package org.histloss.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The scores as the page shows them: a few large figures, then the table. */
final class ScorePart {
  private ScorePart() {}

  /**
   * One large figure.
   *
   * @param label what it is
   * @param value the figure with its unit
   * @param note what to hold it against
   */
  public record Tile(String label, String value, String note) {}

  /**
   * One line of the table, each score in percent without the sign.
   *
   * @param name what was scored
   * @param style {@code model}, {@code untrained} or {@code pixels}
   * @param skipped queries left out of the scores, or null where that is not known
   */
  public record Row(
      String name,
      String style,
      String recallAt1,
      String recallAt5,
      String recallAt10,
      String meanAveragePrecision,
      String queries,
      String skipped,
      String gallery) {}

  /** The figures that matter most; empty where the model wasn't scored. */
  static List<Tile> tiles(ReportData data) {
    List<Tile> tiles = new ArrayList<>();
    if (data.test() != null) {
      tiles.add(tile("Recall@1", data, Scores::recallAt1, "right identity first"));
      tiles.add(tile("Recall@10", data, Scores::recallAt10, "right identity among ten"));
      tiles.add(tile("mAP", data, Scores::meanAveragePrecision, "mean average precision"));
    }
    PairFigures after =
        data.similarities() == null ? null : PairFigures.of(data.similarities().after());
    if (after != null) {
      PairFigures before = PairFigures.of(data.similarities().before());
      String note =
          before == null
              ? "two identities more alike than one"
              : Figures.percent(before.reverse()) + " before training";
      tiles.add(new Tile("Mixed-up pairs", Figures.percent(after.reverse()), note));
    }
    return tiles;
  }

  private static Tile tile(
      String label, ReportData data, ToDoubleFunction<Scores> score, String otherwise) {
    double value = score.applyAsDouble(data.test());
    String note = otherwise;
    if (data.rawPixels() != null) {
      note = against(value - score.applyAsDouble(data.rawPixels()), "raw pixels");
    } else if (data.untrained() != null) {
      note = against(value - score.applyAsDouble(data.untrained()), "untrained");
    }
    return new Tile(label, Figures.percent(value), note);
  }

  private static String against(double difference, String baseline) {
    return "%s points against %s".formatted(Figures.signedPoints(difference), baseline);
  }

  /** The model and its baselines, those that are known. */
  static List<Row> rows(ReportData data) {
    List<Row> rows = new ArrayList<>();
    add(rows, "This model", "model", data.test());
    add(rows, "Untrained network", "untrained", data.untrained());
    add(rows, "Raw pixels", "pixels", data.rawPixels());
    return rows;
  }

  private static void add(List<Row> rows, String name, String style, Scores scores) {
    if (scores != null) {
      rows.add(
          new Row(
              name,
              style,
              Figures.points(scores.recallAt1()),
              Figures.points(scores.recallAt5()),
              Figures.points(scores.recallAt10()),
              Figures.points(scores.meanAveragePrecision()),
              Figures.whole(scores.queries()),
              scores.skipped() == null ? null : Figures.whole(scores.skipped()),
              Figures.whole(scores.gallery())));
    }
  }
}
