package org.histloss.retraining.lock;

import java.time.Duration;

/** The observer's clock, by which it judges whether a holder is dead. */
interface Ticker {
  /** Nanoseconds since some moment, never going back. */
  long nanos();

  /**
   * Lets some time pass.
   *
   * @throws org.histloss.dataset.JobException exit code 30 when the thread is interrupted meanwhile
   */
  void pause(Duration time);
}
