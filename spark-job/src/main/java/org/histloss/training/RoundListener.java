package org.histloss.training;

import java.util.List;

/** Hears of each finished round, on the driver, in order. */
interface RoundListener {
  /**
   * A round is over and averaged.
   *
   * @param round from 0
   * @param results one a worker, by worker index
   * @param average the new common state
   * @param nanos from the start of the round's broadcast to the average
   */
  void finished(long round, List<RoundResult> results, ReplicaState average, long nanos);
}
