package org.histloss.report;

import java.util.ArrayList;
import java.util.List;

/** The two distributions of similarities in numbers. */
final class DistributionPart {
  private DistributionPart() {}

  /**
   * One line of the table.
   *
   * @param style {@code model} or {@code untrained}
   * @param overlap area under both distributions, in percent without the sign
   * @param loss the Histogram Loss that they imply
   * @param reverse pairs that are mixed up, in percent without the sign
   * @param same mean similarity of one identity's pairs
   * @param different mean similarity of two identities' pairs
   */
  public record Row(
      String name,
      String style,
      String overlap,
      String loss,
      String reverse,
      String same,
      String different) {}

  /** The model and the untrained network, those that are known. */
  static List<Row> rows(Similarities similarities) {
    List<Row> rows = new ArrayList<>();
    if (similarities != null) {
      add(rows, "This model", "model", PairFigures.of(similarities.after()));
      add(rows, "Untrained network", "untrained", PairFigures.of(similarities.before()));
    }
    return rows;
  }

  private static void add(List<Row> rows, String name, String style, PairFigures figures) {
    if (figures != null) {
      rows.add(
          new Row(
              name,
              style,
              Figures.points(figures.overlap()),
              Figures.real(figures.loss()),
              Figures.points(figures.reverse()),
              Figures.similarity(figures.positiveMean()),
              Figures.similarity(figures.negativeMean())));
    }
  }
}
