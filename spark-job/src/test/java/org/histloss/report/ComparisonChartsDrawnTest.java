package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.histloss.report.Seen.DIFFERENT;
import static org.histloss.report.Seen.SAME;
import static org.histloss.report.Seen.area;
import static org.histloss.report.Seen.assertDrawn;
import static org.histloss.report.Seen.line;
import static org.histloss.report.Seen.lines;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every chart of a comparison shows its data, on the page and as a file. The legend has the colours
 * of all series even where none is drawn, so what counts is what is seen in the plot.
 */
class ComparisonChartsDrawnTest {
  /** The first model's hills, and the other's lines where they aren't the same. */
  private static final List<Seen> TWO_MODELS =
      List.of(
          line("same identity", SAME),
          line("different", DIFFERENT),
          area("area of same identity", SAME, 48, 2),
          area("area of different", DIFFERENT, 48, 2),
          lines("same identity of both", SAME, 2, 6),
          lines("different of both", DIFFERENT, 2, 3));

  @TempDir private Path folder;

  @Test
  void everyChartAndFileOfAComparison() throws IOException {
    new ReportWriter(new Configuration())
        .write(
            SampleComparisons.full(3),
            "sample_id\n".getBytes(StandardCharsets.UTF_8),
            new org.apache.hadoop.fs.Path(folder.toString(), "c"),
            false);

    String page = Files.readString(folder.resolve("c/comparison.html"));
    assertDrawn(page, Map.of("A and B", TWO_MODELS, "A and C", TWO_MODELS));
    for (String name : List.of("distributions.png", "distributions-2.png")) {
      byte[] file = Files.readAllBytes(folder.resolve("c").resolve(name));
      assertThat(Seen.missing(TWO_MODELS, file, Palette.LIGHT)).as(name).isEmpty();
    }
  }
}
