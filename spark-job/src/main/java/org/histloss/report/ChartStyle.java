package org.histloss.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * How a chart is drawn: its colours, its size and whether it carries its own title.
 *
 * @param palette light or dark
 * @param size wide for a desktop column, narrow for a telephone
 * @param titled true for the PNG files, which stand alone; the page has its own headings
 */
record ChartStyle(Palette palette, Size size, boolean titled) {
  /** Pixels drawn for each logical one, so that charts are crisp on dense screens and on paper. */
  static final int SCALE = 2;

  /** Most points that still carry a marker each; beyond, markers would only hide the line. */
  private static final int MARKED_POINTS = 24;

  /** Logical sizes; letters are sized so that they can be read where the size is used. */
  enum Size {
    WIDE(640, 400, 16),
    NARROW(328, 264, 12);

    final int width;
    final int height;
    final int letters;

    Size(int width, int height, int letters) {
      this.width = width;
      this.height = height;
      this.letters = letters;
    }
  }

  /** An empty chart of this style, with its axes named. */
  XYChart blank(String title, String xTitle, String yTitle) {
    XYChart chart = new XYChart(size.width, size.height);
    chart.setTitle(title);
    chart.setXAxisTitle(xTitle);
    chart.setYAxisTitle(yTitle);
    XYStyler styler = chart.getStyler();
    styler.setChartTitleVisible(titled);
    letters(styler);
    colours(styler);
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendPadding(size.letters / 3);
    styler.setLegendSeriesLineLength(size.letters * 3 / 2);
    styler.setChartPadding(titled ? 14 : 4);
    styler.setPlotMargin(0);
    styler.setPlotContentSize(1);
    styler.setXAxisTickMarkSpacingHint(size.letters * 5);
    styler.setYAxisTickMarkSpacingHint(size.letters * 5 / 2);
    styler.setLocale(Locale.ROOT);
    return chart;
  }

  private void letters(XYStyler styler) {
    Font plain = ChartFont.plain(size.letters);
    styler.setBaseFont(plain);
    styler.setAxisTickLabelsFont(plain);
    styler.setAxisTitleFont(plain);
    styler.setLegendFont(plain);
    styler.setChartTitleFont(ChartFont.bold(size.letters + 3));
    styler.setChartFontColor(palette.ink);
    styler.setXAxisTitleColor(palette.muted);
    styler.setYAxisTitleColor(palette.muted);
    styler.setAxisTickLabelsColor(palette.muted);
  }

  private void colours(XYStyler styler) {
    styler.setChartBackgroundColor(palette.surface);
    styler.setPlotBackgroundColor(palette.surface);
    styler.setLegendBackgroundColor(palette.surface);
    styler.setLegendBorderColor(palette.surface);
    styler.setPlotBorderVisible(false);
    styler.setAxisTicksLineVisible(false);
    styler.setAxisTicksMarksVisible(false);
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setPlotGridLinesColor(palette.grid);
    styler.setPlotGridLinesStroke(new BasicStroke(1f));
  }

  /** Gives a line its colour, its dashes and, where there are few points, its markers. */
  void line(XYSeries series, Color color, Dash dash, Marker marker) {
    series.setLineColor(color);
    series.setLineStyle(dash.stroke(size.letters / 6f));
    series.setMarkerColor(color);
    series.setMarker(series.getXData().length > MARKED_POINTS ? SeriesMarkers.NONE : marker);
  }

  /** How a line is broken, so that lines differ by more than colour. */
  enum Dash {
    SOLID,
    DASHED(3f, 2f),
    DOTTED(0.1f, 2f);

    private final float[] pattern;

    Dash(float... pattern) {
      this.pattern = pattern;
    }

    BasicStroke stroke(float width) {
      if (pattern.length == 0) {
        return new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
      }
      float[] dashes = {pattern[0] * width, pattern[1] * width};
      return new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 1f, dashes, 0f);
    }
  }

  /** Draws the chart as PNG, {@link #SCALE} pixels for each logical one. */
  byte[] png(XYChart chart) {
    BufferedImage picture =
        new BufferedImage(size.width * SCALE, size.height * SCALE, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = picture.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g.scale(SCALE, SCALE);
    chart.paint(g, size.width, size.height);
    g.dispose();
    return Thumbnail.encode(picture);
  }
}
