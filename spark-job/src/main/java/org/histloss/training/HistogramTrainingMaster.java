package org.histloss.training;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.training.RoundResult.Failure;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Parameter averaging on the DL4J Spark module that keeps every mini-batch whole.
 *
 * <p>DL4J's own master merges, cuts and drops mini-batches, averages without weights and differs
 * from run to run on a cluster. Here a whole mini-batch is one local step; a round is one Spark job
 * over its own slice of the segment's partitions; nothing is counted, merged, split or dropped; the
 * average is weighted and in fixed order. Called through {@code SparkComputationGraph.fit} with a
 * {@link Segment}'s batches, for one segment after the other.
 */
final class HistogramTrainingMaster extends ParameterAveragingTrainingMaster {
  private final transient RoundPlan plan;
  private final transient boolean resetUpdater;
  private final transient long seed;
  private final transient RoundNodes nodes;
  private final transient RoundListener listener;
  private transient long nextRound;
  private transient Broadcast<String> network;

  /**
   * A master for one run.
   *
   * @param plan of the run
   * @param resetUpdater whether local optimizers start anew each round
   * @param seed of the run
   * @param firstRound the round to begin with, 0 for a new run
   * @param nodes of the loss in the first round; they follow the rounds
   * @param listener hears of each round
   */
  HistogramTrainingMaster(
      RoundPlan plan,
      boolean resetUpdater,
      long seed,
      long firstRound,
      RoundNodes nodes,
      RoundListener listener) {
    super(new Builder(plan.workers(), 1).averagingFrequency(plan.averagingPeriod()).rngSeed(seed));
    this.plan = plan;
    this.resetUpdater = resetUpdater;
    this.seed = seed;
    this.nextRound = firstRound;
    this.nodes = nodes;
    this.listener = listener;
  }

  /**
   * Trains the rounds of one segment; the graph's network holds the last average afterwards.
   *
   * @param segment partitions of one round after the other, W each
   */
  @Override
  public void executeTraining(SparkComputationGraph graph, JavaRDD<DataSet> segment) {
    if (network == null) {
      network = graph.getSparkContext().broadcast(graph.getNetwork().getConfiguration().toJson());
    }
    ReplicaAverage average = new ReplicaAverage(BatchNormSlots.of(graph.getNetwork()));
    ReplicaState state = ReplicaState.of(graph.getNetwork());
    int rounds = segment.getNumPartitions() / plan.workers();
    for (int i = 0; i < rounds; i++) {
      long started = System.nanoTime();
      Slice slice = new Slice(i * plan.workers(), (i + 1) * plan.workers());
      List<RoundResult> results = run(graph.getSparkContext(), slice, segment, state);
      stopOnFailure(results);
      state = average.of(results, resetUpdater);
      stopOnDivergence(state);
      nodes.follow(results);
      listener.finished(nextRound, results, state, System.nanoTime() - started);
      nextRound++;
    }
    state.put(graph.getNetwork());
  }

  private List<RoundResult> run(
      JavaSparkContext spark, Slice slice, JavaRDD<DataSet> segment, ReplicaState state) {
    Broadcast<ReplicaState> start = spark.broadcast(state);
    spark.setJobDescription("round " + (nextRound + 1) + "/" + plan.rounds());
    try {
      LocalSteps steps = new LocalSteps(network, start, plan, resetUpdater, seed, nodes.current());
      JavaRDD<DataSet> round = slice.of(segment.rdd()).toJavaRDD();
      List<RoundResult> results = round.mapPartitionsWithIndex(steps, true).collect();
      return results.stream().sorted(Comparator.comparingInt(RoundResult::worker)).toList();
    } finally {
      spark.setJobDescription(null);
      start.destroy();
    }
  }

  private static void stopOnFailure(List<RoundResult> results) {
    results.stream()
        .map(RoundResult::failure)
        .filter(Objects::nonNull)
        .findFirst()
        .ifPresent(HistogramTrainingMaster::stop);
  }

  /** A last local step can break parameters that no loss of this run is computed from again. */
  private void stopOnDivergence(ReplicaState state) {
    if (!state.finite()) {
      throw new JobException(
          ExitCode.DIVERGED,
          "round "
              + (nextRound + 1)
              + ": a parameter is NaN or infinite; the training has diverged, try a lower"
              + " training.learning-rate");
    }
  }

  private static void stop(Failure failure) {
    throw new JobException(failure.exitCode(), failure.message());
  }

  @Override
  public void executeTraining(SparkDl4jMultiLayer network, JavaRDD<DataSet> trainingData) {
    throw refused();
  }

  @Override
  public void executeTrainingMDS(SparkComputationGraph graph, JavaRDD<MultiDataSet> trainingData) {
    throw refused();
  }

  @Override
  public void executeTrainingPaths(
      SparkDl4jMultiLayer network,
      SparkComputationGraph graph,
      JavaRDD<String> paths,
      DataSetLoader loader,
      MultiDataSetLoader multiLoader) {
    throw refused();
  }

  private static UnsupportedOperationException refused() {
    return new UnsupportedOperationException(
        "HistogramTrainingMaster trains a ComputationGraph on the batches of a Segment only");
  }
}
