package org.histloss.training;

import java.util.List;

/**
 * What a finished round gave.
 *
 * @param round from 0
 * @param plan by which it was dealt
 * @param results one a worker, by worker index
 * @param state that the next round begins with
 * @param times where the driver's time went
 */
record RoundOutcome(
    long round, RoundPlan plan, List<RoundResult> results, RunState state, Times times) {

  /**
   * The driver's nanoseconds.
   *
   * @param broadcast sending the common state
   * @param job from handing the Spark job in to having its results
   * @param average making one of the replicas
   */
  record Times(long broadcast, long job, long average) {
    /** From the round's start to the new common state. */
    long total() {
      return broadcast + job + average;
    }

    Times plus(Times other) {
      return new Times(broadcast + other.broadcast, job + other.job, average + other.average);
    }
  }
}
