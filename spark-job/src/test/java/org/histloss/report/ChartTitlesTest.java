package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.histloss.report.ChartStyle.Size;
import org.histloss.report.ReportData.Protocol;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;

/** A picture that is taken out of its report's folder still says by which protocol it is. */
class ChartTitlesTest {
  private static final ChartStyle FILE = new ChartStyle(Palette.LIGHT, Size.WIDE, true);
  private static final ChartStyle PAGE = new ChartStyle(Palette.LIGHT, Size.WIDE, false);

  private static List<Chart> charts(String protocol) {
    ReportData full = SampleReports.full(1);
    ReportData data =
        ReportData.builder("t", new Protocol(protocol, null, null))
            .test(full.test())
            .similarities(full.similarities())
            .findings(full.findings())
            .build();
    return Stream.of(SimilarityChart.of(data), CmcChart.of(data), RocChart.of(data))
        .flatMap(List::stream)
        .toList();
  }

  private static byte[] drawn(ChartStyle style, Chart chart) {
    return style.png(chart.drawing().apply(style));
  }

  @Test
  void everyPictureOfScoresAndPairsNamesItsProtocol() {
    List<Chart> crossCamera = charts("cross-camera");
    List<Chart> leaveOneOut = charts("leave-one-out, 100 %s");

    assertThat(crossCamera).hasSize(4);
    for (int i = 0; i < crossCamera.size(); i++) {
      XYChart chart = crossCamera.get(i).drawing().apply(FILE);
      assertThat(chart.getTitle()).endsWith("\nProtocol: cross-camera");
      assertThat(drawn(FILE, crossCamera.get(i))).isNotEqualTo(drawn(FILE, leaveOneOut.get(i)));
      // The page says it once, above all of them.
      assertThat(drawn(PAGE, crossCamera.get(i))).isEqualTo(drawn(PAGE, leaveOneOut.get(i)));
    }
  }

  @Test
  void hillsOfTwoModelsToo() {
    assertThat(ComparisonChart.of(SampleComparisons.full(3)))
        .hasSize(2)
        .allSatisfy(
            chart ->
                assertThat(chart.drawing().apply(FILE).getTitle())
                    .endsWith("\nProtocol: cross-camera"));
  }
}
