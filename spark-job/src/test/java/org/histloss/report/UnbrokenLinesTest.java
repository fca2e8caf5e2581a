package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.histloss.report.ChartStyle.Dash;
import org.histloss.report.ChartStyle.Size;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

class UnbrokenLinesTest {
  private static final ChartStyle STYLE = new ChartStyle(Palette.LIGHT, Size.WIDE, false);

  /** Strokes of a level line through so many points, as one counts them in the picture. */
  private static int strokes(int points, Dash dash, XYSeriesRenderStyle render) throws IOException {
    XYChart chart = STYLE.blank("level", "x", "y");
    chart.getStyler().setDefaultSeriesRenderStyle(render);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setYAxisMax(2.0);
    double[] x = IntStream.range(0, points).mapToDouble(i -> i / (points - 1.0)).toArray();
    double[] y = IntStream.range(0, points).mapToDouble(i -> 1).toArray();
    STYLE.line(chart.addSeries("level", x, y), Palette.LIGHT.same, dash, SeriesMarkers.NONE);
    return strokes(ImageIO.read(new ByteArrayInputStream(STYLE.png(chart))));
  }

  /** The most stretches of the line's colour in a row. */
  private static int strokes(BufferedImage picture) {
    int most = 0;
    for (int y = 0; y < picture.getHeight(); y++) {
      int strokes = 0;
      boolean before = false;
      for (int x = 0; x < picture.getWidth(); x++) {
        boolean line =
            (picture.getRGB(x, y) & 0xffffff) == (Palette.LIGHT.same.getRGB() & 0xffffff);
        strokes += line && !before ? 1 : 0;
        before = line;
      }
      most = Math.max(most, strokes);
    }
    return most;
  }

  /** What tells curves apart for those who don't see their colours. */
  @Test
  void dashesDoNotDependOnHowCloseThePointsLie() throws IOException {
    int few = strokes(25, Dash.DASHED, XYSeriesRenderStyle.Line);

    assertThat(few).isGreaterThan(30);
    assertThat(strokes(400, Dash.DASHED, XYSeriesRenderStyle.Line)).isEqualTo(few);
    assertThat(strokes(5000, Dash.DASHED, XYSeriesRenderStyle.Area)).isEqualTo(few);
    assertThat(strokes(5000, Dash.DOTTED, XYSeriesRenderStyle.Line)).isGreaterThan(few);
    assertThat(strokes(400, Dash.SOLID, XYSeriesRenderStyle.Line)).isEqualTo(1);
  }
}
