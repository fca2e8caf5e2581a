package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.histloss.report.Scores.Detail.OverDraws;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every key of the files of figures is named in docs/evaluation.md. */
class DocumentedFiguresTest {
  /** Keys are documented so deep; what a list holds counts as the list. */
  private static final int DEPTH = 4;

  /** Their keys are names from data or settings. */
  private static final Set<String> OPEN =
      Set.of("rules", "settings", "versions", "timings", "rejects", "notes", "measures", "scores");

  /** The course of a training is no figure of an evaluation: its parts are named, no more. */
  private static final Set<String> CLOSED =
      Set.of("rounds", "batches", "health", "phases", "splits");

  private static String report;
  private static String comparison;

  @TempDir private Path folder;

  @BeforeAll
  static void readDocument() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "evaluation.md"));
    int first = page.indexOf("## Figures of report.json");
    int second = page.indexOf("## Figures of comparison.json");
    report = page.substring(first, second);
    // What the two files share is explained once.
    comparison = page.substring(second);
  }

  @Test
  void everyFigureOfAReportIsNamed() throws IOException {
    ReportData full = SampleReports.full(1);
    Set<String> keys = keys(new ObjectMapper().readTree(ReportJson.write(full)));
    Scores.Detail drawn =
        new Scores.Detail(
            null, 3, null, null, 0, null, new OverDraws(2, 1, full.test().cmc(), 0.1), 4L);
    keys.addAll(keys(new ObjectMapper().valueToTree(drawn)));

    assertThat(keys)
        .contains("findings", "roc", "reachable", "zeroEmbeddings", "mAPDeviation", "optimistic")
        .hasSizeGreaterThan(60)
        .isSubsetOf(named(report));
  }

  @Test
  void everyFigureOfAComparisonIsNamed() throws IOException {
    new ReportWriter(new Configuration())
        .write(
            SampleComparisons.full(2),
            "sample_id\n".getBytes(StandardCharsets.UTF_8),
            new org.apache.hadoop.fs.Path(folder.toString(), "c"),
            false);
    Set<String> keys =
        keys(new ObjectMapper().readTree(folder.resolve("c/comparison.json").toFile()));

    assertThat(keys).contains("bootstrap", "held", "firstRank", "ties").hasSizeGreaterThan(35);
    assertThat(keys.stream().filter(key -> !named(report).contains(key)))
        .isSubsetOf(named(comparison));
    // What only comparisons hold stands in their own part.
    assertThat(named(comparison))
        .contains("data", "bootstrap", "models", "held", "zeroEmbeddings", "ties", "scores");
  }

  /** The columns of the two tables are asserted where the tables are written. */
  @Test
  void theColumnsOfTheTablesAreNamed() {
    assertThat(named(report))
        .contains("query_sample_id", "rank", "gallery_sample_id", "similarity", "relevant");
    assertThat(named(comparison)).contains("sample_id", "identity", "ap:NAME", "first_rank:NAME");
  }

  private static Set<String> named(String text) {
    return Pattern.compile("`([^`\n]+)`")
        .matcher(text)
        .results()
        .flatMap(code -> Arrays.stream(code.group(1).split("\\.")))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> keys(JsonNode tree) {
    Set<String> keys = new TreeSet<>();
    collect(tree, 1, keys);
    return keys;
  }

  private static void collect(JsonNode node, int depth, Set<String> keys) {
    if (node.isArray()) {
      node.forEach(item -> collect(item, depth, keys));
    } else if (depth <= DEPTH) {
      node.fields()
          .forEachRemaining(
              field -> {
                keys.add(field.getKey());
                if (!OPEN.contains(field.getKey()) && !CLOSED.contains(field.getKey())) {
                  collect(field.getValue(), depth + 1, keys);
                }
              });
    }
  }
}
