package org.histloss.retraining;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Wall time of a run by phase, in the order they ran; before each something is looked at. */
final class PhaseClock {
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private final long start = System.nanoTime();
  private final Runnable before;

  PhaseClock(Runnable before) {
    this.before = before;
  }

  <T> T time(String phase, Supplier<T> work) {
    before.run();
    long begun = System.nanoTime();
    try {
      return work.get();
    } finally {
      seconds.merge(phase, (System.nanoTime() - begun) / 1e9, Double::sum);
    }
  }

  Map<String, Double> seconds() {
    return new LinkedHashMap<>(seconds);
  }

  /** Since the beginning. */
  double total() {
    return (System.nanoTime() - start) / 1e9;
  }
}
