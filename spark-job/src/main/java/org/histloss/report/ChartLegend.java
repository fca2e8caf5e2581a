package org.histloss.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The names of a chart's lines, in one row above the plot.
 *
 * <p>XChart's own legend below the plot lies over the axis title and leaves no room between names.
 */
final class ChartLegend {
  private ChartLegend() {}

  /**
   * Draws one entry a series from {@code left} rightwards, centred on the height {@code middle}.
   */
  static void draw(Graphics2D g, XYChart chart, Font font, Color ink, double left, double middle) {
    double em = font.getSize2D();
    double x = left;
    for (XYSeries series : named(chart)) {
      sample(g, chart, series, x, middle, em);
      x += 2.4 * em;
      g.setColor(ink);
      g.setFont(font);
      g.drawString(series.getName(), (float) x, (float) (middle + 0.36 * em));
      x += width(series.getName(), font) + 1.6 * em;
    }
  }

  /** The lines that have a name to show. */
  static List<XYSeries> named(XYChart chart) {
    return chart.getSeriesMap().values().stream().filter(XYSeries::isShowInLegend).toList();
  }

  private static void sample(
      Graphics2D g, XYChart chart, XYSeries series, double x, double middle, double em) {
    double end = x + 1.8 * em;
    if (chart.getStyler().getDefaultSeriesRenderStyle() == XYSeriesRenderStyle.Area) {
      g.setColor(series.getFillColor());
      g.fill(new Rectangle2D.Double(x, middle, end - x, 0.5 * em));
    }
    g.setColor(series.getLineColor());
    g.setStroke(series.getLineStyle());
    g.draw(new Line2D.Double(x, middle, end, middle));
    if (series.getMarker() != SeriesMarkers.NONE) {
      g.setColor(series.getMarkerColor());
      series.getMarker().paint(g, (x + end) / 2, middle, chart.getStyler().getMarkerSize());
    }
  }

  private static double width(String text, Font font) {
    return font.getStringBounds(text, new FontRenderContext(null, true, true)).getWidth();
  }
}
