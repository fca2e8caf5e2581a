package org.histloss.retraining.lock;

import java.time.Duration;

/** A clock that is turned by hand, and that does something while others wait. */
final class Hand implements Ticker {
  /** Close to where the count of nanoseconds turns negative. */
  long nanos = Long.MAX_VALUE - 5;

  int pauses;
  Runnable meanwhile = () -> {};

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public void pause(Duration time) {
    nanos += time.toNanos();
    pauses++;
    meanwhile.run();
  }
}
