package org.histloss.training;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.histloss.batch.Augmentation;
import org.histloss.config.Settings;
import org.histloss.config.SettingsReader;
import org.histloss.dataset.DatasetReader;
import org.nd4j.linalg.dataset.DataSet;

/**
 * {@code benchmarks/run spark}: the training job against bare DL4J loops on mini-batches that were
 * assembled beforehand, in turn in one process: what Spark, the driver and the input cost together.
 */
public final class SparkOverhead {
  private static final int PERIOD = 16;
  private static final int ROUNDS = 6;
  private static final int REPETITIONS = 5;

  private final SparkSession spark;
  private final String data;
  private final String scratch;
  private final int workers;

  private SparkOverhead(SparkSession spark, String data, String scratch, int workers) {
    this.spark = spark;
    this.data = data;
    this.scratch = scratch;
    this.workers = workers;
  }

  /**
   * Measures.
   *
   * @param arguments data set folder, scratch folder, workers
   */
  public static void main(String[] arguments) throws Exception {
    int workers = Integer.parseInt(arguments[2]);
    try (SparkSession spark = session(workers)) {
      new SparkOverhead(spark, arguments[0], arguments[1], workers).measure();
    }
  }

  static SparkSession session(int workers) {
    return SparkSession.builder()
        .master("local[" + workers + "]")
        .appName("overhead")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.broadcast.compress", "false")
        .config("spark.shuffle.compress", "false")
        .config("spark.driver.maxResultSize", "4g")
        .config("spark.task.maxDirectResultSize", "32m")
        .getOrCreate();
  }

  private Settings settings() {
    return SettingsReader.with(
        "training.workers=" + workers,
        "training.averaging-period=" + PERIOD,
        "training.steps=" + (ROUNDS + 1) * PERIOD * workers,
        "training.checkpoint-period=0");
  }

  private void measure() throws Exception {
    List<DataSet> batches = batches();
    double[] bare = new double[REPETITIONS];
    double[] job = new double[REPETITIONS];
    for (int i = 0; i < REPETITIONS; i++) {
      bare[i] = bare(batches);
      job[i] = job();
      System.out.printf(
          Locale.ROOT,
          "%d workers: bare %.1f ms, job %.1f ms a batch and worker%n",
          workers,
          bare[i],
          job[i]);
    }
    printWaiting();
    double ratio = median(job) / median(bare);
    if (workers == 1) {
      System.out.printf(
          Locale.ROOT, "RATIO spark:workers=1 %.3f (job over a bare loop, time a batch)%n", ratio);
    } else {
      System.out.printf(
          Locale.ROOT,
          "RATIO spark:workers=%d %.3f (throughput of the job over %d bare loops side by side)%n",
          workers,
          1 / ratio,
          workers);
    }
  }

  /** How long the last job's steps waited for their mini-batches. */
  private void printWaiting() {
    List<RoundMetrics> rounds =
        new RunFolder(scratch, spark.sessionState().newHadoopConf()).metrics();
    System.out.printf(
        Locale.ROOT,
        "%d workers: mini-batches waited for %d ms, assembled beside the steps in %d ms, steps %d"
            + " ms%n",
        workers,
        rounds.stream().mapToLong(RoundMetrics::waitMillis).sum(),
        rounds.stream().mapToLong(RoundMetrics::assembleMillis).sum(),
        rounds.stream().mapToLong(RoundMetrics::stepMillis).sum());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private List<DataSet> batches() {
    DatasetReader reader = DatasetReader.open(spark, new Path(data));
    Settings settings = settings();
    RunPlan plan = RunPlan.of(settings, reader);
    var shape = reader.manifest().shape();
    Segment.Source source =
        new Segment.Source(
            reader.samples(RunPlan.SPLIT),
            shape,
            new Augmentation(settings.augment(), shape, 1),
            plan.stream(),
            false);
    List<DataSet> batches = new ArrayList<>();
    Stretch one = new Stretch(plan.rounds(), 1, PERIOD);
    try (Segment segment = source.segment(one, 0)) {
      segment.batches().collect().forEach(batches::add);
    }
    return batches;
  }

  /** Milliseconds a batch, each worker's loop on a thread of its own. */
  private double bare(List<DataSet> batches) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    CountDownLatch ready = new CountDownLatch(workers);
    List<CompletableFuture<Double>> loops = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      List<DataSet> own = batches.subList(worker * PERIOD, (worker + 1) * PERIOD);
      loops.add(CompletableFuture.supplyAsync(() -> loop(own, ready), threads));
    }
    double slowest = loops.stream().mapToDouble(CompletableFuture::join).max().orElseThrow();
    threads.shutdown();
    return slowest;
  }

  private double loop(List<DataSet> batches, CountDownLatch ready) {
    RunPlan plan = RunPlan.of(settings(), DatasetReader.open(spark, new Path(data)));
    ComputationGraph graph = new ComputationGraph(plan.network());
    graph.init();
    batches.forEach(graph::fit);
    ready.countDown();
    try {
      ready.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    long start = System.nanoTime();
    for (int round = 0; round < ROUNDS; round++) {
      batches.forEach(graph::fit);
    }
    return (System.nanoTime() - start) / 1e6 / (ROUNDS * PERIOD);
  }

  /** Milliseconds a batch from the first round's end to the last's. */
  private double job() {
    List<Long> ends = new ArrayList<>();
    OutputStream clock =
        new OutputStream() {
          @Override
          public void write(int b) {}

          @Override
          public void write(byte[] bytes, int from, int length) {}

          @Override
          public void flush() {
            ends.add(System.nanoTime());
          }
        };
    Progress progress = new Progress(new PrintStream(clock), true);
    TrainJob.Request request =
        new TrainJob.Request(data, scratch, settings(), true, TrainJob.Resume.NEVER);
    new TrainJob(spark, request, progress).run();
    long first = ends.get(0);
    long last = ends.get(ends.size() - 1);
    return (last - first) / 1e6 / (ROUNDS * PERIOD);
  }
}
