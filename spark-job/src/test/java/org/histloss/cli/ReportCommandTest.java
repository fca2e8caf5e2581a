package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.histloss.report.ReportData;
import org.histloss.report.ReportData.Protocol;
import org.histloss.report.ReportWriter;
import org.histloss.report.Scores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Drawing a stored report with other ranks. */
class ReportCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  /** Recall@K is K %, up to K = 50 of 1,000. */
  @BeforeEach
  void evaluate() {
    List<Double> cmc = IntStream.rangeClosed(1, 50).mapToObj(k -> k / 100.0).toList();
    write(new Scores(0.01, 0.05, 0.1, 0.02, 900, 0L, 1000, cmc, null), List.of(1, 20));
  }

  private void write(Scores scores, List<Integer> ranks) {
    ReportData data =
        ReportData.builder("t", new Protocol("leave-one-out", null, null))
            .recallAt(ranks)
            .settings(Map.of("evaluation.split", "val", "loss.bins", "100"))
            .test(scores)
            .build();
    new ReportWriter(new Configuration())
        .write(data, new org.apache.hadoop.fs.Path(folder.toString()), true);
  }

  @Test
  void theRanksOfTheEvaluationStay() throws IOException {
    assertThat(report()).as(err.toString()).isZero();

    assertThat(out.toString())
        .startsWith("protocol: leave-one-out" + System.lineSeparator())
        .containsPattern("R@1 +R@20 +mAP")
        .containsPattern("1.0 % +20.0 %");
    assertThat(page()).contains("R@20").contains("50.0\u00a0% at K = 50");
  }

  @Test
  void otherRanksAreShownAndNotStored() throws IOException {
    String stored = Files.readString(folder.resolve("report.json"));

    assertThat(report("--set=evaluation.recall-at=[2,30]", "--set=evaluation.cmc-ranks=40"))
        .as(err.toString())
        .isZero();

    assertThat(out.toString()).containsPattern("2.0 % +30.0 %");
    assertThat(page()).contains("R@30").contains("40.0\u00a0% at K = 40").doesNotContain("R@20");
    assertThat(folder.resolve("report.json")).hasContent(stored);
  }

  @Test
  void ranksBeyondTheReportAreRefused() throws IOException {
    String before = page();

    assertThat(report("--set=evaluation.recall-at=[1,100]", "--set=evaluation.cmc-ranks=100"))
        .isEqualTo(20);
    assertThat(report("--set=evaluation.cmc-ranks=51")).isEqualTo(20);

    assertThat(err.toString().lines())
        .containsExactly(
            "evaluation.recall-at = 100: the report holds ranks up to 50; evaluate again for more",
            "evaluation.cmc-ranks = 51: the report holds ranks up to 50; evaluate again for more");
    assertThat(out.toString()).isEmpty();
    assertThat(page()).isEqualTo(before);
  }

  /** Also a default, where it is asked for by name. */
  @Test
  void settingsWithoutEffectAreRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("job.conf"), "loss.bins = 100");
    assertThat(report("--config=" + file, "--set=evaluation.split=val")).isZero();

    assertThat(report("--set=evaluation.split=test")).isEqualTo(20);
    assertThat(report("--set=report.queries=3")).isEqualTo(20);
    Files.writeString(file, "loss.bins = 50");
    assertThat(report("--config=" + file)).isEqualTo(20);
    assertThat(report("--config=" + file, "--pool")).isEqualTo(20);

    String only = "; only evaluation.recall-at and evaluation.cmc-ranks can be set here";
    String bins = "loss.bins = 50: has no effect on a report, which was made with 100" + only;
    assertThat(err.toString().lines())
        .containsExactly(
            "evaluation.split = test: has no effect on a report, which was made with val" + only,
            "report.queries = 3: has no effect on a report" + only,
            bins,
            bins);
  }

  @Test
  void beyondASmallGalleryNothingMoreIsFound() {
    write(
        new Scores(0.5, 0.7, 0.7, 0.4, 3, 0L, 3, List.of(0.5, 0.6, 0.7), null), List.of(1, 5, 10));

    assertThat(report("--set=evaluation.recall-at=[2,100]", "--set=evaluation.cmc-ranks=100"))
        .as(err.toString())
        .isZero();

    assertThat(out.toString())
        .containsPattern("60.0 % +70.0 % +40.0 %")
        .contains("R@100: the gallery holds 3 samples, so that nothing more is found");
  }

  private String page() throws IOException {
    return Files.readString(folder.resolve("report.html"));
  }

  private int report(String... options) {
    CommandLine line = Histloss.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    String[] arguments = new String[options.length + 2];
    arguments[0] = "report";
    arguments[1] = folder.toString();
    System.arraycopy(options, 0, arguments, 2, options.length);
    return line.execute(arguments);
  }
}
