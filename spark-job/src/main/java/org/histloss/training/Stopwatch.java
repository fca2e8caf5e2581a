package org.histloss.training;

/** Time between laps. */
final class Stopwatch {
  private long last = System.nanoTime();

  /** Nanoseconds since the last lap. */
  long lapNanos() {
    long now = System.nanoTime();
    long nanos = now - last;
    last = now;
    return nanos;
  }

  /** Milliseconds since the last lap. */
  long lap() {
    return Math.round(lapNanos() / 1e6);
  }
}
