package org.histloss.training;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.nd4j.linalg.dataset.DataSet;

/** A way to run rounds. */
interface Rounds {
  /**
   * Runs one round.
   *
   * @param segment mini-batches, partition by partition as {@link #layout} has them
   * @param firstPartition of the round in it
   * @param plan of the run from this segment on
   * @param round from 0
   * @param state that the round before handed on
   */
  RoundOutcome run(
      JavaSparkContext spark,
      JavaRDD<DataSet> segment,
      int firstPartition,
      RoundPlan plan,
      long round,
      RunState state);

  /** How many partitions of a segment make a full round. */
  int partitions(RoundPlan plan);
}
