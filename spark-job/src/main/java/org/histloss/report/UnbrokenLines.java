package org.histloss.report;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Annotation;
import org.knowm.xchart.style.lines.SeriesLines;

/**
 * Draws each dashed or dotted line as one path. XChart draws a series segment by segment and begins
 * the dashes anew with each, so that a line whose points lie close together looks solid.
 */
final class UnbrokenLines {
  private UnbrokenLines() {}

  /** Takes the dashed lines of a chart out of XChart's hands; areas and markers stay. */
  static void drawIn(XYChart chart) {
    for (XYSeries series : List.copyOf(chart.getSeriesMap().values())) {
      BasicStroke stroke = series.getLineStyle();
      if (stroke != SeriesLines.NONE && stroke.getDashArray() != null) {
        series.setLineStyle(SeriesLines.NONE);
        chart.addAnnotation(new Line(series, stroke));
      }
    }
  }

  private static final class Line extends Annotation {
    private final XYSeries series;
    private final BasicStroke stroke;

    Line(XYSeries series, BasicStroke stroke) {
      super(false);
      this.series = series;
      this.stroke = stroke;
    }

    @Override
    public void paint(Graphics2D g) {
      g.setColor(series.getLineColor());
      g.setStroke(stroke);
      g.draw(path());
    }

    /** A value that is no number is a gap. */
    private Path2D path() {
      Path2D path = new Path2D.Double();
      boolean drawing = false;
      for (int i = 0; i < series.getXData().length; i++) {
        double value = series.getYData()[i];
        if (Double.isNaN(value)) {
          drawing = false;
          continue;
        }
        double right = chart.getScreenXFromChart(series.getXData()[i]);
        double down = chart.getScreenYFromChart(value);
        if (drawing) {
          path.lineTo(right, down);
        } else {
          path.moveTo(right, down);
        }
        drawing = true;
      }
      return path;
    }
  }
}
