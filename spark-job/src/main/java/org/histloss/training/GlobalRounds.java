package org.histloss.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.histloss.config.LossSettings;
import org.histloss.config.Settings;
import org.histloss.dataset.JobException;
import org.histloss.loss.SimilarityHistogram;
import org.histloss.training.GlobalPasses.Counted;
import org.histloss.training.GlobalPasses.Part;
import org.histloss.training.GlobalPasses.Rows;
import org.histloss.training.GlobalPasses.Told;
import org.histloss.training.RoundOutcome.Times;
import org.histloss.training.RoundResult.Failure;
import org.histloss.training.RoundResult.Timings;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Rounds of the scope {@code global}: every step is one step on the mini-batches of all workers,
 * exactly. Counts are added up over the workers, gradients too (they carry the number of all pairs
 * already, so they are no average), both in fixed order; the driver lets the updater take the step.
 */
final class GlobalRounds implements Rounds {
  private final Broadcast<String> network;
  private final BatchNormSlots batchNorm;
  private final boolean across;
  private final long seed;
  private final LossSettings loss;
  private final ComputationGraph driver;

  /**
   * Rounds of one run.
   *
   * @param network the configuration as JSON
   * @param batchNorm where batch norm keeps its statistics
   */
  GlobalRounds(Settings settings, Broadcast<String> network, BatchNormSlots batchNorm) {
    this.network = network;
    this.batchNorm = batchNorm;
    this.across = settings.training().averaging().pairs() == Settings.Pairs.ALL;
    this.seed = settings.training().seed();
    this.loss = settings.loss();
    this.driver = new ComputationGraph(ComputationGraphConfiguration.fromJson(network.value()));
    this.driver.init();
    this.driver.initGradientsView();
  }

  @Override
  public int partitions(RoundPlan plan) {
    return Math.toIntExact(plan.batchesPerRound());
  }

  @Override
  public RoundOutcome run(
      JavaSparkContext spark,
      JavaRDD<DataSet> segment,
      int firstPartition,
      RoundPlan plan,
      long round,
      RunState state) {
    state.replica().put(driver);
    List<List<Part>> steps = new ArrayList<>();
    Times times = new Times(0, 0, 0);
    int count = plan.batchesOf(round, 0);
    try {
      for (int step = 0; step < count; step++) {
        spark.setJobDescription(
            TaskTimes.DESCRIPTION
                + (round + 1)
                + "/"
                + plan.rounds()
                + ", step "
                + (step + 1)
                + "/"
                + count);
        int first = firstPartition + step * plan.workers();
        Slice slice = new Slice(first, first + plan.workers());
        Step one = new Step(spark, slice.of(segment.rdd()).toJavaRDD(), plan, state.nodes());
        steps.add(one.take(plan.clock(round) + step));
        times = times.plus(one.times);
      }
    } finally {
      spark.setJobDescription(null);
    }
    List<RoundResult> results = results(plan.workers(), steps);
    int[] nodes = RoundHistograms.nodes(loss, results, state.nodes());
    RunState next =
        new RunState(ReplicaState.of(driver), new float[0], List.of(), null, nodes, 0.0);
    return new RoundOutcome(round, plan, results, next, times);
  }

  /** One worker's parts of all steps as the result of a round. */
  private static List<RoundResult> results(int workers, List<List<Part>> steps) {
    List<RoundResult> results = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      int index = worker;
      List<Part> parts =
          steps.stream().flatMap(List::stream).filter(part -> part.worker() == index).toList();
      results.add(
          new RoundResult(
              worker,
              null,
              parts.stream().map(Part::batch).toList(),
              parts.stream().mapToLong(Part::samples).sum(),
              timings(parts),
              parts.isEmpty() ? null : parts.get(0).backend(),
              null));
    }
    return results;
  }

  private static Timings timings(List<Part> parts) {
    return new Timings(
        parts.stream().mapToLong(part -> part.timings().assemble()).sum(),
        parts.stream().mapToLong(part -> part.timings().waiting()).sum(),
        parts.stream().mapToLong(part -> part.timings().open()).sum());
  }

  /** One common step. */
  private final class Step {
    private final JavaSparkContext spark;
    private final JavaRDD<DataSet> batches;
    private final RoundPlan plan;
    private final int[] nodes;
    private Times times;

    Step(JavaSparkContext spark, JavaRDD<DataSet> batches, RoundPlan plan, int[] nodes) {
      this.spark = spark;
      this.batches = batches;
      this.plan = plan;
      this.nodes = nodes;
    }

    List<Part> take(long step) {
      Stopwatch watch = new Stopwatch();
      ReplicaState sent = new ReplicaState(ReplicaState.of(driver).parameters(), new float[0]);
      RoundStart start =
          new RoundStart(
              network, spark.broadcast(new RoundStart.Common(sent, null, nodes)), List.of());
      final long broadcast = watch.lapNanos();
      List<Part> parts;
      try {
        Broadcast<Told> told = spark.broadcast(told(start));
        GlobalPasses.Second second = new GlobalPasses.Second(start, clock(), told);
        parts =
            batches.mapPartitionsWithIndex(second, true).collect().stream()
                .sorted(Comparator.comparingInt(Part::worker))
                .toList();
        told.destroy();
      } finally {
        start.destroy();
      }
      final long job = watch.lapNanos();
      int samples = parts.stream().mapToInt(Part::samples).sum();
      CommonStep.apply(driver, sum(parts, sent.parameters()), step, samples);
      times = new Times(broadcast, job, watch.lapNanos());
      return parts;
    }

    private StepClock clock() {
      return new StepClock(plan, false, seed);
    }

    private Told told(RoundStart start) {
      List<Counted> counted =
          counted(
              batches.mapPartitionsWithIndex(new GlobalPasses.First(start, clock(), across), true));
      if (!across) {
        return new Told(combined(counted), null);
      }
      Rows rows = rows(counted, plan.workers());
      Broadcast<Rows> sent = spark.broadcast(rows);
      JavaRDD<Counted> shares =
          batches.mapPartitionsWithIndex(new GlobalPasses.Between(start, sent), true);
      Told told = new Told(combined(counted(shares)), rows);
      sent.destroy();
      return told;
    }
  }

  private static List<Counted> counted(JavaRDD<Counted> pass) {
    List<Counted> counted =
        pass.collect().stream().sorted(Comparator.comparingInt(Counted::worker)).toList();
    for (Counted each : counted) {
      Failure failure = each.failure();
      if (failure != null) {
        throw new JobException(failure.exitCode(), failure.message());
      }
    }
    return counted;
  }

  private static SimilarityHistogram combined(List<Counted> counted) {
    SimilarityHistogram sum = new SimilarityHistogram(counted.get(0).counts().nodes());
    counted.forEach(each -> sum.combine(each.counts()));
    return sum;
  }

  /** Rows one worker after the other; an identity's code is its place of first appearance. */
  private static Rows rows(List<Counted> counted, int workers) {
    Map<String, Integer> codes = new HashMap<>();
    List<Integer> codeOf = new ArrayList<>();
    int[] from = new int[workers + 1];
    int length = counted.stream().mapToInt(each -> each.rows().length).sum();
    float[] values = new float[length];
    int at = 0;
    for (Counted each : counted) {
      System.arraycopy(each.rows(), 0, values, at, each.rows().length);
      at += each.rows().length;
      for (String identity : each.identities()) {
        codeOf.add(codes.computeIfAbsent(identity, unknown -> codes.size()));
      }
      java.util.Arrays.fill(from, each.worker() + 1, workers + 1, codeOf.size());
    }
    return new Rows(values, codeOf.stream().mapToInt(code -> code).toArray(), from);
  }

  /**
   * The sum of the workers' gradients; batch-norm statistics become the average of what each
   * worker's mini-batch makes of them, once.
   */
  private float[] sum(List<Part> parts, float[] parameters) {
    double[] gradient =
        WorkerTree.sum(parts.size(), i -> WorkerTree.scaled(parts.get(i).gradient(), 1.0));
    double[] statistics =
        WorkerTree.sum(
            parts.size(),
            i -> {
              double[] after = WorkerTree.scaled(parts.get(i).gradient(), -1.0);
              for (int p = 0; p < after.length; p++) {
                after[p] += parameters[p];
              }
              batchNorm.toSecondMoment(after);
              return after;
            });
    batchNorm.replace(gradient, parameters, statistics, parts.size());
    return WorkerTree.divided(gradient, 1.0);
  }
}
