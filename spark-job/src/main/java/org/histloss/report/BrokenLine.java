package org.histloss.report;

import java.util.ArrayList;
import java.util.List;
import org.histloss.report.ChartStyle.Dash;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.XYChart;

/** Lines that break where what they show changes its meaning; a point is its two coordinates. */
final class BrokenLine {
  private BrokenLine() {}

  /** A line's points with a gap, a value that is no number, at each change. */
  static List<double[]> broken(List<double[]> points, List<Double> changes) {
    List<double[]> broken = new ArrayList<>();
    for (double[] point : points) {
      if (!broken.isEmpty()) {
        double before = broken.get(broken.size() - 1)[0];
        changes.stream()
            .filter(change -> before < change && change < point[0])
            .findFirst()
            .ifPresent(change -> broken.add(new double[] {change, Double.NaN}));
      }
      broken.add(point);
    }
    return broken;
  }

  /** Points between two gaps, to which no line leads. */
  static List<double[]> alone(List<double[]> broken) {
    List<double[]> alone = new ArrayList<>();
    for (int i = 0; i < broken.size(); i++) {
      boolean joined = number(broken, i - 1) || number(broken, i + 1);
      if (!joined && number(broken, i)) {
        alone.add(broken.get(i));
      }
    }
    return alone;
  }

  /** The lower ends, and over those that stand alone the upper ones. */
  static List<double[]> stretched(List<double[]> low, List<double[]> high) {
    List<double[]> alone = alone(low);
    List<double[]> stretched = new ArrayList<>();
    for (double[] point : low) {
      stretched.add(point);
      if (alone.contains(point)) {
        high.stream().filter(upper -> upper[0] == point[0]).forEach(stretched::add);
      }
    }
    return stretched;
  }

  /** A thin line from top to bottom at each change that is drawn. */
  static void mark(XYChart chart, ChartStyle style, List<Double> changes, double from) {
    chart.getStyler().setAnnotationLineColor(style.palette().muted);
    chart.getStyler().setAnnotationLineStroke(Dash.SOLID.stroke(1.2f));
    changes.stream()
        .filter(change -> change > from)
        .forEach(change -> chart.addAnnotation(new AnnotationLine(change, true, false)));
  }

  private static boolean number(List<double[]> points, int i) {
    return i >= 0 && i < points.size() && !Double.isNaN(points.get(i)[1]);
  }
}
