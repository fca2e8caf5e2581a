package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.histloss.report.Seen.DIFFERENT;
import static org.histloss.report.Seen.MODEL;
import static org.histloss.report.Seen.SAME;
import static org.histloss.report.Seen.area;
import static org.histloss.report.Seen.assertDrawn;
import static org.histloss.report.Seen.line;
import static org.histloss.report.Seen.lines;
import static org.histloss.report.Seen.marks;
import static org.histloss.report.Seen.through;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Every chart of a report shows its data, on the page and as a file. The legend has the colours of
 * all series even where none is drawn, so what counts is what is seen in the plot.
 */
class ChartsDrawnTest {
  private static final List<Seen> CURVES =
      List.of(
          line("the model", MODEL),
          line("untrained", p -> p.untrained),
          line("raw pixels", p -> p.rawPixels));

  private static final List<Seen> LOSS =
      List.of(line("running mean", MODEL), lines("each round", through(MODEL, 200), 1, 10));

  private static final List<Seen> VALIDATION = List.of(lines("R@1 and mAP", MODEL, 2, 10));

  private static final List<Seen> SPEED = List.of(line("throughput", MODEL));

  /** The hills of a network without training lie close together, at the right. */
  private static final Map<String, List<Seen>> REPORT =
      Map.of(
          "Before training", hills(4),
          "After training", hills(9),
          "Recall by number of results", CURVES,
          "ROC: what a threshold accepts", CURVES,
          "Training loss", LOSS,
          "Validation, protocol cross-camera", VALIDATION,
          "Throughput", SPEED);

  private static final Map<String, List<Seen>> FILES =
      Map.of(
          "similarities-before.png", hills(4),
          "similarities-after.png", hills(9),
          "cmc.png", CURVES,
          "roc.png", CURVES,
          "training-loss.png", LOSS,
          "validation.png", VALIDATION,
          "throughput.png", SPEED);

  private static List<Seen> hills(int tenths) {
    return List.of(
        lines("same identity", SAME, 1, tenths),
        line("different identities", DIFFERENT),
        area("area of same identity", SAME, 56, 2),
        area("area of different identities", DIFFERENT, 56, 2));
  }

  @Test
  void everyChartAndFileOfAReport() {
    ReportData data = SampleReports.full(1);
    ChartSet drawn = ChartSet.of(data);

    assertDrawn(Page.render(data, drawn), REPORT);
    assertThat(drawn.files()).containsOnlyKeys(FILES.keySet());
    FILES.forEach(
        (name, seen) ->
            assertThat(Seen.missing(seen, drawn.files().get(name), Palette.LIGHT))
                .as(name)
                .isEmpty());
  }

  /** One point is no line: without its mark nothing would be seen. */
  @Test
  void chartsOfASinglePoint() {
    Seen model = marks("the model", MODEL, 1);
    ReportData one =
        ReportData.builder("one", SampleReports.protocol())
            .test(SampleReports.full(1).showing(List.of(1), 1).test())
            .training(SampleReports.training(new Random(1), 1))
            .build();
    assertDrawn(
        Page.render(one, ChartSet.of(one)),
        Map.of(
            "Recall by number of results", List.of(model),
            "Training loss", List.of(model),
            "Validation, protocol cross-camera", List.of(new Seen("R@1 and mAP", MODEL, 2, 5, 1)),
            "Throughput", List.of(model)));
  }
}
