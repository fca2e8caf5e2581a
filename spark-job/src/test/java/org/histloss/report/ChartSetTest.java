package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.histloss.report.ChartSet.Drawn;
import org.histloss.report.ChartStyle.Size;
import org.junit.jupiter.api.Test;

class ChartSetTest {

  @Test
  void everyChartDecodesInEveryStyleAtTwiceItsLogicalSize() {
    ChartSet charts = ChartSet.of(SampleReports.full(1));

    assertThat(charts.files().keySet()).isEqualTo(ChartSet.FILE_NAMES);
    for (byte[] file : charts.files().values()) {
      assertPicture(file, 1280, 800, Palette.LIGHT);
    }
    List<Drawn> drawn =
        Stream.of(charts.similarities(), charts.cmc(), charts.roc(), charts.training())
            .flatMap(List::stream)
            .toList();
    assertThat(drawn).hasSize(7);
    for (Drawn chart : drawn) {
      assertPicture(Base64.getDecoder().decode(chart.wide()), 1280, 800, Palette.LIGHT);
      assertPicture(Base64.getDecoder().decode(chart.wideDark()), 1280, 800, Palette.DARK);
      assertPicture(Base64.getDecoder().decode(chart.narrow()), 656, 528, Palette.LIGHT);
      assertPicture(Base64.getDecoder().decode(chart.narrowDark()), 656, 528, Palette.DARK);
    }
  }

  @Test
  void descriptionsStateTheFigures() {
    ChartSet charts = ChartSet.of(SampleReports.full(1));

    assertThat(charts.cmc().get(0).alt())
        .contains("the evaluated model rises from 55.3\u00a0% at K = 1 to 88.6\u00a0% at K = 50")
        .contains("raw pixels rises from 36.0\u00a0%");
    assertThat(charts.similarities().get(1).alt())
        .contains("after training")
        .contains("mean similarity 0.51, pairs of two identities 0.03");
    assertThat(charts.roc().get(0).alt())
        .contains("the evaluated model accepts 3.0\u00a0% at a false positive rate of 0.001\u00a0%")
        .contains("raw pixels accepts 0.2\u00a0%");
    assertThat(charts.training().get(0).alt()).contains("in the last of 120");
  }

  @Test
  void roundsAreCountedFromOneAsInTheTerminal() {
    Chart loss = TrainingCharts.of(SampleReports.training(new Random(1), 3)).get(0);

    assertThat(
            loss.drawing()
                .apply(new ChartStyle(Palette.LIGHT, Size.WIDE, true))
                .getSeriesMap()
                .get("each round")
                .getXData())
        .containsExactly(1, 2, 3);
  }

  /** Which is above the plot, where the highest value would touch it. */
  @Test
  void theHighestLossLeavesRoomBelowTheLegend() {
    TrainingHistory history = SampleReports.training(new Random(1), 120);
    double most =
        history.rounds().stream().mapToDouble(TrainingHistory.Round::loss).max().orElse(0);
    ChartStyle style = new ChartStyle(Palette.DARK, Size.NARROW, false);

    assertThat(TrainingCharts.of(history).get(0).drawing().apply(style).getStyler().getYAxisMax())
        .isGreaterThan(1.05 * most);
  }

  @Test
  void theCurvesHaveTheRanksThatAreAskedFor() {
    ReportData three = SampleReports.full(1).showing(List.of(1, 3), 3);

    assertThat(CmcChart.of(three).get(0).alt()).contains("at K = 3;").doesNotContain("50");
    assertPicture(
        ChartSet.of(SampleReports.full(1).showing(List.of(1), 1)).files().get("cmc.png"),
        1280,
        800,
        Palette.LIGHT);
  }

  @Test
  void aTrainingOfOneRoundAndAnEmptySignAreNoObstacle() {
    double[] none = new double[11];
    double[] some = none.clone();
    some[10] = 1;
    ReportData data =
        ReportData.builder("small", SampleReports.protocol())
            .training(SampleReports.training(new Random(1), 1))
            .similarities(
                new Similarities(
                    Similarities.Pairs.of(none, some), Similarities.Pairs.of(some, some)))
            .build();

    ChartSet charts = ChartSet.of(data);

    assertThat(charts.failure()).isNull();
    assertThat(charts.files())
        .containsOnlyKeys(
            "similarities-after.png", "training-loss.png", "validation.png", "throughput.png");
    for (byte[] file : charts.files().values()) {
      assertPicture(file, 1280, 800, Palette.LIGHT);
    }
  }

  private static void assertPicture(byte[] png, int width, int height, Palette palette) {
    Pixels picture = Pixels.of(png);
    assertThat(List.of(picture.width(), picture.height())).containsExactly(width, height);
    assertThat(picture.at(0, 0)).isEqualTo(palette.surface);
    assertThat(picture.colours()).hasSizeGreaterThan(20);
  }
}
