package org.histloss.report;

import static org.histloss.report.Seen.DIFFERENT;
import static org.histloss.report.Seen.MODEL;
import static org.histloss.report.Seen.SAME;
import static org.histloss.report.Seen.assertDrawn;
import static org.histloss.report.Seen.line;
import static org.histloss.report.Seen.lines;
import static org.histloss.report.Seen.marks;
import static org.histloss.report.Seen.through;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every chart of a history shows its data. The legend has the colours of all series even where none
 * is drawn, so what counts is what is seen in the plot.
 */
class HistoryChartsDrawnTest {
  private static final Seen BY_HAND = marks("by hand", p -> p.rawPixels, 3);

  private static final List<Seen> SCORE =
      List.of(
          line("champion", p -> p.untrained),
          line("challenger", MODEL),
          lines("both ends of the interval", through(MODEL, 140), 2, 9),
          marks("promoted", SAME, 9),
          marks("refused", DIFFERENT, 3),
          BY_HAND);

  private static final List<Seen> COURSE = List.of(line("course", MODEL), BY_HAND);

  private static final List<Seen> DRIFT =
      List.of(line("brightness", SAME), line("negative similarities", DIFFERENT), BY_HAND);

  private static final Map<String, List<Seen>> HISTORY =
      Map.of(
          "mAP", SCORE,
          "R@1", SCORE,
          "Overlap of the two hills", COURSE,
          "Neighbours kept", COURSE,
          "Drift: PSI", with(DRIFT, lines("0.1 and 0.25", p -> p.muted, 2, 8)),
          "Drift: KS", DRIFT,
          "Throughput", COURSE,
          "Cost", COURSE);

  private static List<Seen> with(List<Seen> some, Seen more) {
    return Stream.concat(some.stream(), Stream.of(more)).toList();
  }

  @Test
  void everyChartOfAHistory() {
    assertDrawn(HistoryPage.html(SampleHistories.of(24)), HISTORY);
  }

  @Test
  void aHistoryOfASingleRun() {
    List<Seen> score =
        List.of(
            marks("champion", p -> p.untrained, 1),
            marks("promoted", SAME, 1),
            new Seen("the dots of the interval", through(MODEL, 140), 3, 1, 1));
    List<Seen> drift = List.of(marks("brightness", SAME, 1), marks("negative", DIFFERENT, 1));
    List<Seen> course = List.of(marks("course", MODEL, 1));
    assertDrawn(
        HistoryPage.html(SampleHistories.of(1)),
        Map.of(
            "mAP", score,
            "R@1", score,
            "Overlap of the two hills", course,
            "Neighbours kept", course,
            "Drift: PSI", drift,
            "Drift: KS", drift,
            "Throughput", course,
            "Cost", course));
  }
}
