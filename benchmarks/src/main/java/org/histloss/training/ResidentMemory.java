package org.histloss.training;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.histloss.config.Settings;
import org.histloss.config.SettingsReader;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.network.NetworkMemory;
import org.histloss.network.Networks;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@code benchmarks/run memory}: what a training takes outside the heap beside what is reckoned
 * beforehand, and whether a long one keeps growing. To be started with all of its heap touched, so
 * that what the process grows by lies beside it.
 */
public final class ResidentMemory {
  private static final int STEPS = 40;
  private static final int EARLY = 300;
  private static final int LATE = 2_300;
  private static final int PERIOD = 10;

  private ResidentMemory() {}

  /**
   * Measures one network, or a long training.
   *
   * @param arguments {@code network} side batch settings…, or {@code steady} data folder, scratch
   *     folder
   */
  public static void main(String[] arguments) {
    if (arguments[0].equals("steady")) {
      steady(arguments[1], arguments[2]);
      return;
    }
    int side = Integer.parseInt(arguments[1]);
    int batch = Integer.parseInt(arguments[2]);
    network(side, batch, List.of(arguments).subList(3, arguments.length));
  }

  private static void network(int side, int batch, List<String> pairs) {
    final long before = residentAfterLoading();
    SampleShape shape = new SampleShape(3, side, side, 0);
    Settings settings = SettingsReader.with(pairs.toArray(String[]::new));
    ComputationGraph graph = new ComputationGraph(Networks.configure(settings, shape, STEPS));
    graph.init();
    INDArray pictures = Nd4j.rand(batch, 3, side, side);
    int[] codes = new Random(1).ints(batch, 0, batch / 4).toArray();
    DataSet samples = new DataSet(pictures, Nd4j.createFromArray(codes).reshape(batch, 1));
    long most = 0;
    for (int step = 0; step < STEPS; step++) {
      graph.fit(samples);
      most = Math.max(most, resident() - before);
    }
    long reckoned = NetworkMemory.trainingBytes(graph.getConfiguration(), shape, batch);
    System.out.printf(
        Locale.ROOT,
        "| %d×%d, batch %d%s | %.1f | %d | %d |%n",
        side,
        side,
        batch,
        pairs.isEmpty() ? "" : ", " + String.join(", ", pairs),
        graph.numParams() / 1e6,
        most >> 20,
        reckoned >> 20);
  }

  private static long residentAfterLoading() {
    Nd4j.create(10).addi(1);
    return resident();
  }

  private static long resident() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void steady(String data, String scratch) {
    List<Long> sizes = new ArrayList<>();
    OutputStream atEachRound =
        new OutputStream() {
          @Override
          public void write(int b) {}

          @Override
          public void write(byte[] bytes, int from, int length) {}

          @Override
          public void flush() {
            sizes.add(resident());
          }
        };
    Settings settings =
        SettingsReader.with(
            "batch.identities=8",
            "network.channels=[16,32,64,64]",
            "training.workers=1",
            "training.averaging-period=" + PERIOD,
            "training.steps=" + LATE,
            "data.segment-partitions=40");
    try (SparkSession spark = SparkOverhead.session(1)) {
      TrainJob.Request request =
          new TrainJob.Request(data, scratch, settings, true, TrainJob.Resume.NEVER);
      new TrainJob(spark, request, new Progress(new PrintStream(atEachRound), true)).run();
    }
    for (int step = EARLY; step <= LATE; step += 250) {
      System.out.printf("step %d: %d MB%n", step, sizes.get(step / PERIOD - 1) >> 20);
    }
    double early = sizes.get(EARLY / PERIOD - 1);
    double late = sizes.get(sizes.size() - 1);
    System.out.printf(
        Locale.ROOT,
        "resident after %d steps %.0f MB, after %d steps %.0f MB%n",
        EARLY,
        early / (1 << 20),
        LATE,
        late / (1 << 20));
    System.out.printf(
        Locale.ROOT,
        "RATIO memory:steps=300..2300 %.3f (resident late over early)%n",
        late / early);
  }
}
