package org.histloss.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.histloss.report.findings.CameraTable;

/** Scores by pair of cameras, as the page shows them. */
final class CameraPart {
  private CameraPart() {}

  /**
   * The table.
   *
   * @param names of the cameras, a column each
   * @param leftOut cameras that are not shown, or null where all are
   * @param without queries without a camera, or null where there are none
   */
  public record Table(List<String> names, List<Row> rows, String leftOut, String without) {}

  /** The queries of one camera. */
  public record Row(String camera, List<Cell> cells) {}

  /**
   * One pair of cameras; null figures where nothing was scored.
   *
   * @param recall Recall@1 in percent without the sign
   * @param precision mAP likewise
   * @param queries that were scored
   * @param shade Recall@1 as a fraction of the table's highest, for the cell's ground
   */
  public record Cell(String recall, String precision, String queries, String shade) {
    private static final Cell EMPTY = new Cell(null, null, null, "0");
  }

  /** The table, or null where cameras are not known. */
  static Table of(ReportData data) {
    CameraTable cameras = data.findings() == null ? null : data.findings().cameras();
    if (cameras == null) {
      return null;
    }
    double highest =
        cameras.pairs().stream()
            .filter(pair -> pair.recallAt1() != null)
            .mapToDouble(CameraTable.Pair::recallAt1)
            .max()
            .orElse(0);
    List<Row> rows = new ArrayList<>();
    for (String camera : cameras.names()) {
      rows.add(
          new Row(
              camera,
              cameras.pairs().stream()
                  .filter(pair -> pair.query().equals(camera))
                  .map(pair -> cell(pair, highest))
                  .toList()));
    }
    String leftOut = cameras.leftOut() == 0 ? null : Figures.whole(cameras.leftOut());
    String without = cameras.without() == 0 ? null : Figures.whole(cameras.without());
    return new Table(cameras.names(), rows, leftOut, without);
  }

  private static Cell cell(CameraTable.Pair pair, double highest) {
    return pair.recallAt1() == null
        ? Cell.EMPTY
        : new Cell(
            Figures.points(pair.recallAt1()),
            Figures.points(pair.meanAveragePrecision()),
            Figures.whole(pair.queries()),
            String.format(Locale.ROOT, "%.2f", highest > 0 ? pair.recallAt1() / highest : 0));
  }
}
