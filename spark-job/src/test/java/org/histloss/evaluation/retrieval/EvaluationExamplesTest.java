package org.histloss.evaluation.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Evaluation;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Neighbour;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import org.histloss.evaluation.retrieval.RetrievalProtocol.SingleShot;
import org.histloss.evaluation.retrieval.draws.SingleShotDraws;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The worked examples of docs/evaluation.md, computed. */
class EvaluationExamplesTest {
  private static final int LEFT = 0;
  private static final int RIGHT = 1;
  private static final List<String> IDENTITIES = List.of("bee", "elk", "fox", "none", "owl");

  private static String page;

  @BeforeAll
  static void read() throws IOException {
    page = Files.readString(Path.of("..", "docs", "evaluation.md"));
  }

  /** The tables of one example, each row by its column names. */
  private static List<List<Map<String, String>>> tables(String example) {
    int from = page.indexOf("<!-- example " + example + " -->");
    assertThat(from).as("example " + example).isNotNegative();
    List<List<Map<String, String>>> tables = new ArrayList<>();
    List<String> head = null;
    for (String line : page.substring(from, page.indexOf("<!-- end -->", from)).lines().toList()) {
      if (!line.startsWith("|")) {
        head = null;
      } else if (head == null) {
        head = cells(line);
        tables.add(new ArrayList<>());
      } else if (!line.startsWith("|---")) {
        Map<String, String> row = new LinkedHashMap<>();
        List<String> cells = cells(line);
        assertThat(cells).as(line).hasSameSizeAs(head);
        for (int i = 0; i < cells.size(); i++) {
          row.put(head.get(i), cells.get(i));
        }
        tables.get(tables.size() - 1).add(row);
      }
    }
    return tables;
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|"))
        .map(String::trim)
        .toList();
  }

  private static String fourDigits(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static void assertFigures(List<Map<String, String>> table, Map<String, Double> computed) {
    Map<String, String> stated = new LinkedHashMap<>();
    table.forEach(row -> stated.put(row.get("Figure"), row.get("Value")));
    Map<String, String> expected = new LinkedHashMap<>();
    computed.forEach((name, value) -> expected.put(name, fourDigits(value)));
    assertThat(stated).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"leave-one-out", "cross-camera"})
  void theRankingOfOneQueryIsAsWritten(String name) {
    List<List<Map<String, String>>> tables = tables(name);
    assertThat(tables).hasSize(2);
    List<Map<String, String>> samples = tables.get(0);
    assertThat(samples).hasSize(10);
    // The query's embedding is 1: another's number is its similarity.
    ItemsBuilder builder = new ItemsBuilder();
    for (Map<String, String> sample : samples) {
      builder.at(
          number(sample),
          IDENTITIES.indexOf(sample.get("Identity")),
          sample.get("Camera").equals("left") ? LEFT : RIGHT,
          Role.of(sample.get("Role")),
          Double.parseDouble(sample.get("Similarity")));
    }
    RetrievalProtocol protocol = RetrievalProtocol.of(name.equals("cross-camera"));
    assertThat(protocol.name()).isEqualTo(name);
    RetrievalEvaluator evaluator = new RetrievalEvaluator(protocol);
    RetrievalItems items = builder.items();

    // Rows lie by number, from 1; the query is the one that is like itself.
    int query = number(samples.get(0)) - 1;
    List<Neighbour> ranking = evaluator.neighbours(items, new int[] {query}, samples.size()).get(0);
    for (Map<String, String> sample : samples) {
      assertThat(sample).containsAllEntriesOf(place(ranking, number(sample) - 1));
      assertThat(sample.get("Counts as").startsWith("left out"))
          .isEqualTo(sample.get("Place").equals("–"));
    }
    assertFigures(tables.get(1), figures(evaluator.evaluate(items)));
  }

  private static int number(Map<String, String> sample) {
    return Integer.parseInt(sample.get("Sample").substring(1));
  }

  /** Place and verdict of a row; of a row that isn't ranked, only that it has no place. */
  private static Map<String, String> place(List<Neighbour> ranking, int row) {
    for (int place = 1; place <= ranking.size(); place++) {
      Neighbour found = ranking.get(place - 1);
      if (found.row() == row) {
        return Map.of(
            "Place", Integer.toString(place), "Counts as", found.relevant() ? "right" : "wrong");
      }
    }
    return Map.of("Place", "–");
  }

  private static Map<String, Double> figures(Evaluation evaluation) {
    RetrievalMetrics.Result metrics = evaluation.metrics();
    assertThat(metrics.queries()).isEqualTo(1);
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("Recall@1", metrics.recallAt(1));
    figures.put("Recall@5", metrics.recallAt(5));
    figures.put("AP", metrics.meanAveragePrecision());
    figures.put("AP by trapezoids", metrics.mean(Measure.TRAPEZOID_AVERAGE_PRECISION));
    figures.put("mINP", metrics.mean(Measure.INVERSE_NEGATIVE_PENALTY));
    figures.put("R-precision", metrics.mean(Measure.PRECISION_AT_R));
    figures.put("MAP@R", metrics.mean(Measure.AVERAGE_PRECISION_AT_R));
    figures.put("AP, ties at best", metrics.ties().optimistic().get(Measure.AVERAGE_PRECISION));
    figures.put("AP, ties at worst", metrics.ties().pessimistic().get(Measure.AVERAGE_PRECISION));
    return figures;
  }

  /**
   * Probes first, with their similarities to the gallery, whose embeddings are the unit vectors.
   */
  private static RetrievalItems drawable(List<Map<String, String>> probes) {
    List<String> names = List.copyOf(probes.get(0).keySet());
    List<String> gallery = names.subList(2, names.size());
    ItemsBuilder builder = new ItemsBuilder();
    for (Map<String, String> probe : probes) {
      builder.add(
          IDENTITIES.indexOf(probe.get("Identity")),
          LEFT,
          Role.BOTH,
          gallery.stream().mapToDouble(name -> Double.parseDouble(probe.get(name))).toArray());
    }
    for (int i = 0; i < gallery.size(); i++) {
      double[] unit = new double[gallery.size()];
      unit[i] = 1;
      builder.add(IDENTITIES.indexOf(gallery.get(i).substring(4, 7)), RIGHT, Role.BOTH, unit);
    }
    return builder.items();
  }

  @Test
  void theDrawsAreAsWritten() {
    List<List<Map<String, String>>> tables = tables("single-shot");
    assertThat(tables).hasSize(3);
    RetrievalItems items = drawable(tables.get(0));
    int galleryFrom = tables.get(0).size();
    RetrievalEvaluator evaluator = new RetrievalEvaluator(new RetrievalProtocol.LeaveOneOut());
    IntFunction<Role> others = row -> row == 2 || row == 3 ? Role.QUERY : Role.JUNK;
    double[] recall = new double[4];
    double[] precision = new double[4];
    assertThat(tables.get(1)).hasSize(4).doesNotHaveDuplicates();
    for (int draw = 0; draw < 4; draw++) {
      Map<String, String> written = tables.get(1).get(draw);
      Role[] roles = IntStream.range(0, items.size()).mapToObj(others).toArray(Role[]::new);
      roles[Integer.parseInt(written.get("Fox by").substring(1)) - 1] = Role.QUERY;
      roles[galleryFrom] = Role.GALLERY;
      roles[galleryFrom + Integer.parseInt(written.get("Owl by").substring(1)) - 1] = Role.GALLERY;
      roles[galleryFrom + 3] = Role.GALLERY;
      Evaluation found = evaluator.evaluate(items.withRoles(roles));
      for (QueryOutcome outcome : found.outcomes()) {
        assertThat(written)
            .containsEntry(
                "Place of " + IDENTITIES.get(items.identity(outcome.row())),
                Integer.toString(outcome.first() + 1));
      }
      recall[draw] = found.metrics().recallAt(1);
      precision[draw] = found.metrics().meanAveragePrecision();
      assertThat(written)
          .containsEntry("Recall@1", fourDigits(recall[draw]))
          .containsEntry("mAP", fourDigits(precision[draw]));
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("Recall@1", mean(recall));
    figures.put("Recall@2", 1.0);
    figures.put("mAP", mean(precision));
    figures.put("Standard deviation of Recall@1", deviation(recall));
    figures.put("Standard deviation of mAP", deviation(precision));
    assertFigures(tables.get(2), figures);
    assertThatManyDrawsComeNear(items, figures);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  /** Of equally likely values: divisor n. */
  private static double deviation(double[] values) {
    double mean = mean(values);
    return Math.sqrt(mean(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).toArray()));
  }

  private static void assertThatManyDrawsComeNear(
      RetrievalItems items, Map<String, Double> figures) {
    int n = 1_000;
    RetrievalEvaluator evaluator = new RetrievalEvaluator(new RetrievalProtocol.LeaveOneOut());
    long[] keys = IntStream.range(0, items.size()).mapToLong(row -> 31L * row).toArray();
    SingleShotDraws.Result found =
        new SingleShotDraws(new SingleShot("left", "right", n, 1), items, keys, LEFT, RIGHT)
            .evaluate(roles -> evaluator.evaluate(items.withRoles(roles)));

    // Four standard errors.
    double error = 4 / Math.sqrt(n);
    assertThat(found.spread().leftOut()).isEqualTo(1);
    assertThat(found.metrics().recallAt(1))
        .isEqualTo(
            figures.get("Recall@1"), within(error * figures.get("Standard deviation of Recall@1")));
    assertThat(found.metrics().recallAt(2)).isEqualTo(figures.get("Recall@2"));
    assertThat(found.metrics().meanAveragePrecision())
        .isEqualTo(figures.get("mAP"), within(error * figures.get("Standard deviation of mAP")));
    assertThat(found.spread().recallAt(1))
        .isEqualTo(figures.get("Standard deviation of Recall@1"), within(0.01));
    assertThat(found.spread().averagePrecision())
        .isEqualTo(figures.get("Standard deviation of mAP"), within(0.005));
  }

  @Test
  void theGoldenFiguresAreAsWritten() {
    assertThat(page)
        .contains("mAP is " + golden("mAP") + " by the mean of precisions")
        .contains("and " + golden("mAP_trapezoid") + " by trapezoids");
  }

  private static String golden(String number) {
    return RetrievalGoldenCases.builtIn().run().stream()
        .filter(check -> check.name().equals("retrieval-market cross-camera DOUBLE " + number))
        .map(check -> fourDigits(check.actual()))
        .findFirst()
        .orElseThrow();
  }
}
