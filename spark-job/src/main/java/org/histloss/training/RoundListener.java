package org.histloss.training;

/** Hears of each finished round, on the driver, in order. */
interface RoundListener {
  /** A round is over and its replicas are one again. */
  void finished(RoundOutcome outcome);
}
