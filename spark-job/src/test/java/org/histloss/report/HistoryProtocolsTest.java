package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.histloss.report.ChartStyle.Size;
import org.histloss.report.history.HistoryReport;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Which protocol a history's scores are of, and that those of two are never one line. */
class HistoryProtocolsTest {
  private static final ChartStyle STYLE = new ChartStyle(Palette.LIGHT, Size.WIDE, false);
  private static final String CHANGED =
      "Protocol: leave-one-out in entries 1 to 3, cross-camera from entry 4 on.";

  private static HistoryReport changed(int first) {
    return SampleHistories.changed(6, first, "leave-one-out");
  }

  private static XYChart chart(HistoryReport report) {
    return HistoryCharts.scores(report.entries()).get(0).drawing().apply(STYLE);
  }

  /** Where a line has gaps. */
  private static double[] gaps(XYChart chart, String name) {
    XYSeries line = chart.getSeriesMap().get(name);
    return IntStream.range(0, line.getYData().length)
        .filter(i -> Double.isNaN(line.getYData()[i]))
        .mapToDouble(i -> line.getXData()[i])
        .toArray();
  }

  @Test
  void thePageNamesTheProtocol() {
    String page = HistoryPage.html(SampleHistories.of(6));

    assertThat(page)
        .contains("The axis does not begin at zero. <bdi>Protocol: cross-camera.</bdi>")
        .contains("of 6 runs. Protocol: cross-camera.\"")
        .contains("+1.0 points; protocol cross-camera</span>")
        .contains("<p class=\"note protocol\">Protocol: <bdi>cross-camera</bdi>.</p>")
        .doesNotContain("Scores of two protocols", ", before ");
    assertThat(page.split("<bdi>protocol cross-camera</bdi>", -1)).hasSize(1 + 6);
  }

  @Test
  void aChangeIsSaidAndMarked() {
    String page = HistoryPage.html(changed(3));

    assertThat(page)
        .contains("<bdi>" + CHANGED + "</bdi> Scores of two protocols say nothing about each other")
        .contains("of 3 runs by its protocol. " + CHANGED)
        .containsOnlyOnce("<bdi>protocol cross-camera, before leave-one-out</bdi>");
    assertThat(page.split("<bdi>protocol leave-one-out</bdi>", -1)).hasSize(1 + 3);
  }

  @Test
  void noLineJoinsScoresOfTwoProtocols() {
    XYChart chart = chart(changed(3));

    for (String line : List.of("champion", "challenger", "95 % interval", "upper end")) {
      assertThat(gaps(chart, line)).as(line).containsExactly(3.5);
      assertThat(gaps(chart(SampleHistories.of(6)), line)).as(line).isEmpty();
    }
    for (Chart course : HistoryCharts.course(changed(3).entries())) {
      boolean ofProtocol = List.of("overlap", "neighbours").contains(course.name());
      XYChart drawn = course.drawing().apply(STYLE);
      String line = drawn.getSeriesMap().keySet().iterator().next();
      assertThat(gaps(drawn, line)).as(course.name()).hasSize(ofProtocol ? 1 : 0);
      assertThat(course.caption().contains(CHANGED)).as(course.name()).isEqualTo(ofProtocol);
    }
  }

  /** Upright lines through more than half of the picture. */
  private static long upright(HistoryReport report) throws IOException {
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(STYLE.png(chart(report))));
    return IntStream.range(0, picture.getWidth())
        .filter(
            x ->
                IntStream.range(0, picture.getHeight())
                        .filter(y -> picture.getRGB(x, y) == Palette.LIGHT.muted.getRGB())
                        .count()
                    > picture.getHeight() / 2)
        .count();
  }

  @Test
  void theChangeIsDrawn() throws IOException {
    assertThat(upright(changed(3))).isBetween(1L, 4L);
    assertThat(upright(SampleHistories.of(6))).isZero();
  }

  @Test
  void aRunAloneWithItsProtocolIsSeen() {
    XYChart chart = chart(changed(1));

    XYSeries alone = chart.getSeriesMap().get("champion alone");
    assertThat(alone.getXData()).containsExactly(1);
    assertThat(alone.getMarker()).isEqualTo(SeriesMarkers.CIRCLE);
    assertThat(chart.getSeriesMap().get("95 % interval").getXData())
        .containsExactly(1, 1, 1.5, 2, 3, 4, 5, 6);
    assertThat(HistoryPage.html(changed(1)))
        .contains("leave-one-out in entry 1, cross-camera from");
  }

  /** What was not recorded may have been any. */
  @Test
  void whatWasNotRecordedIsNotJoinedWithWhatWas() {
    HistoryReport older = SampleHistories.changed(6, 3, null);

    assertThat(gaps(chart(older), "challenger")).containsExactly(3.5);
    assertThat(HistoryProtocols.words(older.entries()))
        .isEqualTo("Protocol: not recorded in entries 1 to 3, cross-camera from entry 4 on.");
    assertThat(HistoryProtocols.words(SampleHistories.changed(6, 6, null).entries()))
        .isEqualTo("Protocol: not recorded.");
    assertThat(HistoryProtocols.words(SampleHistories.bare().entries())).isNull();
  }
}
