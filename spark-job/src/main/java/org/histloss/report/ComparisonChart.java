package org.histloss.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.histloss.report.ChartStyle.Dash;
import org.histloss.report.comparison.Comparison;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Distributions of two models' similarities over each other: the reference's as solid hills, the
 * other's as dashed lines, in the colours that the two kinds of pairs have everywhere.
 */
final class ComparisonChart {
  private static final Color NONE = new Color(0, 0, 0, 0);
  private static final int INTERVALS = 100;

  /** A longer name would run out of the picture's title. */
  private static final int NAME = 22;

  private ComparisonChart() {}

  /** One chart for each model held against the reference; none without pairs of both signs. */
  static List<Chart> of(Comparison data) {
    List<Chart> charts = new ArrayList<>();
    for (int other = 1; other < data.models().size(); other++) {
      PairFigures ofA = PairFigures.of(data.models().get(0).similarities());
      PairFigures ofB = PairFigures.of(data.models().get(other).similarities());
      if (ofA != null && ofB != null) {
        charts.add(chart(data, other, ofA, ofB));
      }
    }
    return charts;
  }

  private static Chart chart(Comparison data, int other, PairFigures ofA, PairFigures ofB) {
    Comparison.Model a = data.models().get(0);
    Comparison.Model b = data.models().get(other);
    String letter = ComparisonPart.letter(other);
    String caption =
        "A (solid): %s, mixed up: %s. %s (dashed): %s, mixed up: %s."
            .formatted(
                a.name(),
                Figures.percent(ofA.reverse()),
                letter,
                b.name(),
                Figures.percent(ofB.reverse()));
    String split = Figures.splitWord(data.data().split());
    String title =
        "Similarities of %s pairs, A: %s, %s: %s"
            .formatted(split, shortened(a.name()), letter, shortened(b.name()));
    String heading = ChartStyle.title(title, data.protocol().name());
    return new Chart(
        other == 1 ? "distributions" : "distributions-" + other,
        "A and " + letter,
        "Distributions of similarities. %s %s".formatted(words(a, ofA), words(b, ofB)),
        caption,
        style -> draw(style, heading, a.similarities(), letter, b.similarities()));
  }

  private static String shortened(String name) {
    return name.length() <= NAME ? name : "…" + name.substring(name.length() - NAME + 1);
  }

  private static String words(Comparison.Model model, PairFigures figures) {
    return "By %s pairs of one identity have mean similarity %s, pairs of two identities %s."
        .formatted(
            model.name(),
            Figures.similarity(figures.positiveMean()),
            Figures.similarity(figures.negativeMean()));
  }

  private static XYChart draw(
      ChartStyle style, String title, Similarities.Pairs a, String letter, Similarities.Pairs b) {
    XYChart chart = style.blank(title, "Similarity of a pair", "% of pairs");
    double from = Math.min(SimilarityChart.lowest(a), SimilarityChart.lowest(b));
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Area);
    chart.getStyler().setXAxisMin(from);
    chart.getStyler().setXAxisMax(1.01);
    chart.getStyler().setYAxisMin(0.0);
    chart
        .getStyler()
        .setYAxisMax(1.05 * Math.max(SimilarityChart.highest(a), SimilarityChart.highest(b)));
    chart.setCustomXAxisTickLabelsFormatter(Figures::shortSimilarity);
    chart.getStyler().setYAxisDecimalPattern("0.#");
    Palette palette = style.palette();
    area(style, chart, "different", a.negative(), from, palette.different);
    area(style, chart, "same identity", a.positive(), from, palette.same);
    line(style, chart, "different, " + letter, b.negative(), from, palette.different);
    line(style, chart, "same identity, " + letter, b.positive(), from, palette.same);
    key(style, chart, "A", from, Dash.SOLID);
    key(style, chart, letter, from, Dash.DASHED);
    return chart;
  }

  private static void area(
      ChartStyle style, XYChart chart, String name, List<Double> counts, double from, Color color) {
    double[] shares = shares(counts, from);
    XYSeries series = chart.addSeries(name, places(shares.length, from), shares);
    style.line(series, color, Dash.SOLID, SeriesMarkers.NONE);
    series.setFillColor(Palette.translucent(color, 48));
  }

  private static void line(
      ChartStyle style, XYChart chart, String name, List<Double> counts, double from, Color color) {
    double[] shares = shares(counts, from);
    XYSeries series = chart.addSeries(name, places(shares.length, from), shares);
    style.line(series, color, Dash.DASHED, SeriesMarkers.NONE);
    series.setFillColor(NONE);
    series.setShowInLegend(false);
  }

  /** Shares of the pairs in percent, in the intervals from {@code from} on. */
  private static double[] shares(List<Double> counts, double from) {
    int first = (int) Math.round((from + 1) / 2 * INTERVALS);
    return Arrays.copyOfRange(PairFigures.intervals(counts, INTERVALS), first, INTERVALS);
  }

  /** The middles of as many intervals up to 1. */
  private static double[] places(int count, double from) {
    int first = (int) Math.round((from + 1) / 2 * INTERVALS);
    double[] x = new double[count];
    Arrays.setAll(x, i -> -1 + (first + i + 0.5) * 2 / INTERVALS);
    return x;
  }

  /** A line that stands in the legend only: which model is drawn how, whatever the colour. */
  private static void key(ChartStyle style, XYChart chart, String name, double from, Dash dash) {
    double[] nowhere = {Double.NaN, Double.NaN};
    XYSeries series = chart.addSeries(name, new double[] {from, 1}, nowhere);
    style.line(series, style.palette().ink, dash, SeriesMarkers.NONE);
    series.setFillColor(NONE);
  }
}
