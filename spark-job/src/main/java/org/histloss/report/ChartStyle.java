package org.histloss.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
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
    styler.setChartTitleVisible(false);
    styler.setLegendVisible(false);
    letters(styler);
    colours(styler);
    styler.setChartPadding(4);
    styler.setPlotMargin(0);
    styler.setPlotContentSize(0.98); // a tick exactly on the border would go unlabelled
    styler.setXAxisTickMarkSpacingHint(size.letters * 5);
    styler.setYAxisTickMarkSpacingHint(size.letters * 7 / 2);
    styler.setMarkerSize(size.letters / 2);
    styler.setLocale(Locale.ROOT);
    return chart;
  }

  private void letters(XYStyler styler) {
    Font plain = ChartFont.plain(size.letters);
    styler.setBaseFont(plain);
    styler.setAxisTickLabelsFont(plain);
    styler.setAxisTitleFont(plain);
    styler.setChartFontColor(palette.ink);
    styler.setXAxisTitleColor(palette.muted);
    styler.setYAxisTitleColor(palette.muted);
    styler.setAxisTickLabelsColor(palette.muted);
  }

  private void colours(XYStyler styler) {
    styler.setChartBackgroundColor(palette.surface);
    styler.setPlotBackgroundColor(palette.surface);
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
    series.setLineStyle(dash.stroke(lineWidth()));
    series.setMarkerColor(color);
    series.setMarker(series.getXData().length > MARKED_POINTS ? SeriesMarkers.NONE : marker);
  }

  /** Width of a line. */
  float lineWidth() {
    return size.letters / 6f;
  }

  /**
   * The highest point would lie on the plot's edge, its mark be cut, and both touch the legend.
   *
   * @param floor where the axis begins
   */
  static void leaveRoomAbove(XYChart chart, double floor) {
    double most =
        chart.getSeriesMap().values().stream()
            .flatMapToDouble(series -> Arrays.stream(series.getYData()))
            .filter(Double::isFinite)
            .max()
            .orElse(floor);
    if (chart.getStyler().getYAxisMax() == null && most > floor) {
      chart.getStyler().setYAxisMax(most + 0.08 * (most - floor));
    }
  }

  /**
   * Puts the horizontal axis's labels on round numbers. XChart labels the points themselves where
   * they lie at equal distances (0, 6, 12, …), so one point that isn't drawn breaks the rhythm.
   */
  static void labelRoundNumbers(XYChart chart, double[] x) {
    double first = x[0];
    double between = first + 0.37 * (x[x.length - 1] - first);
    XYSeries unseen = chart.addSeries("unseen", new double[] {first, between}, new double[] {0, 0});
    unseen.setMarker(SeriesMarkers.NONE);
    unseen.setLineStyle(SeriesLines.NONE);
    unseen.setShowInLegend(false);
  }

  /** How a line is broken, so that lines differ by more than colour. */
  enum Dash {
    SOLID(1f, 0f),
    DASHED(3f, 2f),
    DOTTED(0.1f, 2f);

    private final float drawn;
    private final float gap;

    Dash(float drawn, float gap) {
      this.drawn = drawn;
      this.gap = gap;
    }

    /** The stroke of a line of this width; lengths of dashes and gaps are multiples of it. */
    BasicStroke stroke(float width) {
      float[] dashes = gap == 0 ? null : new float[] {drawn * width, gap * width};
      return new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 1f, dashes, 0f);
    }
  }

  /**
   * Draws the chart as PNG, {@link #SCALE} pixels for each logical one: its title, the names of its
   * lines where there are several, and the plot below.
   */
  byte[] png(XYChart chart) {
    BufferedImage picture =
        new BufferedImage(size.width * SCALE, size.height * SCALE, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = picture.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.scale(SCALE, SCALE);
    g.setColor(palette.surface);
    g.fillRect(0, 0, size.width, size.height);
    int top = heading(g, chart);
    UnbrokenLines.drawIn(chart); // not before the legend has shown the dashes
    g.translate(0, top);
    // The room on the right is for the half of the last label that sticks out.
    chart.paint(g, size.width - size.letters, size.height - top);
    g.dispose();
    return Thumbnail.encode(picture);
  }

  /** The title of a picture of results, which stands alone: below it, by which protocol. */
  static String title(String words, String protocol) {
    return words + "\nProtocol: " + protocol;
  }

  /** Draws title and legend; returns where the plot may begin. */
  private int heading(Graphics2D g, XYChart chart) {
    int line = size.letters * 2;
    int top = 0;
    if (titled) {
      g.setColor(palette.ink);
      String[] title = chart.getTitle().split("\n");
      g.setFont(ChartFont.bold(size.letters + 3));
      g.drawString(title[0], size.letters, top + size.letters * 3 / 2 + 4);
      top += line + 4;
      g.setFont(ChartFont.plain(size.letters));
      for (int i = 1; i < title.length; i++) {
        g.drawString(title[i], size.letters, top + size.letters * 7 / 8);
        top += size.letters * 3 / 2;
      }
    }
    if (ChartLegend.named(chart).size() > 1) {
      ChartLegend.Style names =
          new ChartLegend.Style(ChartFont.plain(size.letters), palette.ink, 1.4 * size.letters);
      int rows =
          ChartLegend.draw(
              g, chart, names, size.letters, top + line / 2.0, size.width - 2.0 * size.letters);
      top += line + (int) Math.ceil((rows - 1) * names.row());
    }
    return top;
  }
}
