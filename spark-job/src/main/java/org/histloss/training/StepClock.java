package org.histloss.training;

import java.io.Serializable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.histloss.batch.Seeds;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sets what a step depends on besides its batch and the parameters, from the batch's number alone:
 * ND4J's random numbers (dropout masks) and the two counters that learning-rate schedules and
 * Adam's bias correction read, see {@link org.histloss.network.LearningRate}.
 *
 * @param plan how batches are dealt
 * @param restart whether the updater's own step count begins anew each round
 * @param seed of the run
 */
record StepClock(RoundPlan plan, boolean restart, long seed) implements Serializable {

  /** Sets the clock for a mini-batch. */
  void set(ComputationGraph graph, long number) {
    long step = number / plan.workers();
    long base = restart ? plan.clock(plan.round(number)) : 0;
    graph.getConfiguration().setEpochCount(Math.toIntExact(base));
    graph.getConfiguration().setIterationCount(Math.toIntExact(step - base));
    Nd4j.getRandom().setSeed(Seeds.mix(seed, number));
  }
}
