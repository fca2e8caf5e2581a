package org.histloss.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The golden case whose pairs are dealt to shards, each a Spark partition: counts travel to the
 * driver, tables back, gradients to the driver, all in double.
 */
class ShardedGoldenTest {
  private static SparkSession spark;
  private static JsonNode golden;

  @BeforeAll
  static void start() throws Exception {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("sharded golden case")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate();
    try (InputStream in =
        LossGoldenCases.class.getResourceAsStream("/org/histloss/vectors/histogram-loss.json")) {
      golden = new ObjectMapper().readTree(in).get("sharded");
    }
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** One pair of the case. */
  private record PlacedPair(int i, int j, int shard) implements Serializable {}

  /**
   * Unit rows and codes as plain numbers, which travel to the executors.
   *
   * @param x x̂ row by row
   */
  private record Rows(double[] x, int dimension, int[] codes) implements Serializable {
    double similarity(int i, int j) {
      double sum = 0.0;
      for (int c = 0; c < dimension; c++) {
        sum += x[i * dimension + c] * x[j * dimension + c];
      }
      return sum;
    }

    boolean match(int i, int j) {
      return codes[i] == codes[j];
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void counts_tables_and_gradients_through_spark_are_those_of_the_whole(int workers) {
    INDArray raw = Nd4j.create(LossGoldenCases.matrix(golden.get("x")));
    UnitRows unit = UnitRows.of(raw);
    int[] codes = LossGoldenCases.ints(golden.get("labels"));
    int dimension = Math.toIntExact(raw.size(1));
    Rows rows = new Rows(unit.unit().data().asDouble(), dimension, codes);
    Nodes nodes = new Nodes(golden.get("R").asInt() - 1);
    JavaRDD<PlacedPair> shards = shards(codes.length, workers);

    SimilarityHistogram counts = new SimilarityHistogram(nodes);
    shards.glom().map(pairs -> count(rows, nodes, pairs)).collect().forEach(counts::combine);
    PairTables tables = new HistogramLoss(nodes).tables(counts);
    double[] gradient = new double[rows.x().length];
    for (double[] part : shards.glom().map(pairs -> slopes(rows, tables, pairs)).collect()) {
      for (int k = 0; k < gradient.length; k++) {
        gradient[k] += part[k];
      }
    }

    assertThat(shards.getNumPartitions()).isEqualTo(workers);
    assertThat(counts.positive()).containsExactly(numbers("count_pos"), within(1e-12));
    assertThat(counts.negative()).containsExactly(numbers("count_neg"), within(1e-12));
    assertThat(counts.loss()).isCloseTo(golden.get("loss").asDouble(), within(1e-12));
    assertThat(gradient).containsExactly(matrix("grad_xhat"), within(1e-12));
    INDArray v = Nd4j.createFromArray(gradient).reshape('c', codes.length, dimension);
    assertThat(unit.backward(v).dup('c').data().asDouble())
        .containsExactly(matrix("grad_x"), within(1e-12));
  }

  /** Pairs in partitions by {@code pair_shard mod workers}. */
  private static JavaRDD<PlacedPair> shards(int rows, int workers) {
    int[] shardOf = LossGoldenCases.ints(golden.get("pair_shard"));
    List<List<PlacedPair>> shards =
        IntStream.range(0, workers).<List<PlacedPair>>mapToObj(w -> new ArrayList<>()).toList();
    int pair = 0;
    for (int i = 0; i < rows; i++) {
      for (int j = i + 1; j < rows; j++) {
        int shard = shardOf[pair++];
        shards.get(shard % workers).add(new PlacedPair(i, j, shard));
      }
    }
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(shards, workers)
        .flatMap(List::iterator);
  }

  private static SimilarityHistogram count(Rows rows, Nodes nodes, List<PlacedPair> pairs) {
    SimilarityHistogram counts = new SimilarityHistogram(nodes);
    pairs.forEach(p -> counts.accept(rows.similarity(p.i(), p.j()), rows.match(p.i(), p.j())));
    return counts;
  }

  /** A shard's part of dL/dx̂. */
  private static double[] slopes(Rows rows, PairTables tables, List<PlacedPair> pairs) {
    double[] gradient = new double[rows.x().length];
    int d = rows.dimension();
    for (PlacedPair p : pairs) {
      double slope = tables.slope(rows.similarity(p.i(), p.j()), rows.match(p.i(), p.j()));
      for (int c = 0; c < d; c++) {
        gradient[p.i() * d + c] += slope * rows.x()[p.j() * d + c];
        gradient[p.j() * d + c] += slope * rows.x()[p.i() * d + c];
      }
    }
    return gradient;
  }

  private static double[] numbers(String key) {
    return LossGoldenCases.doubles(golden.get(key));
  }

  private static double[] matrix(String key) {
    return Nd4j.create(LossGoldenCases.matrix(golden.get(key))).dup('c').data().asDouble();
  }
}
