package org.histloss.evaluation.embedding;

import static org.apache.spark.sql.functions.col;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.histloss.config.Settings;
import org.histloss.config.SettingsReader;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.DatasetReader;
import org.histloss.dataset.SamplePixels;
import org.histloss.dataset.SampleSchema;
import org.histloss.network.EmbeddingModel;
import org.histloss.network.EmbeddingModel.Description;
import org.histloss.network.Networks;
import org.histloss.network.Preprocessing;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code benchmarks/run evaluation}: embedding prepared pictures through Spark, from its files to
 * rows on the driver, against the network's forward passes alone on mini-batches that were decoded
 * beforehand, in turn in one process and with as many threads as there are task slots.
 */
public final class EmbeddingRate {
  /** What an evaluation embeds; its ordinals have gaps where identities of other splits lie. */
  private static final List<String> SPLITS = List.of("test");

  /** Runs of both sides before any is measured, as the JVM compiles while it runs. */
  private static final int WARM_UP = 2;

  private final SparkSession spark;
  private final DatasetReader data;
  private final Settings settings;
  private final int slots;

  private EmbeddingRate(SparkSession spark, String data, int slots, List<String> settings) {
    this.spark = spark;
    this.data = DatasetReader.open(spark, new Path(data));
    this.settings = SettingsReader.with(settings.toArray(String[]::new));
    this.slots = slots;
  }

  /**
   * Measures.
   *
   * @param arguments data set folder, task slots, repetitions, how often the data set's files are
   *     read in one run, then settings such as {@code evaluation.embed-batch=128}
   */
  public static void main(String[] arguments) {
    int slots = Integer.parseInt(arguments[1]);
    List<String> settings = List.of(arguments).subList(4, arguments.length);
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[" + slots + "]")
            .appName("embedding rate")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.broadcast.compress", "false")
            .config("spark.shuffle.compress", "false")
            .config("spark.task.maxDirectResultSize", "32m")
            .getOrCreate()) {
      new EmbeddingRate(spark, arguments[0], slots, settings)
          .measure(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
    }
  }

  private void measure(int repetitions, int copies) {
    Description network = network();
    ModelEmbedding model = ModelEmbedding.of(EmbeddingModel.untrained(network));
    Dataset<Row> samples = samples(copies);
    long[] ordinals = ordinals(samples);
    List<INDArray> batches = batches(samples);
    double[] bare = new double[repetitions];
    double[] embedder = new double[repetitions];
    for (int i = 0; i < WARM_UP; i++) {
      bare(network, batches);
      embedder(samples, model, ordinals);
    }
    for (int i = 0; i < repetitions; i++) {
      long begin = processorNanos();
      bare[i] = ordinals.length / bare(network, batches);
      long between = processorNanos();
      embedder[i] = ordinals.length / embedder(samples, model, ordinals);
      System.out.printf(
          Locale.ROOT,
          "%d pictures, %d slots: bare %.0f, embedder %.0f a second; processor time %.0f and %.0f"
              + " µs a picture%n",
          ordinals.length,
          slots,
          bare[i],
          embedder[i],
          (between - begin) / 1e3 / ordinals.length,
          (processorNanos() - between) / 1e3 / ordinals.length);
    }
    System.out.printf(
        Locale.ROOT,
        "RATIO embedding:%s:batch=%d:slots=%d %.3f (embedder's rate over the bare forward rate)%n",
        data.manifest().shape(),
        settings.evaluation().embedBatch(),
        slots,
        median(embedder) / median(bare));
  }

  private Description network() {
    SampleShape shape = data.manifest().shape();
    return new Description(
        shape,
        settings.network().embeddingDimension(),
        "network",
        Networks.configure(settings, shape, 1000).toJson(),
        1);
  }

  /** The samples so often, each time with ordinals of their own: a small data set made larger. */
  private Dataset<Row> samples(int copies) {
    long count = data.samples(List.of("train", "val", "test")).count();
    return IntStream.range(0, copies)
        .mapToObj(
            copy ->
                data.samples(SPLITS)
                    .withColumn(SampleSchema.ORDINAL, col(SampleSchema.ORDINAL).plus(copy * count)))
        .reduce(Dataset::union)
        .orElseThrow();
  }

  private static long processorNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static long[] ordinals(Dataset<Row> samples) {
    return samples
        .select(SampleSchema.ORDINAL)
        .orderBy(SampleSchema.ORDINAL)
        .collectAsList()
        .stream()
        .mapToLong(row -> row.getLong(0))
        .toArray();
  }

  /** The embedder's mini-batches, decoded and preprocessed. */
  private List<INDArray> batches(Dataset<Row> samples) {
    SampleShape shape = data.manifest().shape();
    int size = settings.evaluation().embedBatch();
    List<INDArray> batches = new ArrayList<>();
    List<float[]> members = new ArrayList<>();
    for (Row row :
        samples
            .select(SampleSchema.ORDINAL, SampleSchema.IMAGE)
            .orderBy(SampleSchema.ORDINAL)
            .collectAsList()) {
      if (members.size() == size) {
        batches.add(Preprocessing.batch(members.toArray(float[][]::new), shape));
        members.clear();
      }
      members.add(SamplePixels.decode(row.getAs(1), shape, "sample"));
    }
    batches.add(Preprocessing.batch(members.toArray(float[][]::new), shape));
    return batches;
  }

  /** Seconds for all rows on the driver; files are read, pictures decoded. */
  private double embedder(Dataset<Row> samples, ModelEmbedding model, long[] ordinals) {
    Embedder embedder = new Embedder(data.manifest().shape(), settings.evaluation().embedBatch());
    long start = System.nanoTime();
    embedder.collect(samples, "model", model, ordinals).close();
    return (System.nanoTime() - start) / 1e9;
  }

  /** Seconds for all forward passes, each thread with a network of its own, built beforehand. */
  private double bare(Description network, List<INDArray> batches) {
    ExecutorService threads = Executors.newFixedThreadPool(slots);
    CountDownLatch ready = new CountDownLatch(slots);
    List<CompletableFuture<long[]>> loops =
        IntStream.range(0, slots)
            .mapToObj(
                slot ->
                    CompletableFuture.supplyAsync(
                        () -> loop(network, batches, slot, ready), threads))
            .toList();
    List<long[]> spans = loops.stream().map(CompletableFuture::join).toList();
    threads.shutdown();
    long start = spans.stream().mapToLong(span -> span[0]).min().orElseThrow();
    long end = spans.stream().mapToLong(span -> span[1]).max().orElseThrow();
    return (end - start) / 1e9;
  }

  /** When a thread's share of the forward passes began and ended. */
  private long[] loop(Description network, List<INDArray> batches, int slot, CountDownLatch ready) {
    ComputationGraph graph =
        new ComputationGraph(ComputationGraphConfiguration.fromJson(network.networkJson()));
    graph.init();
    graph.outputSingle(batches.get(0));
    ready.countDown();
    try {
      ready.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    long start = System.nanoTime();
    for (int b = slot; b < batches.size(); b += slots) {
      graph.outputSingle(batches.get(b));
    }
    return new long[] {start, System.nanoTime()};
  }
}
