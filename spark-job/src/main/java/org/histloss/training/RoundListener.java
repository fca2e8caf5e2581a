package org.histloss.training;

/** Hears of each finished round, on the driver, in order. */
interface RoundListener {
  /**
   * A round is over and its replicas are one again.
   *
   * @return whether the run goes on, if it has rounds left
   */
  boolean finished(RoundOutcome outcome);
}
