package org.histloss.report;

import java.util.Arrays;
import java.util.List;
import org.histloss.report.ChartStyle.Dash;
import org.histloss.report.history.HistoryEntry;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Distributions of similarities of the last runs, one above the other, the newest on top. */
final class HistoryRidges {
  private static final int RUNS = 12;

  private HistoryRidges() {}

  /** The number of an entry, from 1, and its pairs. */
  private record Ridge(int number, Similarities.Pairs pairs) {}

  /** The chart, or none where no run has pairs of both kinds. */
  static List<Chart> of(List<HistoryEntry> entries) {
    List<Ridge> all =
        java.util.stream.IntStream.range(0, entries.size())
            .mapToObj(i -> new Ridge(i + 1, HistoryValues.pairs(entries.get(i))))
            .filter(ridge -> ridge.pairs() != null && PairFigures.of(ridge.pairs()) != null)
            .toList();
    if (all.isEmpty()) {
      return List.of();
    }
    List<Ridge> shown = all.subList(Math.max(0, all.size() - RUNS), all.size());
    String words =
        "challenger's distributions of the last %d runs, the newest on top".formatted(shown.size());
    return List.of(
        new Chart(
            "distributions",
            "Distributions",
            "Similarities of pairs of one identity and of two, " + words + ".",
            "Each line of hills is one entry: " + words + ".",
            style -> draw(style, shown)));
  }

  private static XYChart draw(ChartStyle style, List<Ridge> ridges) {
    XYChart chart = style.blank("Distributions of similarities", "Similarity of a pair", "Entry");
    double from =
        ridges.stream().mapToDouble(r -> SimilarityChart.lowest(r.pairs())).min().orElse(-1);
    double top =
        ridges.stream().mapToDouble(r -> SimilarityChart.highest(r.pairs())).max().orElse(1);
    chart.getStyler().setXAxisMin(from);
    chart.getStyler().setXAxisMax(1.01);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setYAxisMax(ridges.size() + 0.9);
    chart.setCustomXAxisTickLabelsFormatter(Figures::shortSimilarity);
    chart.setCustomYAxisTickLabelsFormatter(y -> label(ridges, y));
    int first = (int) Math.round((from + 1) / 2 * PairFigures.INTERVALS);
    for (int i = 0; i < ridges.size(); i++) {
      Similarities.Pairs pairs = ridges.get(i).pairs();
      line(chart, style, i, ridge(pairs.negative(), first, top, i), false);
      line(chart, style, i, ridge(pairs.positive(), first, top, i), true);
    }
    return chart;
  }

  private static String label(List<Ridge> ridges, double y) {
    int i = (int) Math.round(y) - 1;
    boolean whole = Math.abs(y - Math.round(y)) < 0.01;
    return whole && i >= 0 && i < ridges.size() ? Figures.whole(ridges.get(i).number()) : " ";
  }

  private static double[] ridge(List<Double> counts, int first, double top, int row) {
    double[] shares = PairFigures.intervals(counts, PairFigures.INTERVALS);
    return Arrays.stream(shares, first, shares.length).map(y -> row + 1 + 0.85 * y / top).toArray();
  }

  private static void line(XYChart chart, ChartStyle style, int row, double[] y, boolean same) {
    double[] x = new double[y.length];
    int first = PairFigures.INTERVALS - y.length;
    for (int i = 0; i < x.length; i++) {
      x[i] = -1 + (first + i + 0.5) * 2 / PairFigures.INTERVALS;
    }
    String kind = same ? "same identity" : "different identities";
    XYSeries series = chart.addSeries(row == 0 ? kind : kind + " " + (row + 1), x, y);
    style.line(
        series,
        same ? style.palette().same : style.palette().different,
        same ? Dash.SOLID : Dash.DASHED,
        SeriesMarkers.NONE);
    series.setShowInLegend(row == 0);
  }
}
