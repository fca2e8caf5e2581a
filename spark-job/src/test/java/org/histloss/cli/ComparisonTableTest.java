package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.histloss.report.ReportData;
import org.histloss.report.comparison.Comparison;
import org.histloss.report.comparison.Comparison.Counts;
import org.histloss.report.comparison.Comparison.Difference;
import org.histloss.report.comparison.Comparison.Interval;
import org.junit.jupiter.api.Test;

class ComparisonTableTest {

  /** Two models on the same queries; the second's mAP less the first's lies in the interval. */
  private static String printed(double low, double high) {
    Difference precision =
        new Difference(0.5, 0.5 + (low + high) / 2, (low + high) / 2, new Interval(low, high), 0.5);
    Difference first = new Difference(0.5, 0.5, 0, new Interval(-0.1, 0.1), 0.5);
    Comparison.Held held =
        new Comparison.Held(
            "run2",
            "run",
            "The verdict.",
            precision,
            first,
            new Counts(740, 3808, 237),
            List.of(),
            List.of());
    Comparison.Model model =
        new Comparison.Model(
            "run", "run", 8, Map.of("recall@5000", 1.0), Map.of(), null, null, null);
    StringWriter out = new StringWriter();
    ComparisonTable.print(
        new Comparison(
            1,
            "t",
            null,
            new Comparison.Data("d", "v", "8", "test", 4785, 0, 4785, 700),
            new ReportData.Protocol("leave-one-out", "", Map.of()),
            new Comparison.Bootstrap(2_000, 1, 0.95),
            List.of(model, model),
            List.of(held),
            Map.of(),
            Map.of(),
            Map.of()),
        "folder",
        new PrintWriter(out));
    return out.toString();
  }

  @Test
  void ranksBeyondTheGalleryAreSaid() {
    assertThat(printed(0.1, 0.2))
        .contains("R@5000: the gallery holds 4,785 samples, so that nothing more is found beyond");
  }

  @Test
  void queriesAreCountedFromTheSideThatTheVerdictNamesFirst() {
    assertThat(printed(-0.2, -0.1)).contains("Queries by AP: run 3808, run2 740, equal 237");
    assertThat(printed(0.1, 0.2)).contains("Queries by AP: run2 740, run 3808, equal 237");
    assertThat(printed(-0.1, 0.2)).contains("Queries by AP: run2 740, run 3808, equal 237");
  }
}
