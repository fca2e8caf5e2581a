package org.histloss.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
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
  /** Most entries that are drawn, the newest ones: more would run into each other. */
  static final int ENTRIES = 100;

  private static final String INTERVAL = "95 % interval";

  /** From this many on, marks are smaller. */
  private static final int MANY = 40;

  private HistoryCharts() {}

  /** Index of the first entry that is drawn. */
  private static int first(List<HistoryEntry> entries) {
    return Math.max(0, entries.size() - ENTRIES);
  }

  /** One line over the entries; where {@code value} is null there is no point. */
  record Line(
      String name,
      Function<HistoryEntry, Double> value,
      Function<Palette, Color> color,
      Dash dash) {}

  /** mAP and R@1 of challenger and champion; those without data are left out. */
  static List<Chart> scores(List<HistoryEntry> entries) {
    List<Chart> charts = new ArrayList<>();
    for (String score : List.of("mAP", "R@1")) {
      add(
          charts,
          entries,
          new Kind("score-" + score.replace("@", ""), score, "%", score),
          scoreLines(score));
    }
    return charts;
  }

  /** Overlap, neighbours, drift, throughput and cost; those without data are left out. */
  static List<Chart> course(List<HistoryEntry> entries) {
    List<Chart> charts = new ArrayList<>();
    add(charts, entries, new Kind("overlap", "Overlap of the two hills", "%", null), overlap());
    add(charts, entries, new Kind("neighbours", "Neighbours kept", "%", null), neighbours());
    add(charts, entries, new Kind("psi", "Drift: PSI", "PSI", null), drift(entries, true));
    add(charts, entries, new Kind("ks", "Drift: KS", "KS", null), drift(entries, false));
    add(charts, entries, new Kind("throughput", "Throughput", "Samples / s", null), throughput());
    add(charts, entries, new Kind("cost", "Cost", "Core-hours", null), cost());
    return charts;
  }

  /**
   * What a chart shows.
   *
   * @param score by whose figures runs are marked, or null where no runs are
   */
  private record Kind(String name, String title, String unit, String score) {
    String amount(double value) {
      return unit.equals("%")
          ? Figures.percent(value / 100)
          : title.endsWith(unit)
              ? Figures.real(value)
              : Figures.real(value) + " " + unit.toLowerCase(Locale.ROOT);
    }
  }

  private static List<Line> scoreLines(String score) {
    return List.of(
        new Line("champion", e -> HistoryValues.champion(e, score), p -> p.untrained, Dash.DASHED),
        new Line("challenger", e -> challenger(e, score), p -> p.model, Dash.SOLID));
  }

  /** Moves by hand have the scores of an older run, which are drawn at that run. */
  private static Double challenger(HistoryEntry entry, String score) {
    return entry.kind() == HistoryEntry.Kind.RUN ? HistoryValues.challenger(entry, score) : null;
  }

  private static List<Line> overlap() {
    return List.of(new Line("overlap", HistoryValues::overlap, p -> p.model, Dash.SOLID));
  }

  private static List<Line> neighbours() {
    return List.of(
        new Line("mean Jaccard index", HistoryValues::neighbours, p -> p.model, Dash.SOLID));
  }

  private static List<Line> throughput() {
    return List.of(new Line("throughput", HistoryValues::rate, p -> p.model, Dash.SOLID));
  }

  private static List<Line> cost() {
    return List.of(new Line("cost", HistoryValues::coreHours, p -> p.model, Dash.SOLID));
  }

  private static List<Line> drift(List<HistoryEntry> entries, boolean psi) {
    List<Line> lines = new ArrayList<>();
    for (String of : HistoryValues.drifts(entries.subList(first(entries), entries.size()))) {
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
      List<Chart> charts, List<HistoryEntry> entries, Kind kind, List<Line> lines) {
    int leading = kind.score() == null ? 0 : lines.size() - 1;
    List<double[]> points = lines.isEmpty() ? List.of() : points(entries, lines.get(leading));
    if (!points.isEmpty()) {
      double[] newest = points.get(points.size() - 1);
      String words =
          "%s: %s at entry %s, the newest that has it%s"
              .formatted(
                  lines.get(leading).name(),
                  kind.amount(newest[1]),
                  Figures.whole((long) newest[0]),
                  points.size() == 1 ? "" : range(kind, points));
      charts.add(
          new Chart(
              kind.name(),
              kind.title(),
              "%s over the entries. %s.".formatted(kind.title(), capital(words)),
              capital(words) + ".",
              style -> draw(style, kind, entries, lines)));
    }
  }

  private static String range(Kind kind, List<double[]> points) {
    DoubleSummaryStatistics all = points.stream().mapToDouble(p -> p[1]).summaryStatistics();
    return "; lowest %s, highest %s of %s runs"
        .formatted(
            kind.amount(all.getMin()), kind.amount(all.getMax()), Figures.whole(points.size()));
  }

  private static String capital(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  private static List<double[]> points(List<HistoryEntry> entries, Line line) {
    List<double[]> points = new ArrayList<>();
    for (int i = first(entries); i < entries.size(); i++) {
      Double y = line.value().apply(entries.get(i));
      if (y != null && Double.isFinite(y)) {
        points.add(new double[] {i + 1, y});
      }
    }
    return points;
  }

  private static XYChart draw(
      ChartStyle style, Kind kind, List<HistoryEntry> entries, List<Line> lines) {
    XYChart chart = style.blank(kind.title(), "Entry", kind.unit());
    double floor = kind.score() == null ? 0 : floor(entries, kind.score(), lines);
    chart.getStyler().setYAxisMin(floor);
    levelled(chart, entries, lines);
    chart.getStyler().setXAxisMin(first(entries) + 0.5);
    if (entries.size() > MANY) {
      chart.getStyler().setMarkerSize(style.size().letters / 3);
    }
    chart.getStyler().setXAxisMax(entries.size() + 0.5);
    chart.getStyler().setXAxisDecimalPattern("#,##0");
    chart.getStyler().setYAxisDecimalPattern("#,##0.###");
    for (Line line : lines) {
      List<double[]> points = points(entries, line);
      if (!points.isEmpty()) {
        XYSeries drawn =
            series(
                chart,
                style,
                line.name(),
                points,
                line.color().apply(style.palette()),
                line.dash());
        if (points.size() == 1) {
          drawn.setMarker(SeriesMarkers.CIRCLE);
        }
      }
    }
    if (kind.score() != null) {
      interval(chart, style, entries, kind.score());
      marks(chart, style, entries, kind.score(), Outcome.PROMOTED, SeriesMarkers.DIAMOND);
      marks(chart, style, entries, kind.score(), Outcome.NOT_PROMOTED, SeriesMarkers.CROSS);
    }
    moves(chart, style, entries, floor);
    return chart;
  }

  /** XChart puts a lone value at the very top of its axis, with all its decimals beside it. */
  private static void levelled(XYChart chart, List<HistoryEntry> entries, List<Line> lines) {
    DoubleSummaryStatistics all =
        lines.stream()
            .flatMap(line -> points(entries, line).stream())
            .mapToDouble(point -> point[1])
            .summaryStatistics();
    if (all.getMin() == all.getMax()) {
      chart.getStyler().setYAxisMax(all.getMax() > 0 ? 1.25 * all.getMax() : 1.0);
    }
  }

  /** Where the axis of a score begins: at tens, below all that is drawn. */
  private static double floor(List<HistoryEntry> entries, String score, List<Line> lines) {
    List<Line> all = new ArrayList<>(lines);
    all.add(bound(score, true));
    double least =
        all.stream()
            .flatMap(line -> points(entries, line).stream())
            .mapToDouble(point -> point[1])
            .min()
            .orElse(0);
    return Math.max(0, 10 * Math.floor((least - 2) / 10));
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

  /** Both ends as lines; of a single run the stretch between them. */
  private static void interval(
      XYChart chart, ChartStyle style, List<HistoryEntry> entries, String score) {
    List<double[]> low = points(entries, bound(score, true));
    List<double[]> high = points(entries, bound(score, false));
    Color color = Palette.translucent(style.palette().model, 140);
    if (low.size() == 1 && high.size() == 1) {
      List<double[]> stretch = List.of(low.get(0), high.get(0));
      series(chart, style, INTERVAL, stretch, color, Dash.DOTTED);
    } else if (!low.isEmpty() && !high.isEmpty()) {
      series(chart, style, INTERVAL, low, color, Dash.DOTTED);
      series(chart, style, "upper end", high, color, Dash.DOTTED).setShowInLegend(false);
    }
  }

  private static Line bound(String score, boolean low) {
    return new Line(
        INTERVAL,
        e -> challenger(e, score) == null ? null : HistoryValues.bound(e, score, low),
        p -> p.model,
        Dash.DOTTED);
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
            e -> e.outcome() == outcome ? challenger(e, score) : null,
            p -> outcome == Outcome.PROMOTED ? p.same : p.different,
            Dash.SOLID);
    marked(chart, style, line, points(entries, line), marker);
  }

  /** Moves by hand have no figures: they are marked on the axis. */
  private static void moves(
      XYChart chart, ChartStyle style, List<HistoryEntry> entries, double floor) {
    Line line =
        new Line(
            "by hand",
            e -> e.kind() == HistoryEntry.Kind.RUN ? null : floor,
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
