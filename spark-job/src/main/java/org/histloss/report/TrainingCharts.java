package org.histloss.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.histloss.report.ChartStyle.Dash;
import org.histloss.report.TrainingHistory.Round;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Loss, throughput and validation scores by round. */
final class TrainingCharts {
  /** From this many rounds on, a running mean is drawn over the single rounds. */
  private static final int SMOOTHED_ROUNDS = 40;

  /** How opaque single rounds are behind their running mean; with less they vanish on dark. */
  private static final int EACH_ROUND = 200;

  private TrainingCharts() {}

  /** The charts of a training; those without data are left out. */
  static List<Chart> of(TrainingHistory training) {
    List<Chart> charts = new ArrayList<>();
    if (training != null) {
      addLoss(charts, finite(training.rounds(), Round::loss));
      addValidation(
          charts, training.rounds().stream().filter(r -> r.validation() != null).toList());
      addThroughput(charts, finite(training.rounds(), Round::samplesPerSecond));
    }
    return charts;
  }

  private static void addLoss(List<Chart> charts, List<Round> rounds) {
    if (!rounds.isEmpty()) {
      String words =
          "%s in the first round, %s in the last of %s"
              .formatted(
                  Figures.real(rounds.get(0).loss()),
                  Figures.real(rounds.get(rounds.size() - 1).loss()),
                  Figures.whole(rounds.size()));
      charts.add(
          new Chart(
              "training-loss",
              "Training loss",
              "Training loss by round: " + words + ".",
              "Mean over the round's mini-batches: " + words + ".",
              style -> draw(style, "Training loss", "Loss", rounds, Round::loss, true)));
    }
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static void addThroughput(List<Chart> charts, List<Round> rounds) {
    if (!rounds.isEmpty()) {
      double[] sorted = rounds.stream().mapToDouble(Round::samplesPerSecond).sorted().toArray();
      String words =
          "median %s, from %s to %s"
              .formatted(
                  Figures.real(median(sorted)),
                  Figures.real(sorted[0]),
                  Figures.real(sorted[sorted.length - 1]));
      charts.add(
          new Chart(
              "throughput",
              "Throughput",
              "Samples per second by round: " + words + ".",
              "Samples of all workers a second: " + words + ".",
              style ->
                  draw(
                      style, "Throughput", "Samples / s", rounds, Round::samplesPerSecond, false)));
    }
  }

  private static void addValidation(List<Chart> charts, List<Round> rounds) {
    if (!rounds.isEmpty()) {
      TrainingHistory.Validation last = rounds.get(rounds.size() - 1).validation();
      String by = protocol(rounds);
      String words =
          "Recall@1 %s and mAP %s after the last round. Protocol: %s"
              .formatted(
                  Figures.percent(last.recallAt1()),
                  Figures.percent(last.meanAveragePrecision()),
                  by);
      charts.add(
          new Chart(
              "validation",
              "Validation, protocol " + by,
              "Scores on validation identities by round: " + words + ".",
              "On identities held out of the training split: " + words + ".",
              style -> drawValidation(style, rounds, by)));
    }
  }

  /**
   * By which protocol rounds were scored: one, as it can't change in a run; a run that was begun
   * before it was recorded and went on has it in its later rounds.
   */
  private static String protocol(List<Round> rounds) {
    String found =
        rounds.stream()
            .map(round -> round.validation().protocol())
            .filter(Objects::nonNull)
            .distinct()
            .collect(Collectors.joining(", "));
    return found.isEmpty() ? "not recorded" : found;
  }

  private static XYChart draw(
      ChartStyle style,
      String title,
      String unit,
      List<Round> rounds,
      ToDoubleFunction<Round> value,
      boolean smoothed) {
    XYChart chart = style.blank(title, "Round", unit);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setXAxisDecimalPattern("#,##0");
    chart.getStyler().setYAxisDecimalPattern("#,##0.###");
    double[] x = rounds.stream().mapToDouble(TrainingCharts::counted).toArray();
    double[] y = rounds.stream().mapToDouble(value).toArray();
    ChartStyle.labelRoundNumbers(chart, x);
    XYSeries each = chart.addSeries("each round", x, y);
    style.line(each, style.palette().model, Dash.SOLID, SeriesMarkers.CIRCLE);
    if (smoothed && x.length >= SMOOTHED_ROUNDS) {
      each.setLineColor(Palette.translucent(style.palette().model, EACH_ROUND));
      each.setLineStyle(Dash.SOLID.stroke(1.2f));
      XYSeries running = chart.addSeries("running mean", x, runningMean(y, x.length / 20));
      style.line(running, style.palette().model, Dash.SOLID, SeriesMarkers.NONE);
    }
    ChartStyle.leaveRoomAbove(chart, 0);
    return chart;
  }

  private static XYChart drawValidation(ChartStyle style, List<Round> rounds, String protocol) {
    XYChart chart = style.blank(ChartStyle.title("Validation scores", protocol), "Round", "%");
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setXAxisDecimalPattern("#,##0");
    double[] x = rounds.stream().mapToDouble(TrainingCharts::counted).toArray();
    double[] recall = rounds.stream().mapToDouble(r -> 100 * r.validation().recallAt1()).toArray();
    double[] precision =
        rounds.stream().mapToDouble(r -> 100 * r.validation().meanAveragePrecision()).toArray();
    ChartStyle.labelRoundNumbers(chart, x);
    Palette palette = style.palette();
    style.line(
        chart.addSeries("Recall@1", x, recall), palette.model, Dash.SOLID, SeriesMarkers.CIRCLE);
    style.line(
        chart.addSeries("mAP", x, precision), palette.model, Dash.DASHED, SeriesMarkers.SQUARE);
    ChartStyle.leaveRoomAbove(chart, 0);
    return chart;
  }

  /** A round's number as the terminal prints it: from 1. */
  private static double counted(Round round) {
    return round.round() + 1;
  }

  /** Mean over up to {@code reach} neighbours on either side. */
  static double[] runningMean(double[] values, int reach) {
    double[] means = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int from = Math.max(0, i - reach);
      int to = Math.min(values.length - 1, i + reach);
      double sum = 0;
      for (int j = from; j <= to; j++) {
        sum += values[j];
      }
      means[i] = sum / (to - from + 1);
    }
    return means;
  }

  private static List<Round> finite(List<Round> rounds, ToDoubleFunction<Round> value) {
    return rounds.stream().filter(r -> Double.isFinite(value.applyAsDouble(r))).toList();
  }
}
