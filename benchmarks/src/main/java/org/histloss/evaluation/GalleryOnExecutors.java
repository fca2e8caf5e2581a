package org.histloss.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.histloss.evaluation.embedding.EmbeddedBatch;
import org.histloss.evaluation.retrieval.RetrievalEvaluator;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Evaluation;
import org.histloss.evaluation.retrieval.RetrievalItems;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import org.histloss.evaluation.retrieval.RetrievalProtocol;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@code benchmarks/run evaluation}: 1,000 queries against a gallery of a million embeddings that
 * stay in Spark's partitions, in a process whose heap holds half of them.
 */
public final class GalleryOnExecutors {
  private static final int DIMENSION = 512;
  private static final int QUERIES = 1_000;
  private static final int GALLERY = 1_000_000;
  private static final int BATCH = 1_000;

  private GalleryOnExecutors() {}

  /** Measures, on as many slots as asked for. */
  public static void main(String[] arguments) throws IOException {
    SparkSession spark =
        SparkSession.builder()
            .master("local[" + arguments[0] + "]")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.local.dir", arguments[1])
            .getOrCreate();
    RetrievalItems facts = facts();
    try (ExecutorSamples samples =
        ExecutorSamples.of(
            embedded(spark), DIMENSION, facts, RetrievalEvaluator.partSize(DIMENSION))) {
      long start = System.nanoTime();
      samples.prepare();
      long prepared = System.nanoTime();
      Evaluation found =
          new RetrievalEvaluator(new RetrievalProtocol.LeaveOneOut()).evaluate(samples);
      print(found, (prepared - start) / 1e9, (System.nanoTime() - prepared) / 1e9);
    } finally {
      spark.stop();
    }
  }

  private static void print(Evaluation found, double made, double ranked) throws IOException {
    double gallery = (double) GALLERY * DIMENSION * Float.BYTES / (1 << 20);
    double peak = resident() / 1024.0;
    System.out.printf(
        Locale.ROOT,
        "%,d queries, gallery %,d on executors: made in %.1f s, ranked in %.1f s, R@1 %.4f (leave-one-out);"
            + " peak memory of the whole process %.0f MB, the gallery alone is %.0f MB%n",
        found.metrics().queries(),
        found.metrics().gallery(),
        made,
        ranked,
        found.metrics().recallAt(1),
        peak,
        gallery);
    System.out.printf(
        Locale.ROOT,
        "RATIO evaluation:million:D=512 %.3f (peak memory of the process over the gallery's size)%n",
        peak / gallery);
  }

  /** Each identity has ten samples; each 1,001st sample is a query, until there are a thousand. */
  private static RetrievalItems facts() {
    int size = QUERIES + GALLERY;
    Role[] roles = new Role[size];
    Arrays.setAll(roles, row -> query(row) ? Role.QUERY : Role.GALLERY);
    int[] cameras = new int[size];
    Arrays.fill(cameras, RetrievalItems.NO_CAMERA);
    return RetrievalItems.of(
        Nd4j.zeros(DataType.FLOAT, size, 1),
        LongStream.range(0, size).toArray(),
        IntStream.range(0, size).map(row -> row / 10).toArray(),
        cameras,
        roles);
  }

  private static boolean query(long ordinal) {
    return ordinal % 1_001 == 0 && ordinal / 1_001 < QUERIES;
  }

  /** Made where they stay; the same in any partition. */
  private static JavaRDD<EmbeddedBatch> embedded(SparkSession spark) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<Long> numbers = LongStream.range(0, (QUERIES + GALLERY) / BATCH).boxed().toList();
    return context.parallelize(numbers, 64).mapPartitions(GalleryOnExecutors::batches);
  }

  private static Iterator<EmbeddedBatch> batches(Iterator<Long> numbers) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return numbers.hasNext();
      }

      @Override
      public EmbeddedBatch next() {
        return batch(numbers.next());
      }
    };
  }

  private static EmbeddedBatch batch(long number) {
    long[] ordinals = LongStream.range(number * BATCH, (number + 1) * BATCH).toArray();
    float[][] rows = new float[BATCH][];
    Arrays.setAll(rows, i -> row(ordinals[i]));
    return new EmbeddedBatch(ordinals, rows);
  }

  /** A direction for each identity, and noise three times as long. */
  private static float[] row(long ordinal) {
    SplittableRandom centre = new SplittableRandom(ordinal / 10);
    SplittableRandom noise = new SplittableRandom(~ordinal);
    double[] values = new double[DIMENSION];
    double squares = 0;
    for (int i = 0; i < DIMENSION; i++) {
      values[i] = centre.nextDouble() - 0.5 + 3 * (noise.nextDouble() - 0.5);
      squares += values[i] * values[i];
    }
    float[] row = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      row[i] = (float) (values[i] / Math.sqrt(squares));
    }
    return row;
  }

  private static long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
