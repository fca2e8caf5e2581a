package org.histloss.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.histloss.report.ChartStyle.Dash;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryEntry.Outcome;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Charts of a registry's history; the horizontal axis counts the entries, from 1. */
final class HistoryCharts {
  private HistoryCharts() {}

  /** One line over the entries; where {@code value} is null there is no point. */
  record Line(
      String name,
      Function<HistoryEntry, Double> value,
      Function<Palette, Color> color,
      Dash dash) {}

  /** Scores, overlap of neighbours, drift, throughput and cost; those without data are left out. */
  static List<Chart> of(List<HistoryEntry> entries) {
    List<Chart> charts = new ArrayList<>();
    for (String score : List.of("mAP", "R@1", "R@5", "R@10")) {
      add(charts, entries, "score-" + score.replace("@", ""), score, "%", scoreLines(score), true);
    }
    add(charts, entries, "overlap", "Overlap of the two distributions", "%", overlap(), false);
    add(charts, entries, "neighbours", "Neighbours kept", "%", neighbours(), false);
    add(charts, entries, "psi", "Drift: PSI", "PSI", drift(entries, true), false);
    add(charts, entries, "ks", "Drift: KS", "KS", drift(entries, false), false);
    add(charts, entries, "throughput", "Throughput", "Samples / s", throughput(), false);
    add(charts, entries, "cost", "Cost", "Core-hours", cost(), false);
    return charts;
  }

  private static List<Line> scoreLines(String score) {
    return List.of(
        new Line("champion", e -> HistoryValues.champion(e, score), p -> p.untrained, Dash.DASHED),
        new Line("challenger", e -> HistoryValues.challenger(e, score), p -> p.model, Dash.SOLID));
  }

  private static List<Line> overlap() {
    return List.of(new Line("overlap", HistoryValues::overlap, p -> p.model, Dash.SOLID));
  }

  private static List<Line> neighbours() {
    return List.of(new Line("Jaccard", HistoryValues::neighbours, p -> p.model, Dash.SOLID));
  }

  private static List<Line> throughput() {
    return List.of(new Line("rate", HistoryValues::rate, p -> p.model, Dash.SOLID));
  }

  private static List<Line> cost() {
    return List.of(new Line("hours", HistoryValues::coreHours, p -> p.model, Dash.SOLID));
  }

  private static List<Line> drift(List<HistoryEntry> entries, boolean psi) {
    List<Line> lines = new ArrayList<>();
    for (String of : HistoryValues.drifts(entries)) {
      int i = lines.size();
      lines.add(
          new Line(
              of,
              e -> HistoryValues.drift(e, of, psi),
              p -> List.of(p.same, p.different, p.model, p.rawPixels).get(i % 4),
              Dash.values()[i % 3]));
    }
    if (!lines.isEmpty() && psi) {
      lines.add(new Line("0.1", e -> 0.1, p -> p.muted, Dash.DOTTED));
      lines.add(new Line("0.25", e -> 0.25, p -> p.muted, Dash.DASHED));
    }
    return lines;
  }

  private static void add(
      List<Chart> charts,
      List<HistoryEntry> entries,
      String name,
      String title,
      String unit,
      List<Line> lines,
      boolean scored) {
    int leading = scored ? lines.size() - 1 : 0;
    List<double[]> points = lines.isEmpty() ? List.of() : points(entries, lines.get(leading));
    if (!points.isEmpty()) {
      String words =
          "%s: %s in the newest of %s runs that have it"
              .formatted(
                  title,
                  Figures.real(points.get(points.size() - 1)[1]),
                  Figures.whole(points.size()));
      charts.add(
          new Chart(
              name,
              title,
              words + ". The table of entries holds the figures.",
              words + ".",
              style -> draw(style, title, unit, entries, lines, scored ? title : null)));
    }
  }

  private static List<double[]> points(List<HistoryEntry> entries, Line line) {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Double y = line.value().apply(entries.get(i));
      if (y != null && Double.isFinite(y)) {
        points.add(new double[] {i + 1, y});
      }
    }
    return points;
  }

  private static XYChart draw(
      ChartStyle style,
      String title,
      String unit,
      List<HistoryEntry> entries,
      List<Line> lines,
      String score) {
    XYChart chart = style.blank(title, "Entry", unit);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setXAxisMin(0.5);
    chart.getStyler().setXAxisMax(entries.size() + 0.5);
    chart.getStyler().setXAxisDecimalPattern("#,##0");
    chart.getStyler().setYAxisDecimalPattern("#,##0.###");
    for (Line line : lines) {
      List<double[]> points = points(entries, line);
      if (!points.isEmpty()) {
        series(chart, style, line.name(), points, line.color().apply(style.palette()), line.dash());
      }
    }
    if (score != null) {
      bound(chart, style, entries, score, true);
      bound(chart, style, entries, score, false);
      marks(chart, style, entries, score, Outcome.PROMOTED, SeriesMarkers.DIAMOND);
      marks(chart, style, entries, score, Outcome.NOT_PROMOTED, SeriesMarkers.CROSS);
    }
    moves(chart, style, entries);
    return chart;
  }

  private static XYSeries series(
      XYChart chart, ChartStyle style, String name, List<double[]> points, Color color, Dash dash) {
    XYSeries series =
        chart.addSeries(
            name,
            points.stream().mapToDouble(p -> p[0]).toArray(),
            points.stream().mapToDouble(p -> p[1]).toArray());
    style.line(series, color, dash, SeriesMarkers.NONE);
    return series;
  }

  private static void bound(
      XYChart chart, ChartStyle style, List<HistoryEntry> entries, String score, boolean low) {
    Line line =
        new Line(
            low ? "95 % interval" : "upper end",
            e -> HistoryValues.bound(e, score, low),
            p -> p.model,
            Dash.DOTTED);
    List<double[]> points = points(entries, line);
    if (!points.isEmpty()) {
      Color color = Palette.translucent(style.palette().model, 140);
      series(chart, style, line.name(), points, color, line.dash()).setShowInLegend(low);
    }
  }

  private static void marks(
      XYChart chart,
      ChartStyle style,
      List<HistoryEntry> entries,
      String score,
      Outcome outcome,
      Marker marker) {
    Line line =
        new Line(
            outcome == Outcome.PROMOTED ? "promoted" : "refused",
            e -> e.outcome() == outcome ? HistoryValues.challenger(e, score) : null,
            p -> outcome == Outcome.PROMOTED ? p.same : p.different,
            Dash.SOLID);
    marked(chart, style, line, points(entries, line), marker);
  }

  /** Moves by hand have no figures: they are marked on the axis. */
  private static void moves(XYChart chart, ChartStyle style, List<HistoryEntry> entries) {
    Line line =
        new Line(
            "by hand",
            e -> e.kind() == HistoryEntry.Kind.RUN ? null : 0.0,
            p -> p.rawPixels,
            Dash.SOLID);
    marked(chart, style, line, points(entries, line), SeriesMarkers.TRIANGLE_UP);
  }

  private static void marked(
      XYChart chart, ChartStyle style, Line line, List<double[]> points, Marker marker) {
    if (!points.isEmpty()) {
      Color color = line.color().apply(style.palette());
      XYSeries series = series(chart, style, line.name(), points, color, line.dash());
      series.setLineStyle(SeriesLines.NONE);
      series.setMarker(marker);
    }
  }
}
