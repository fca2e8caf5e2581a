package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.histloss.report.HistoryHills.Hill;
import org.histloss.report.HistoryHills.Panel;
import org.histloss.report.history.HistoryReport;
import org.junit.jupiter.api.Test;

/**
 * The small pictures that the page draws itself: outlines in a field of 100 by 50, 0 at the top.
 */
class HistoryHillsTest {
  private static final HistoryReport HISTORY = SampleHistories.of(24);

  /** Right and down of each point. */
  private static List<double[]> points(String path) {
    assertThat(path).matches("M[0-9. ]+(L[0-9. ]+)+");
    return Arrays.stream(path.substring(1).split("L"))
        .map(point -> Arrays.stream(point.split(" ")).mapToDouble(Double::parseDouble).toArray())
        .toList();
  }

  private static double[] summit(String path) {
    return points(path).stream().min(Comparator.comparingDouble(point -> point[1])).orElseThrow();
  }

  /** From the ground over the whole width to the ground, so that the area can be filled. */
  private static void assertStandsOnTheGround(String path) {
    List<double[]> points = points(path);
    assertThat(points).hasSizeGreaterThan(50);
    assertThat(points.get(0)).containsExactly(0, 50);
    assertThat(points.get(points.size() - 1)).containsExactly(100, 50);
    for (int i = 1; i < points.size(); i++) {
      assertThat(points.get(i)[0]).isBetween(points.get(i - 1)[0], 100.0);
      assertThat(points.get(i)[1]).isBetween(0.0, 50.0);
    }
  }

  /** The samples of one identity are similar by 0.7 on average, those of two by 0.10 to 0.19. */
  @Test
  void eachRunHasBothHillsWhereItsSimilaritiesAre() {
    Panel panel = HistoryHills.of(HISTORY.entries());
    double from = Double.parseDouble(panel.from().replace('−', '-'));

    assertThat(panel.hills()).hasSize(12);
    for (Hill hill : panel.hills()) {
      assertStandsOnTheGround(hill.same());
      assertStandsOnTheGround(hill.different());
      double different = 0.1 + 0.01 * (Integer.parseInt(hill.number()) % 10);
      assertThat(summit(hill.same())[0]).isCloseTo(100 * (0.7 - from) / (1 - from), within(1.5));
      assertThat(summit(hill.different())[0])
          .isCloseTo(100 * (different - from) / (1 - from), within(1.5));
      assertThat(summit(hill.same())[1]).isBetween(3.0, 6.0);
      assertThat(summit(hill.different())[1]).isBetween(3.0, 6.0);
    }
  }

  @Test
  void thePageDrawsBothHillsOfEachRun() {
    String page = HistoryPage.html(HISTORY);

    for (Hill hill : HistoryHills.of(HISTORY.entries()).hills()) {
      assertThat(page)
          .contains(
              "<path class=\"different\" d=\"%s\"/><path class=\"same\" d=\"%s\"/></svg>"
                  .formatted(hill.different(), hill.same()));
    }
  }
}
