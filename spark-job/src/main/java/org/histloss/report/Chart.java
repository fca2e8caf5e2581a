package org.histloss.report;

import java.util.function.Function;
import org.knowm.xchart.XYChart;

/**
 * One chart of the report, to be drawn in any style.
 *
 * @param name its file name without {@code .png}
 * @param title its heading
 * @param alt what it shows, with the figures, for whoever doesn't see it
 * @param caption how to read it
 * @param drawing draws it
 */
record Chart(
    String name, String title, String alt, String caption, Function<ChartStyle, XYChart> drawing) {

  /** The chart as PNG. */
  byte[] png(ChartStyle style) {
    return style.png(drawing.apply(style));
  }
}
