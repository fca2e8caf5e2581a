package org.histloss.training;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.histloss.config.Settings;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Rounds after which batch norm's running statistics are computed anew wherever somebody looks at
 * the parameters: before an evaluation and at the run's end. Training itself never reads them.
 */
final class RefreshedRounds implements Rounds {
  private final Rounds rounds;
  private final Settings settings;
  private final Broadcast<String> network;
  private final BatchNormSlots batchNorm;

  RefreshedRounds(
      Rounds rounds, Settings settings, Broadcast<String> network, BatchNormSlots batchNorm) {
    this.rounds = rounds;
    this.settings = settings;
    this.network = network;
    this.batchNorm = batchNorm;
  }

  @Override
  public int partitions(RoundPlan plan) {
    return rounds.partitions(plan);
  }

  @Override
  public RoundOutcome run(
      JavaSparkContext spark,
      JavaRDD<DataSet> segment,
      int firstPartition,
      RoundPlan plan,
      long round,
      RunState state) {
    RoundOutcome outcome = rounds.run(spark, segment, firstPartition, plan, round, state);
    int period = settings.training().periods().evaluationPeriod();
    boolean looked = period > 0 && (round + 1) % period == 0;
    if (!looked && plan.endBatch(round) < plan.batches()) {
      return outcome;
    }
    Stopwatch watch = new Stopwatch();
    int end = Math.min(firstPartition + partitions(plan), segment.getNumPartitions());
    Slice slice = new Slice(firstPartition, end);
    RunState refreshed =
        refreshed(spark, slice.of(segment.rdd()).toJavaRDD(), plan, outcome.state());
    RoundOutcome.Times more = new RoundOutcome.Times(0, watch.lapNanos(), 0);
    return new RoundOutcome(round, plan, outcome.results(), refreshed, outcome.times().plus(more));
  }

  private RunState refreshed(
      JavaSparkContext spark, JavaRDD<DataSet> slice, RoundPlan plan, RunState state) {
    ReplicaState sent = new ReplicaState(state.replica().parameters(), new float[0]);
    RoundStart start =
        new RoundStart(
            network, spark.broadcast(new RoundStart.Common(sent, null, state.nodes())), List.of());
    spark.setJobDescription("batch-norm statistics");
    try {
      StepClock clock = new StepClock(plan, false, settings.training().seed());
      float[] parameters =
          FreshStatistics.replace(
              slice, new FreshStatistics(start, clock), batchNorm, sent.parameters());
      return state.withReplica(new ReplicaState(parameters, state.replica().updater()));
    } finally {
      spark.setJobDescription(null);
      start.destroy();
    }
  }
}
