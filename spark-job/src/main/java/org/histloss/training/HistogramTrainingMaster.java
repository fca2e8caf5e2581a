package org.histloss.training;

import org.apache.spark.api.java.JavaRDD;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Parameter averaging on the DL4J Spark module that keeps every mini-batch whole.
 *
 * <p>DL4J's own master merges, cuts and drops mini-batches, averages without weights and differs
 * from run to run on a cluster. Here a whole mini-batch is one local step; a round is one Spark job
 * over its own slice of the segment's partitions, see {@link Rounds}; nothing is counted, merged,
 * split or dropped; sums are in fixed order. Called through {@code SparkComputationGraph.fit} with
 * a {@link Segment}'s batches, for one segment after the other.
 */
final class HistogramTrainingMaster extends ParameterAveragingTrainingMaster {
  private final transient Rounds rounds;
  private final transient RoundListener listener;
  private transient RunState state;
  private transient RoundPlan plan;
  private transient long nextRound;

  /**
   * A master for one run.
   *
   * @param plan with which the run begins
   * @param rounds how a round is run
   * @param state to begin with
   * @param firstRound the round to begin with, 0 for a new run
   * @param listener hears of each round
   */
  HistogramTrainingMaster(
      RoundPlan plan, Rounds rounds, RunState state, long firstRound, RoundListener listener) {
    super(new Builder(plan.workers(), 1).averagingFrequency(plan.averagingPeriod()));
    this.plan = plan;
    this.rounds = rounds;
    this.state = state;
    this.nextRound = firstRound;
    this.listener = listener;
  }

  /** The plan of the segments from now on. */
  void follow(RoundPlan next) {
    plan = next;
  }

  /** What the last round handed on. */
  RunState state() {
    return state;
  }

  /**
   * Trains the rounds of one segment, all of them unless the listener ends the run; the graph's
   * network holds the last common replica afterwards.
   *
   * @param segment partitions of one round after the other
   */
  @Override
  public void executeTraining(SparkComputationGraph graph, JavaRDD<DataSet> segment) {
    int partitions = segment.getNumPartitions();
    for (int first = 0; first < partitions; first += rounds.partitions(plan)) {
      RoundOutcome outcome =
          rounds.run(graph.getSparkContext(), segment, first, plan, nextRound, state);
      stopOnDivergence(outcome.state().replica());
      state = outcome.state();
      nextRound++;
      if (!listener.finished(outcome)) {
        break;
      }
    }
    state.replica().put(graph.getNetwork());
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
