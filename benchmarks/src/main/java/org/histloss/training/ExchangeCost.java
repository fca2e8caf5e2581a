package org.histloss.training;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.histloss.config.Settings;
import org.histloss.config.SettingsReader;
import org.histloss.dataset.DatasetReader;

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
      budget(spark, arguments[0], settings);
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

  /** What a round costs the driver by its own reckoning, before anything runs. */
  private static void budget(SparkSession spark, String data, Settings settings) {
    RunPlan plan = RunPlan.of(settings, DatasetReader.open(spark, new Path(data)));
    ComputationGraph network = new ComputationGraph(plan.network());
    network.init();
    long state = ReplicaState.of(network).bytes();
    RoundBudget budget = new RoundBudget(plan.rounds(), state, settings.loss().bins(), false);
    System.out.printf(
        Locale.ROOT,
        "%.1f million parameters, %d MB with Adam's state; reckoned: %d MB of results a round"
            + " (spark.driver.maxResultSize), %d MB of the driver's heap%n",
        network.numParams() / 1e6,
        state >> 20,
        budget.resultBytes() >> 20,
        budget.heapBytes() >> 20);
  }

  private static void print(List<RoundMetrics> rounds) {
    System.out.println(
        "| round | checkpoint before | broadcast | open, a worker | steps, a worker | collect |"
            + " job in all | average | seconds |");
    System.out.println("|---|---|---|---|---|---|---|---|---|");
    for (RoundMetrics round : rounds) {
      int workers = round.weights().size();
      System.out.printf(
          Locale.ROOT,
          "| %d | %d ms | %.0f ms | %d ms | %d ms | %d ms | %.0f ms | %.0f ms | %.1f |%n",
          round.round(),
          round.checkpointMillis(),
          round.broadcastMillis(),
          round.openMillis() / workers,
          round.stepMillis() / workers,
          round.collectMillis(),
          round.jobMillis(),
          round.averageMillis(),
          round.seconds());
    }
  }
}
