package org.histloss.benchmarks;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.histloss.benchmarks.CourseResults.Score;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * R@1 of the screen over the averaging period, a line for each histogram scope of eight workers.
 */
final class WorkersPlot {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 440;
  private static final int DOTS_PER_INCH = 144;

  private WorkersPlot() {}

  static void draw(CourseTable table, Path file) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle("averaging period of eight workers: 1, 4, 16 local steps (logarithmic)")
            .yAxisTitle("mAP on validation identities (cross-camera), %")
            .build();
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setXAxisDecimalPattern("0");
    chart.getStyler().setYAxisDecimalPattern("0");
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBorderVisible(false);
    level(chart, table, "one worker", "W=1 H=64 batch", new Color(0x333333));
    line(chart, table, "batch", " batch", new Color(0x0072B2), SeriesMarkers.CIRCLE);
    line(chart, table, "pooled", " pooled", new Color(0xD55E00), SeriesMarkers.DIAMOND);
    level(chart, table, "global", "W=8 H=16 global", new Color(0x009E73));
    level(chart, table, "global, all pairs", "W=8 H=16 global pairs=all", new Color(0x9A3B7A));
    BitmapEncoder.saveBitmapWithDPI(
        chart, file.toString(), BitmapEncoder.BitmapFormat.PNG, DOTS_PER_INCH);
  }

  /** What does not depend on the period. */
  private static void level(
      XYChart chart, CourseTable table, String name, String row, Color colour) {
    double value = value(table, row);
    XYSeries series = chart.addSeries(name, new double[] {1, 16}, new double[] {value, value});
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(colour);
  }

  private static void line(
      XYChart chart, CourseTable table, String name, String scope, Color colour, Marker marker) {
    double[] periods = {1, 4, 16};
    double[] values = new double[periods.length];
    for (int i = 0; i < periods.length; i++) {
      values[i] = value(table, "W=8 H=" + (int) periods[i] + scope);
    }
    XYSeries series = chart.addSeries(name, periods, values);
    series.setMarker(marker);
    series.setMarkerColor(colour);
    series.setLineColor(colour);
  }

  private static double value(CourseTable table, String row) {
    List<Course> courses =
        table.courses().stream().filter(course -> course.row().equals(row)).toList();
    return table.mean(courses.get(0), "val", Score::map);
  }
}
