package org.histloss.report;

import java.awt.Color;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.histloss.report.ChartStyle.Dash;
import org.histloss.report.findings.RocCurves;
import org.histloss.report.findings.RocCurves.Curve;
import org.histloss.report.findings.RocCurves.Point;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** True positive rate over false positive rate, the latter by decades. */
final class RocChart {
  private static final String TITLE = "ROC: what a threshold accepts";

  /** log₁₀ of 100 %. The axis holds logarithms: XChart's own leave most ticks without a label. */
  private static final double LOG_ALL = 2;

  private RocChart() {}

  /** The chart of all curves that are known; empty where none is. */
  static List<Chart> of(ReportData data) {
    RocCurves roc = data.findings() == null ? null : data.findings().roc();
    List<String> words = new ArrayList<>();
    if (roc != null) {
      words(words, "the evaluated model", roc.test());
      words(words, "the untrained network", roc.untrained());
      words(words, "raw pixels", roc.rawPixels());
    }
    if (words.isEmpty()) {
      return List.of();
    }
    String alt =
        "ROC curve: pairs of one identity accepted over pairs of two identities accepted, by the"
            + " threshold on the similarity. %s.".formatted(String.join("; ", words));
    String caption =
        "Share of same-identity pairs above a threshold, by the share of different-identity pairs"
            + " that it lets through.";
    String title = ChartStyle.title(TITLE, data.protocol().name());
    return List.of(new Chart("roc", TITLE, alt, caption, style -> draw(style, title, roc)));
  }

  private static void words(List<String> words, String name, Curve curve) {
    if (drawn(curve)) {
      Point first = curve.curve().get(0);
      words.add(
          String.format(
              Locale.ROOT,
              "%s accepts %s at a false positive rate of %s",
              name,
              Figures.percent(first.truePositiveRate()),
              RocPart.rate(first.falsePositiveRate())));
    }
  }

  /** A curve of one point is no line. */
  private static boolean drawn(Curve curve) {
    return curve != null && curve.curve().size() > 1;
  }

  private static XYChart draw(ChartStyle style, String title, RocCurves roc) {
    XYChart chart =
        style.blank(title, "% of different-identity pairs accepted", "% of same-identity pairs");
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setYAxisMax(100.0);
    List<Line> lines =
        lines(style.palette(), roc).stream().filter(line -> drawn(line.curve)).toList();
    chart.getStyler().setXAxisMin(decadeBelow(lines));
    chart.getStyler().setXAxisMax(1.02 * LOG_ALL);
    chart.getStyler().setYAxisDecimalPattern("0");
    chart.setCustomXAxisTickLabelsFormatter(RocChart::decade);
    for (Line line : lines) {
      double[] x = line.curve.curve().stream().mapToDouble(RocChart::logarithm).toArray();
      double[] y =
          line.curve.curve().stream().mapToDouble(p -> 100 * p.truePositiveRate()).toArray();
      if (chart.getSeriesMap().isEmpty()) {
        ChartStyle.labelRoundNumbers(chart, x);
      }
      style.line(chart.addSeries(line.name, x, y), line.color, line.dash, line.marker);
    }
    return chart;
  }

  private static double logarithm(Point point) {
    return Math.log10(100 * point.falsePositiveRate());
  }

  /**
   * The left end of the axis. Of few pairs no curve may reach down to 10 %, and an axis from 15 to
   * 100 % would have one label at most.
   */
  private static double decadeBelow(List<Line> lines) {
    double least =
        lines.stream()
            .flatMap(line -> line.curve.curve().stream())
            .mapToDouble(RocChart::logarithm)
            .min()
            .orElse(0);
    return Math.min(Math.floor(least + 1e-9), LOG_ALL - 1);
  }

  /** Powers of ten only: 0.01, 0.1, 1, 10, 100. */
  private static String decade(double logarithm) {
    int exponent = (int) Math.rint(logarithm);
    return Math.abs(logarithm - exponent) > 1e-6
        ? " " // XChart can't draw a label without a letter
        : BigDecimal.ONE.scaleByPowerOfTen(exponent).toPlainString();
  }

  private record Line(String name, Curve curve, Color color, Dash dash, Marker marker) {}

  private static List<Line> lines(Palette palette, RocCurves roc) {
    return List.of(
        new Line("this model", roc.test(), palette.model, Dash.SOLID, SeriesMarkers.CIRCLE),
        new Line(
            "untrained", roc.untrained(), palette.untrained, Dash.DASHED, SeriesMarkers.SQUARE),
        new Line(
            "raw pixels",
            roc.rawPixels(),
            palette.rawPixels,
            Dash.DOTTED,
            SeriesMarkers.TRIANGLE_UP));
  }
}
