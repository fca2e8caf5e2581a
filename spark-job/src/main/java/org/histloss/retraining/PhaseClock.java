package org.histloss.retraining;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Wall time of a run by phase, in the order they ran. */
final class PhaseClock {
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private final long start = System.nanoTime();

  <T> T time(String phase, Supplier<T> work) {
    long before = System.nanoTime();
    try {
      return work.get();
    } finally {
      seconds.merge(phase, (System.nanoTime() - before) / 1e9, Double::sum);
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
