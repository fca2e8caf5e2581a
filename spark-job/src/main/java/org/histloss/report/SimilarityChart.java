package org.histloss.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.histloss.report.ChartStyle.Dash;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Distributions of the similarities of positive and of negative pairs. */
final class SimilarityChart {
  private static final int INTERVALS = PairFigures.INTERVALS;

  /** An interval with a smaller share of the pairs, in percent, doesn't widen the axis. */
  private static final double VISIBLE_SHARE = 0.02;

  private SimilarityChart() {}

  /** What both charts span, so that they can be compared: similarities from, percent up to. */
  private record Axes(double from, double top) {}

  /** The charts before and after training, on the same axes; those not known are left out. */
  static List<Chart> of(ReportData data) {
    Similarities similarities = data.similarities();
    String pairs = Figures.splitWord(data.split()) + " pairs";
    String protocol = data.protocol().name();
    List<Chart> charts = new ArrayList<>();
    if (similarities != null) {
      Axes axes =
          new Axes(
              Math.min(lowest(similarities.before()), lowest(similarities.after())),
              Math.max(highest(similarities.before()), highest(similarities.after())));
      add(
          charts,
          "similarities-before",
          "Before training",
          pairs,
          protocol,
          similarities.before(),
          axes);
      add(
          charts,
          "similarities-after",
          "After training",
          pairs,
          protocol,
          similarities.after(),
          axes);
    }
    return charts;
  }

  private static void add(
      List<Chart> charts,
      String name,
      String title,
      String whose,
      String protocol,
      Similarities.Pairs pairs,
      Axes axes) {
    PairFigures figures = PairFigures.of(pairs);
    if (figures != null) {
      String alt =
          "Two overlapping distributions of similarities, %s. %s"
              .formatted(title.toLowerCase(Locale.ROOT), words(figures));
      String caption =
          "Mean similarity %s for one identity, %s for two; mixed up: %s."
              .formatted(
                  Figures.similarity(figures.positiveMean()),
                  Figures.similarity(figures.negativeMean()),
                  Figures.percent(figures.reverse()));
      String standalone =
          ChartStyle.title(
              "Similarities of " + whose + ", " + title.toLowerCase(Locale.ROOT), protocol);
      charts.add(
          new Chart(name, title, alt, caption, style -> draw(style, standalone, pairs, axes)));
    }
  }

  private static String words(PairFigures figures) {
    return ("Pairs of one identity have mean similarity %s, pairs of two identities %s; a random"
            + " pair of two identities is more similar than a random pair of one identity in %s"
            + " of cases.")
        .formatted(
            Figures.similarity(figures.positiveMean()),
            Figures.similarity(figures.negativeMean()),
            Figures.percent(figures.reverse()));
  }

  private static XYChart draw(ChartStyle style, String title, Similarities.Pairs pairs, Axes axes) {
    XYChart chart = style.blank(title, "Similarity of a pair", "% of pairs");
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Area);
    chart.getStyler().setXAxisMin(axes.from());
    chart.getStyler().setXAxisMax(1.01);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setYAxisMax(1.05 * axes.top());
    chart.setCustomXAxisTickLabelsFormatter(Figures::shortSimilarity);
    chart.getStyler().setYAxisDecimalPattern("0.#");
    int first = (int) Math.round((axes.from() + 1) / 2 * INTERVALS);
    XYSeries different = area(chart, "different identities", pairs.negative(), first);
    colour(style, different, style.palette().different, Dash.DASHED);
    XYSeries same = area(chart, "same identity", pairs.positive(), first);
    colour(style, same, style.palette().same, Dash.SOLID);
    return chart;
  }

  private static XYSeries area(XYChart chart, String name, List<Double> counts, int first) {
    double[] shares = PairFigures.intervals(counts, INTERVALS);
    double[] y = Arrays.copyOfRange(shares, first, INTERVALS);
    double[] x = new double[y.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = -1 + (first + i + 0.5) * 2 / INTERVALS;
    }
    return chart.addSeries(name, x, y);
  }

  private static void colour(ChartStyle style, XYSeries series, Color color, Dash dash) {
    style.line(series, color, dash, SeriesMarkers.NONE);
    series.setFillColor(Palette.translucent(color, 56));
  }

  /** The largest share of pairs in an interval, in percent. */
  static double highest(Similarities.Pairs pairs) {
    if (PairFigures.of(pairs) == null) {
      return 0;
    }
    double[] positive = PairFigures.intervals(pairs.positive(), INTERVALS);
    double[] negative = PairFigures.intervals(pairs.negative(), INTERVALS);
    return Math.max(
        Arrays.stream(positive).max().orElse(0), Arrays.stream(negative).max().orElse(0));
  }

  /** The left end of the axis: a multiple of 0.2 below all but a trace of the pairs. */
  static double lowest(Similarities.Pairs pairs) {
    if (PairFigures.of(pairs) == null) {
      return 0.8;
    }
    double[] positive = PairFigures.intervals(pairs.positive(), INTERVALS);
    double[] negative = PairFigures.intervals(pairs.negative(), INTERVALS);
    int first = 0;
    while (first < 90 && positive[first] < VISIBLE_SHARE && negative[first] < VISIBLE_SHARE) {
      first++;
    }
    int tenths = first / 10; // a tenth of the intervals spans 0.2
    return -1 + 0.2 * tenths;
  }
}
