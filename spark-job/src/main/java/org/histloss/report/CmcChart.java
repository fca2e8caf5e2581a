package org.histloss.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.histloss.report.ChartStyle.Dash;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Recall@K over K: the cumulative matching characteristic. */
final class CmcChart {
  /** Up to here each rank has its label. */
  private static final int FEW_RANKS = 10;

  private static final String TITLE = "Recall by number of results";

  private CmcChart() {}

  /** The chart of all curves that are known; empty where none is. */
  static List<Chart> of(ReportData data) {
    List<String> words = new ArrayList<>();
    words(words, "the evaluated model", data.test());
    words(words, "the untrained network", data.untrained());
    words(words, "raw pixels", data.rawPixels());
    if (words.isEmpty()) {
      return List.of();
    }
    String alt = "Recall at K over K. " + String.join("; ", words) + ".";
    String caption = "Share of queries with a right result among the first K (CMC).";
    return List.of(new Chart("cmc", TITLE, alt, caption, style -> draw(style, data)));
  }

  private static void words(List<String> words, String name, Scores scores) {
    if (known(scores)) {
      int last = scores.cmc().size();
      words.add(
          String.format(
              Locale.ROOT,
              "%s rises from %s at K = 1 to %s at K = %d",
              name,
              Figures.percent(scores.cmc().get(0)),
              Figures.percent(scores.cmc().get(last - 1)),
              last));
    }
  }

  private static XYChart draw(ChartStyle style, ReportData data) {
    String title = ChartStyle.title(TITLE, data.protocol().name());
    XYChart chart = style.blank(title, "First K results", "% of queries");
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setYAxisMax(100.0);
    chart.getStyler().setXAxisMin(1.0);
    chart.getStyler().setXAxisDecimalPattern("0");
    chart.getStyler().setYAxisDecimalPattern("0");
    for (Curve curve : curves(style.palette(), data)) {
      if (known(curve.scores)) {
        List<Double> cmc = curve.scores.cmc();
        double[] x = IntStream.rangeClosed(1, cmc.size()).asDoubleStream().toArray();
        double[] y = cmc.stream().mapToDouble(share -> 100 * share).toArray();
        if (cmc.size() > FEW_RANKS && chart.getSeriesMap().isEmpty()) {
          ChartStyle.labelRoundNumbers(chart, x);
        }
        style.line(chart.addSeries(curve.name, x, y), curve.color, curve.dash, curve.marker);
      }
    }
    return chart;
  }

  private record Curve(String name, Scores scores, Color color, Dash dash, Marker marker) {}

  private static List<Curve> curves(Palette palette, ReportData data) {
    return List.of(
        new Curve("this model", data.test(), palette.model, Dash.SOLID, SeriesMarkers.CIRCLE),
        new Curve(
            "untrained", data.untrained(), palette.untrained, Dash.DASHED, SeriesMarkers.SQUARE),
        new Curve(
            "raw pixels",
            data.rawPixels(),
            palette.rawPixels,
            Dash.DOTTED,
            SeriesMarkers.TRIANGLE_UP));
  }

  private static boolean known(Scores scores) {
    return scores != null && !scores.cmc().isEmpty();
  }
}
