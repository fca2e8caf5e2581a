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
 * The names of a chart's lines above the plot, in one row or, where that is full, several.
 *
 * <p>XChart's own legend below the plot lies over the axis title and leaves no room between names.
 */
final class ChartLegend {
  private ChartLegend() {}

  /**
   * Draws one entry a series from {@code left} rightwards, in rows of {@code room} that are a
   * {@code row} apart; the first row is centred on the height {@code middle}.
   *
   * @return the number of rows
   */
  static int draw(
      Graphics2D g, XYChart chart, Style style, double left, double middle, double room) {
    double em = style.font().getSize2D();
    double x = left;
    int rows = 1;
    for (XYSeries series : named(chart)) {
      double wide = 2.4 * em + width(series.getName(), style.font());
      if (x > left && x + wide > left + room) {
        x = left;
        rows++;
      }
      double height = middle + (rows - 1) * style.row();
      sample(g, chart, series, x, height, em);
      g.setColor(style.ink());
      g.setFont(style.font());
      g.drawString(series.getName(), (float) (x + 2.4 * em), (float) (height + 0.36 * em));
      x += wide + 1.6 * em;
    }
    return rows;
  }

  /** How names are written: letters, their colour, and from row to row. */
  record Style(Font font, Color ink, double row) {}

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
