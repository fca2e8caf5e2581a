package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.histloss.report.ReportData;
import org.histloss.report.ReportData.Protocol;
import org.histloss.report.ReportWriter;
import org.histloss.report.Scores;
import org.histloss.report.Scores.Detail.OverDraws;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Several reports of one protocol, as of several train/test splits. */
class PooledReportsTest {
  private static final Protocol DRAWN =
      new Protocol("single-shot", null, Map.of("draws", "100", "seed", "1"));

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  private String write(String name, Protocol protocol, String split, Scores scores) {
    ReportData data =
        ReportData.builder(name, protocol)
            .split(split)
            .recallAt(List.of(1, 2))
            .test(scores)
            .build();
    String at = folder.resolve(name).toString();
    new ReportWriter(new Configuration()).write(data, new org.apache.hadoop.fs.Path(at), false);
    return at;
  }

  private static Scores scores(double first, double second, double precision, OverDraws draws) {
    Scores.Detail detail = new Scores.Detail(null, 3, null, null, 0, null, draws, null);
    return new Scores(first, 1, 1, precision, 3, 0L, 3, List.of(first, second, 1.0), detail);
  }

  private int report(String... arguments) {
    CommandLine line = Histloss.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    List<String> all = new ArrayList<>(List.of("report"));
    all.addAll(List.of(arguments));
    return line.execute(all.toArray(String[]::new));
  }

  @Test
  void meanAndSpreadAreThoseWorkedOutByHand() {
    String a =
        write(
            "a",
            DRAWN,
            "test",
            scores(0.5, 0.8, 0.6, new OverDraws(100, 0, List.of(0.03, 0.01, 0.0), 0.02)));
    String b =
        write(
            "b",
            DRAWN,
            "test",
            scores(0.7, 0.8, 0.7, new OverDraws(100, 2, List.of(0.04, 0.02, 0.0), 0.03)));
    String c = write("c", DRAWN, "test", scores(0.6, 0.9, 0.8, new OverDraws(100, 0, null, null)));

    assertThat(report("--pool", a, b, c)).as(err.toString()).isZero();

    // Means 60, 83.33 and 70; deviations √((100 + 100)/2), √((2 · 11.11 + 44.44)/2), √((100 +
    // 100)/2).
    assertThat(out.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("protocol: single-shot"),
            line -> assertThat(line).isEqualTo("split: test; reports: 3"),
            line -> assertThat(line).containsPattern("R@1 +R@2 +mAP$"),
            line ->
                assertThat(line).containsPattern("a +50.00 ± 3.00 +80.00 ± 1.00 +60.00 ± 2.00$"),
            line ->
                assertThat(line).containsPattern("b +70.00 ± 4.00 +80.00 ± 2.00 +70.00 ± 3.00$"),
            line -> assertThat(line).containsPattern("c +60.00 +90.00 +80.00$"),
            line ->
                assertThat(line)
                    .containsPattern("^mean of 3 +60.00 ± 10.00 +83.33 ± 5.77 +70.00 ± 10.00$"),
            line -> assertThat(line).contains("standard deviation over the reports"));
  }

  @Test
  void otherRanksMayBeAskedFor() {
    String a = write("a", DRAWN, "test", scores(0.5, 0.8, 0.6, null));
    String b = write("b", DRAWN, "test", scores(0.7, 0.8, 0.7, null));

    assertThat(report("--pool", a, b, "--set=evaluation.recall-at=[3,4]"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).contains("R@3").containsPattern("mean of 2 +100.00 ± 0.00");
    for (String folder : List.of(a, b)) {
      assertThat(out.toString()).contains(folder + ": R@4: the gallery holds 3 samples, so that ");
    }
  }

  /** Reports of before name no queries, and word ties otherwise; the rule is the same. */
  @Test
  void reportsOfAnOlderVersionBelongTogetherWithNewerOnes() {
    Scores scores = scores(0.5, 0.8, 0.6, null);
    Map<String, String> then = Map.of("draws", "100", "ties", "smaller ordinal first");
    Map<String, String> now = Map.of("draws", "100", "queries", "one each", "ties", "by identity");
    String a = write("a", new Protocol("single-shot", null, then), "test", scores);
    String b = write("b", new Protocol("single-shot", null, now), "test", scores);

    assertThat(report("--pool", a, b)).as(err.toString()).isZero();
  }

  @Test
  void whatDoesNotBelongTogetherIsRefused() {
    Scores scores = scores(0.5, 0.8, 0.6, null);
    String a = write("a", DRAWN, "test", scores);
    String other = write("b", new Protocol("cross-camera", null, null), "test", scores);
    String fewer =
        write(
            "c",
            new Protocol("single-shot", null, Map.of("draws", "50", "seed", "1")),
            "test",
            scores);
    String validation = write("d", DRAWN, "val", scores);
    String empty = write("e", DRAWN, "test", null);

    assertThat(report("--pool", a, other)).isEqualTo(20);
    assertThat(report("--pool", a, fewer)).isEqualTo(20);
    assertThat(report("--pool", a, validation)).isEqualTo(20);
    assertThat(report("--pool", a, empty)).isEqualTo(21);
    assertThat(report("--pool", a)).isEqualTo(20);
    assertThat(report("--pool", a, a + "/")).isEqualTo(20);
    String again = a.replaceFirst("/([^/]+)$", "/../" + folder.getFileName() + "/$1");
    assertThat(report("--pool", a, again)).isEqualTo(20);
    assertThat(report(a, fewer)).isEqualTo(20);

    assertThat(err.toString().lines())
        .containsExactly(
            other + ": protocol = cross-camera: must be that of " + a + " (single-shot)",
            fewer + ": protocol.draws = 50: must be that of " + a + " (100)",
            validation + ": split = val: must be that of " + a + " (test)",
            empty + ": holds no scores of a model",
            "--pool: must be given at least two reports",
            "--pool: " + a + "/ is given twice",
            "--pool: " + again + " is given twice",
            "2 reports are given: must be one, or several with --pool");
    assertThat(out.toString()).isEmpty();
  }
}
