package org.histloss.evaluation.retrieval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Evaluation;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Compares the evaluator with the golden retrieval cases, in DOUBLE and in FLOAT, so that a machine
 * can be checked as the tests check the code.
 *
 * <p>The format is described in the README beside the files: {@code
 * retrieval-market-{query,gallery}.csv} and {@code retrieval-sop.csv} with an {@code
 * -expected.json} each.
 */
public final class RetrievalGoldenCases {
  /** Where the built-in files lie on the class path. */
  private static final String BUILT_IN = "/org/histloss/vectors/";

  private static final double DOUBLE_TOLERANCE = 1e-9;
  private static final double FLOAT_TOLERANCE = 1e-6;

  /**
   * One number compared.
   *
   * @param name case, protocol, type and number, such as {@code retrieval-market cross-camera FLOAT
   *     mAP}
   * @param expected the golden value
   * @param actual what this machine finds
   * @param tolerance largest difference allowed
   */
  public record Check(String name, double expected, double actual, double tolerance) {
    /** Whether the numbers agree; NaN never does. */
    public boolean passed() {
      return Math.abs(expected - actual) <= tolerance;
    }
  }

  private interface Source {
    InputStream open(String name) throws IOException;
  }

  private final Source files;

  private RetrievalGoldenCases(Source files) {
    this.files = files;
  }

  /** The cases that come with the application. */
  public static RetrievalGoldenCases builtIn() {
    return new RetrievalGoldenCases(
        name -> {
          InputStream stream = RetrievalGoldenCases.class.getResourceAsStream(BUILT_IN + name);
          if (stream == null) {
            throw new FileNotFoundException("class path resource " + BUILT_IN + name);
          }
          return stream;
        });
  }

  /** Cases of the same format from a local directory. */
  public static RetrievalGoldenCases in(Path directory) {
    return new RetrievalGoldenCases(name -> Files.newInputStream(directory.resolve(name)));
  }

  /**
   * Evaluates all cases.
   *
   * @return every number compared, passed or not
   * @throws JobException exit code 21 when a file is missing or malformed
   */
  public List<Check> run() {
    try {
      List<Check> checks = new ArrayList<>();
      for (DataType type : List.of(DataType.DOUBLE, DataType.FLOAT)) {
        market(type, checks);
        onlineProducts(type, checks);
      }
      return List.copyOf(checks);
    } catch (FileNotFoundException | NoSuchFileException e) {
      throw new JobException(ExitCode.BAD_DATA, "golden file " + e.getMessage() + " is missing", e);
    } catch (IOException e) {
      throw new JobException(ExitCode.BAD_DATA, "golden file can't be read: " + e.getMessage(), e);
    }
  }

  private void market(DataType type, List<Check> checks) throws IOException {
    GoldenItems rows = new GoldenItems();
    rows.addMarket("retrieval-market-query.csv", open("retrieval-market-query.csv"), Role.QUERY);
    rows.addMarket(
        "retrieval-market-gallery.csv", open("retrieval-market-gallery.csv"), Role.GALLERY);
    RetrievalProtocol protocol = new RetrievalProtocol.CrossCamera();
    Evaluation found = new RetrievalEvaluator(protocol).evaluate(rows.items(type));
    JsonNode expected = expected("retrieval-market-expected.json");
    Recorder recorder = recorder("retrieval-market", protocol, type, checks);
    recorder.exact("valid", expected.path("valid"), found.metrics().evaluated());
    recorder.near("mAP", expected.path("mAP"), found.metrics().meanAveragePrecision());
    recorder.near(
        "mAP_trapezoid",
        expected.path("mAP_trapezoid"),
        found.metrics().mean(Measure.TRAPEZOID_AVERAGE_PRECISION));
    recorder.near(
        "mINP", expected.path("mINP"), found.metrics().mean(Measure.INVERSE_NEGATIVE_PENALTY));
    JsonNode cmc = filled(expected, "cmc");
    for (int k = 1; k <= cmc.size(); k++) {
      recorder.near("cmc@" + k, cmc.get(k - 1), found.metrics().recallAt(k));
    }
    perQuery(filled(expected, "per_query"), found.outcomes(), recorder);
  }

  private static void perQuery(JsonNode expected, List<QueryOutcome> outcomes, Recorder recorder) {
    List<QueryOutcome> evaluated = outcomes.stream().filter(QueryOutcome::evaluated).toList();
    recorder.exact("per_query length", expected.size(), evaluated.size());
    for (int i = 0; i < Math.min(expected.size(), evaluated.size()); i++) {
      String name = "query " + evaluated.get(i).ordinal();
      JsonNode query = expected.get(i);
      recorder.exact(name + " first", query.path("first"), evaluated.get(i).first());
      recorder.exact(name + " relevant", query.path("relevant"), evaluated.get(i).ranks().length);
      recorder.near(name + " AP", query.path("ap"), evaluated.get(i).averagePrecision());
    }
  }

  private void onlineProducts(DataType type, List<Check> checks) throws IOException {
    GoldenItems rows = new GoldenItems();
    rows.addLabelled("retrieval-sop.csv", open("retrieval-sop.csv"));
    RetrievalProtocol protocol = new RetrievalProtocol.LeaveOneOut();
    Evaluation found = new RetrievalEvaluator(protocol).evaluate(rows.items(type));
    JsonNode expected = expected("retrieval-sop-expected.json");
    Recorder recorder = recorder("retrieval-sop", protocol, type, checks);
    recorder.exact("n", expected.path("n"), found.metrics().queries());
    recorder.exact("valid", expected.path("valid"), found.metrics().evaluated());
    filled(expected, "recall")
        .fields()
        .forEachRemaining(
            entry ->
                recorder.near(
                    "recall@" + entry.getKey(),
                    entry.getValue(),
                    found.metrics().recallAt(Integer.parseInt(entry.getKey()))));
  }

  private static Recorder recorder(
      String name, RetrievalProtocol protocol, DataType type, List<Check> checks) {
    return new Recorder("%s %s %s".formatted(name, protocol.name(), type), tolerance(type), checks);
  }

  private JsonNode expected(String name) throws IOException {
    try (InputStream json = open(name)) {
      return new ObjectMapper().readTree(json).path("expected");
    }
  }

  private static JsonNode filled(JsonNode expected, String field) {
    JsonNode node = expected.path(field);
    if (node.isEmpty()) {
      throw JobException.badData("golden file has no expected %s", field);
    }
    return node;
  }

  private InputStream open(String name) throws IOException {
    return files.open(name);
  }

  private static double tolerance(DataType type) {
    return type == DataType.DOUBLE ? DOUBLE_TOLERANCE : FLOAT_TOLERANCE;
  }

  /** Adds checks of one case; a number that the golden file lacks is NaN and so fails. */
  private record Recorder(String name, double tolerance, List<Check> checks) {
    void near(String number, JsonNode expected, double actual) {
      checks.add(new Check(name + " " + number, expected.asDouble(Double.NaN), actual, tolerance));
    }

    void exact(String number, JsonNode expected, double actual) {
      exact(number, expected.asDouble(Double.NaN), actual);
    }

    void exact(String number, double expected, double actual) {
      checks.add(new Check(name + " " + number, expected, actual, 0));
    }
  }
}
