package org.histloss.training;

import static java.util.Comparator.comparingDouble;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.Settings.AverageBy;
import org.histloss.training.RoundResult.BatchResult;
import org.histloss.training.RoundResult.Timings;

/**
 * {@code benchmarks/run scaling}: rounds of up to 64 workers whose steps are waited for instead of
 * computed. Spark, the broadcast, the results and the average are the real ones with real arrays;
 * only the network between machines is missing. A cost model is fitted to a few workers and held
 * against many.
 */
public final class ScalingSimulation {
  private static final int ROUNDS = 7;
  private static final int STEPS_MILLIS = 400;
  private static final double JITTER = 0.05;

  private final JavaSparkContext spark;
  private final ReplicaAverage arithmetic =
      new ReplicaAverage(new BatchNormSlots(List.of()), AverageBy.BATCHES, true);

  private ScalingSimulation(JavaSparkContext spark) {
    this.spark = spark;
  }

  /**
   * A measured size.
   *
   * @param megabytes of parameters and updater
   * @param overhead milliseconds of a round beyond its longest worker
   */
  private record Point(int workers, int megabytes, double overhead) {
    double[] terms() {
      return new double[] {1, workers, megabytes, (double) workers * megabytes};
    }

    double predicted(double[] model) {
      double[] terms = terms();
      return IntStream.range(0, terms.length).mapToDouble(i -> terms[i] * model[i]).sum();
    }
  }

  /** Measures, fits and predicts. */
  public static void main(String[] arguments) {
    try (SparkSession session = SparkOverhead.session(64)) {
      ScalingSimulation simulation =
          new ScalingSimulation(JavaSparkContext.fromSparkContext(session.sparkContext()));
      simulation.point(2, 1);
      List<Point> few = new ArrayList<>();
      for (int workers : new int[] {1, 2, 4, 8}) {
        for (int megabytes : new int[] {1, 9, 35}) {
          few.add(simulation.point(workers, megabytes));
        }
      }
      double[] model = fit(few);
      System.out.printf(
          Locale.ROOT,
          "overhead of a round = %.1f ms + %.2f ms × W + %.2f ms × MB + %.2f ms × W × MB%n",
          model[0],
          model[1],
          model[2],
          model[3]);
      System.out.println("| workers | MB a replica | measured ms | model ms |");
      System.out.println("|---|---|---|---|");
      few.forEach(point -> print(point, model));
      for (int workers : new int[] {16, 32, 64}) {
        print(simulation.point(workers, 1), model);
        print(simulation.point(workers, 9), model);
      }
      ClusterForecast.print(model);
    }
  }

  /** Relative least squares; a term whose coefficient would be negative is left out. */
  private static double[] fit(List<Point> points) {
    List<Integer> used = new ArrayList<>(List.of(0, 1, 2, 3));
    while (true) {
      OLSMultipleLinearRegression regression = new OLSMultipleLinearRegression();
      regression.setNoIntercept(true);
      regression.newSampleData(
          points.stream().mapToDouble(point -> 1.0).toArray(),
          points.stream().map(point -> row(point, used)).toArray(double[][]::new));
      double[] found = regression.estimateRegressionParameters();
      int least =
          IntStream.range(0, found.length).boxed().min(comparingDouble(i -> found[i])).get();
      if (found[least] >= 0) {
        double[] model = new double[4];
        IntStream.range(0, found.length).forEach(i -> model[used.get(i)] = found[i]);
        return model;
      }
      used.remove(least);
    }
  }

  private static double[] row(Point point, List<Integer> used) {
    double[] terms = point.terms();
    return used.stream().mapToDouble(i -> terms[i] / point.overhead()).toArray();
  }

  private static void print(Point point, double[] model) {
    System.out.printf(
        Locale.ROOT,
        "| %d | %d | %.0f | %s |%n",
        point.workers(),
        point.megabytes(),
        point.overhead(),
        RoundBudget.spreads(point.workers(), (long) point.megabytes() << 20)
            ? "averaged on the executors"
            : String.format(Locale.ROOT, "%.0f", point.predicted(model)));
  }

  /** The median round of this size. */
  private Point point(int workers, int megabytes) {
    int parameters = megabytes * (1 << 20) / Float.BYTES / 3;
    ReplicaState state = new ReplicaState(new float[parameters], new float[2 * parameters]);
    double[] overheads = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      Stopwatch watch = new Stopwatch();
      Broadcast<ReplicaState> start = spark.broadcast(state);
      JavaRDD<RoundResult> results =
          spark
              .parallelize(IntStream.range(0, workers).boxed().toList(), workers)
              .mapPartitions(new Waiting(start, round));
      Replicas replicas =
          RoundBudget.spreads(workers, state.bytes())
              ? SpreadReplicas.of(results, arithmetic, state, workers)
              : Replicas.Gathered.of(results, arithmetic);
      state = replicas.average().replica();
      long longest = replicas.results().stream().mapToLong(RoundResult::stepMillis).max().orElse(0);
      overheads[round] = watch.lapNanos() / 1e6 - longest;
      start.destroy();
    }
    java.util.Arrays.sort(overheads);
    return new Point(workers, megabytes, overheads[ROUNDS / 2]);
  }

  /**
   * A worker that waits for its steps' time and brings back a replica.
   *
   * @param start the broadcast replica
   * @param round seed of the steps' spread
   */
  private record Waiting(Broadcast<ReplicaState> start, int round)
      implements org.apache.spark.api.java.function.FlatMapFunction<
          Iterator<Integer>, RoundResult> {
    @Override
    public Iterator<RoundResult> call(Iterator<Integer> workers) throws InterruptedException {
      int worker = workers.next();
      ReplicaState given = start.value();
      double spread = 1 + JITTER * new SplittableRandom(31L * round + worker).nextDouble(-1, 1);
      long millis = Math.round(STEPS_MILLIS * spread);
      Thread.sleep(millis);
      ReplicaState copy = new ReplicaState(given.parameters().clone(), given.updater().clone());
      List<BatchResult> steps = List.of(new BatchResult(0, null, millis));
      return List.of(new RoundResult(worker, copy, steps, 1, new Timings(0, 0, 0), null, null))
          .iterator();
    }
  }
}
