package org.histloss.training;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.Settings;
import org.histloss.config.SettingsReader;

/**
 * {@code benchmarks/run spark}, second part: what a round costs besides its steps with a network of
 * 25 million parameters and Adam, whose state is twice as large again.
 */
public final class ExchangeCost {
  private ExchangeCost() {}

  /**
   * Measures.
   *
   * @param arguments data set folder, scratch folder, workers
   */
  public static void main(String[] arguments) {
    int workers = Integer.parseInt(arguments[2]);
    try (SparkSession spark = SparkOverhead.session(workers)) {
      Settings settings =
          SettingsReader.with(
              "network.name=mlp",
              "network.hidden=[4096, 2900]",
              "batch.identities=8",
              "training.workers=" + workers,
              "training.averaging-period=2",
              "training.steps=" + 2 * workers * 6,
              "training.checkpoint-period=3");
      TrainJob.Request request =
          new TrainJob.Request(arguments[0], arguments[1], settings, true, TrainJob.Resume.NEVER);
      Progress silent = new Progress(new PrintStream(OutputStream.nullOutputStream()), false);
      new TrainJob(spark, request, silent).run();
      print(new RunFolder(arguments[1], spark.sessionState().newHadoopConf()).metrics());
    }
    Runtime runtime = Runtime.getRuntime();
    System.out.printf(
        Locale.ROOT,
        "driver and executors in one process: heap in use %d MB of %d MB%n",
        (runtime.totalMemory() - runtime.freeMemory()) >> 20,
        runtime.maxMemory() >> 20);
  }

  private static void print(List<RoundMetrics> rounds) {
    System.out.println("| round | s | broadcast | job | open | steps | average | ms |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    for (RoundMetrics round : rounds) {
      System.out.printf(
          Locale.ROOT,
          "| %d | %.2f | %.0f | %.0f | %d | %d | %.0f | |%n",
          round.round(),
          round.seconds(),
          round.broadcastMillis(),
          round.jobMillis(),
          round.openMillis(),
          round.stepMillis(),
          round.averageMillis());
    }
  }
}
