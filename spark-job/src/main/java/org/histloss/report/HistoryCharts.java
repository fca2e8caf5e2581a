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
          new Kind("score-" + score.replace("@", ""), score, "%", score, true),
          scoreLines(score));
    }
    return charts;
  }

  /** Overlap, neighbours, drift, throughput and cost; those without data are left out. */
  static List<Chart> course(List<HistoryEntry> entries) {
    List<Chart> charts = new ArrayList<>();
    add(
        charts,
        entries,
        new Kind("overlap", "Overlap of the two hills", "%", null, true),
        overlap());
    add(charts, entries, new Kind("neighbours", "Neighbours kept", "%", null, true), neighbours());
    add(charts, entries, new Kind("psi", "Drift: PSI", "PSI"), drift(entries, true));
    add(charts, entries, new Kind("ks", "Drift: KS", "KS"), drift(entries, false));
    add(charts, entries, new Kind("throughput", "Throughput", "Samples / s"), throughput());
    add(charts, entries, new Kind("cost", "Cost", "Core-hours"), cost());
    return charts;
  }

  /**
   * What a chart shows.
   *
   * @param score by whose figures runs are marked, or null where no runs are
   * @param ofProtocol whether values of two protocols are no measure of each other
   */
  private record Kind(String name, String title, String unit, String score, boolean ofProtocol) {
    Kind(String name, String title, String unit) {
      this(name, title, unit, null, false);
    }

    /** Where its lines break. */
    List<Double> changes(List<HistoryEntry> entries) {
      return ofProtocol ? HistoryProtocols.changes(entries) : List.of();
    }

    /** By which protocol the values are, in a sentence with a space before it, or nothing. */
    String protocol(List<HistoryEntry> entries) {
      String words = ofProtocol ? HistoryProtocols.words(entries) : null;
      return words == null ? "" : " " + words;
    }

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
                  range(kind, points, kind.changes(entries)));
      String protocol = kind.protocol(entries);
      charts.add(
          new Chart(
              kind.name(),
              kind.title(),
              "%s over the entries. %s.%s".formatted(kind.title(), capital(words), protocol),
              capital(words) + "." + protocol,
              style -> draw(style, kind, entries, lines)));
    }
  }

  /** Of those that the newest may be held against. */
  private static String range(Kind kind, List<double[]> points, List<Double> changes) {
    double from = changes.isEmpty() ? 0 : changes.get(changes.size() - 1);
    DoubleSummaryStatistics all =
        points.stream().filter(p -> p[0] > from).mapToDouble(p -> p[1]).summaryStatistics();
    return all.getCount() <= 1
        ? ""
        : "; lowest %s, highest %s of %s runs%s"
            .formatted(
                kind.amount(all.getMin()),
                kind.amount(all.getMax()),
                Figures.whole(all.getCount()),
                changes.isEmpty() ? "" : " by its protocol");
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
    List<Double> changes = kind.changes(entries);
    for (Line line : lines) {
      line(chart, style, line, BrokenLine.broken(points(entries, line), changes));
    }
    BrokenLine.mark(chart, style, changes, first(entries) + 0.5);
    if (kind.score() != null) {
      interval(chart, style, entries, kind.score(), changes);
      marks(chart, style, entries, kind.score(), Outcome.PROMOTED, SeriesMarkers.DIAMOND);
      marks(chart, style, entries, kind.score(), Outcome.NOT_PROMOTED, SeriesMarkers.CROSS);
    }
    moves(chart, style, entries, floor);
    ChartStyle.leaveRoomAbove(chart, floor);
    return chart;
  }

  /** A line with its gaps; a point that no line leads to is a circle. */
  private static void line(XYChart chart, ChartStyle style, Line line, List<double[]> broken) {
    if (!broken.isEmpty()) {
      Color color = line.color().apply(style.palette());
      series(chart, style, line.name(), broken, color, line.dash());
      List<double[]> alone = BrokenLine.alone(broken);
      if (!alone.isEmpty()) {
        XYSeries circles = series(chart, style, line.name() + " alone", alone, color, line.dash());
        circles.setLineStyle(SeriesLines.NONE);
        circles.setMarker(SeriesMarkers.CIRCLE);
        circles.setShowInLegend(false);
      }
    }
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

  /** Both ends as lines; of a run that stands alone the stretch between them. */
  private static void interval(
      XYChart chart,
      ChartStyle style,
      List<HistoryEntry> entries,
      String score,
      List<Double> changes) {
    List<double[]> low = BrokenLine.broken(points(entries, bound(score, true)), changes);
    List<double[]> high = BrokenLine.broken(points(entries, bound(score, false)), changes);
    if (!low.isEmpty() && !high.isEmpty()) {
      Color color = Palette.translucent(style.palette().model, 140);
      series(chart, style, INTERVAL, BrokenLine.stretched(low, high), color, Dash.DOTTED);
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
