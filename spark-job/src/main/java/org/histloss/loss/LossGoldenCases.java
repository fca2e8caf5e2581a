package org.histloss.loss;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The Histogram Loss against numbers from an independent implementation, in double and in float.
 *
 * <p>The built-in file and its generator lie beside each other among this program's resources.
 */
public final class LossGoldenCases {
  private static final String BUILT_IN = "/org/histloss/vectors/histogram-loss.json";

  private final JsonNode file;

  private LossGoldenCases(JsonNode file) {
    this.file = file;
  }

  /**
   * One comparison.
   *
   * @param name case, number type and quantity
   * @param deviation largest absolute difference from the golden numbers
   * @param tolerance the largest that is allowed
   */
  public record Check(String name, double deviation, double tolerance) {
    /** Whether the numbers agree. */
    public boolean passed() {
      return deviation <= tolerance;
    }
  }

  /** The cases that come with this program. */
  public static LossGoldenCases builtIn() {
    try (InputStream in = LossGoldenCases.class.getResourceAsStream(BUILT_IN)) {
      return new LossGoldenCases(new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new IllegalStateException(BUILT_IN + " can't be read: " + e.getMessage(), e);
    }
  }

  /**
   * Cases from another file of the same format.
   *
   * @throws IllegalArgumentException when the file can't be read or holds no cases
   */
  public static LossGoldenCases in(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      JsonNode tree = new ObjectMapper().readTree(in);
      if (!tree.path("cases").isArray() || tree.path("cases").isEmpty()) {
        throw new IllegalArgumentException(file + " holds no loss cases");
      }
      return new LossGoldenCases(tree);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " can't be read: " + e.getMessage(), e);
    }
  }

  /** Runs every case in both number types. */
  public List<Check> run() {
    List<Check> checks = new ArrayList<>();
    for (DataType type : List.of(DataType.DOUBLE, DataType.FLOAT)) {
      for (JsonNode each : file.get("cases")) {
        checks.addAll(new GoldenCase(each, type).checks());
      }
      if (file.has("sharded")) {
        checks.addAll(new GoldenShards(file.get("sharded"), type).checks());
      }
    }
    return checks;
  }

  static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asDouble();
    }
    return values;
  }

  static double[][] matrix(JsonNode array) {
    double[][] rows = new double[array.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = doubles(array.get(i));
    }
    return rows;
  }

  static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asInt();
    }
    return values;
  }

  /** The largest |a − b|; NaN counts as infinitely far. */
  static double distance(double[] a, double[] b) {
    double largest = a.length == b.length ? 0.0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < Math.min(a.length, b.length); i++) {
      double difference = Math.abs(a[i] - b[i]);
      largest = Math.max(largest, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
    }
    return largest;
  }

  static double tolerance(DataType type, double width, int nodes, boolean gradient) {
    if (type == DataType.FLOAT) {
      return 1e-6 * nodes;
    }
    return gradient ? Math.max(1e-12, 2e-13 / width) : 1e-12;
  }
}
