package org.histloss.benchmarks;

import java.awt.BasicStroke;
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

/** R@1 over the bin width, a line for each mini-batch size, bars for the spread of the seeds. */
final class CoursePlot {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 440;
  private static final int DOTS_PER_INCH = 144;
  private static final Marker[] MARKERS = {
    SeriesMarkers.CIRCLE,
    SeriesMarkers.SQUARE,
    SeriesMarkers.DIAMOND,
    SeriesMarkers.TRIANGLE_UP,
    SeriesMarkers.TRIANGLE_DOWN
  };
  private static final Color[] COLOURS = {
    new Color(0x0072B2),
    new Color(0x009E73),
    new Color(0x8A5A00),
    new Color(0xD55E00),
    new Color(0x9A3B7A)
  };

  private CoursePlot() {}

  static void draw(CourseTable table, Path file) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle("bin width: 0.005, 0.01, 0.02, 0.04, 0.1 (logarithmic)")
            .yAxisTitle("R@1 on validation identities (cross-camera), %")
            .build();
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setXAxisDecimalPattern("0.###");
    chart.getStyler().setYAxisDecimalPattern("0");
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setErrorBarsColorSeriesColor(true);
    List<String> sizes = table.courses().stream().map(Course::column).distinct().toList();
    for (int i = 0; i < sizes.size(); i++) {
      add(chart, table, sizes.get(i), i);
    }
    BitmapEncoder.saveBitmapWithDPI(
        chart, file.toString(), BitmapEncoder.BitmapFormat.PNG, DOTS_PER_INCH);
  }

  private static void add(XYChart chart, CourseTable table, String size, int number) {
    List<Course> courses =
        table.courses().stream().filter(course -> course.column().equals(size)).toList();
    // Side by side by a little, so that one size's bar doesn't hide another's.
    double shift = Math.pow(1.02, number - 2);
    double[] places =
        courses.stream().mapToDouble(c -> Double.parseDouble(c.row()) * shift).toArray();
    double[] means =
        courses.stream().mapToDouble(c -> table.mean(c, "val", Score::recallAt1)).toArray();
    double[] spreads =
        courses.stream().mapToDouble(c -> table.spread(c, "val", Score::recallAt1)).toArray();
    XYSeries series = chart.addSeries(size, places, means, spreads);
    series.setMarker(MARKERS[number]);
    series.setMarkerColor(COLOURS[number]);
    series.setLineColor(COLOURS[number]);
    series.setLineStyle(new BasicStroke(2f));
  }
}
