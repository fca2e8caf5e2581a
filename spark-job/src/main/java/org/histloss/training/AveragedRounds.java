package org.histloss.training;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.histloss.config.Settings;
import org.histloss.config.Settings.HistogramScope;
import org.histloss.config.Settings.UpdaterState;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Rounds of local steps that end with the average of the replicas; the scopes {@code batch} and
 * {@code pooled}. A round is one Spark job over its own slice of the segment.
 */
final class AveragedRounds implements Rounds {
  private final Settings settings;
  private final Broadcast<String> network;
  private final ReplicaAverage average;
  private final OuterStep outer;
  private final UpdaterState updaterState;

  /**
   * Rounds of one run.
   *
   * @param network the configuration as JSON
   * @param batchNorm where batch norm keeps its statistics
   */
  AveragedRounds(Settings settings, Broadcast<String> network, BatchNormSlots batchNorm) {
    this.settings = settings;
    this.network = network;
    Settings.Averaging averaging = settings.training().averaging();
    this.average =
        new ReplicaAverage(
            batchNorm, averaging.averageBy(), averaging.updaterState() == UpdaterState.AVERAGE);
    this.outer = new OuterStep(averaging, batchNorm);
    this.updaterState = averaging.updaterState();
  }

  @Override
  public int partitions(RoundPlan plan) {
    return plan.workers();
  }

  @Override
  public RoundOutcome run(
      JavaSparkContext spark,
      JavaRDD<DataSet> segment,
      int firstPartition,
      RoundPlan plan,
      long round,
      RunState state) {
    Stopwatch watch = new Stopwatch();
    JavaRDD<DataSet> slice =
        new Slice(firstPartition, firstPartition + plan.workers()).of(segment.rdd()).toJavaRDD();
    RoundStart start = broadcast(spark, plan, state);
    long broadcast = watch.lapNanos();
    spark.setJobDescription(TaskTimes.DESCRIPTION + (round + 1) + "/" + plan.rounds());
    boolean restart = updaterState == UpdaterState.RESET;
    StepClock clock = new StepClock(plan, restart, settings.training().seed());
    try {
      Replicas replicas = replicas(slice, new LocalSteps(start, clock), plan, state);
      RoundResult.stopOnFailure(replicas.results());
      final long job = watch.lapNanos();
      RunState next = next(replicas, state);
      RoundOutcome.Times times = new RoundOutcome.Times(broadcast, job, watch.lapNanos());
      return new RoundOutcome(round, plan, replicas.results(), next, times);
    } finally {
      spark.setJobDescription(null);
      start.destroy();
    }
  }

  private RoundStart broadcast(JavaSparkContext spark, RoundPlan plan, RunState state) {
    boolean keep = updaterState == UpdaterState.KEEP;
    boolean pooled = settings.training().averaging().histogramScope() == HistogramScope.POOLED;
    ReplicaState replica = state.replica();
    ReplicaState sent = keep ? new ReplicaState(replica.parameters(), new float[0]) : replica;
    List<Broadcast<float[]>> kept =
        IntStream.range(0, keep ? plan.workers() : 0)
            .mapToObj(worker -> spark.broadcast(state.updaterOf(worker)))
            .toList();
    RoundStart.Common common =
        new RoundStart.Common(sent, pooled ? state.pool() : null, state.nodes());
    return new RoundStart(network, spark.broadcast(common), kept);
  }

  private Replicas replicas(
      JavaRDD<DataSet> slice, LocalSteps steps, RoundPlan plan, RunState state) {
    JavaRDD<RoundResult> round = slice.mapPartitionsWithIndex(steps, true);
    boolean spread =
        updaterState != UpdaterState.KEEP
            && RoundBudget.spreads(plan.workers(), state.replica().bytes());
    return spread
        ? SpreadReplicas.of(round, average, state.replica(), plan.workers())
        : Replicas.Gathered.of(round, average);
  }

  private RunState next(Replicas replicas, RunState before) {
    Replicas.Mean mean = replicas.average();
    ReplicaState replica = mean.replica();
    OuterStep.Moved moved =
        outer.from(before.replica().parameters(), replica.parameters(), before.velocity());
    List<RoundResult> results = replicas.results();
    return new RunState(
        new ReplicaState(moved.parameters(), replica.updater()),
        moved.velocity(),
        updaterState == UpdaterState.KEEP ? kept(results, before) : List.of(),
        RoundHistograms.pool(settings, results, before.pool()),
        RoundHistograms.nodes(settings.loss(), results, before.nodes()),
        mean.divergence());
  }

  /** Each worker's updater state; a worker without a batch still has that of the round before. */
  private static List<float[]> kept(List<RoundResult> results, RunState before) {
    return results.stream()
        .map(r -> r.state() == null ? before.updaterOf(r.worker()) : r.state().updater())
        .toList();
  }
}
