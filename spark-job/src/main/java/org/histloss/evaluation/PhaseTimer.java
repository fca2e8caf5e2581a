package org.histloss.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wall time by phase, in the order the phases ran. */
final class PhaseTimer {
  private static final Logger LOG = LoggerFactory.getLogger(PhaseTimer.class);

  private final Map<String, Double> seconds = new LinkedHashMap<>();

  /** Runs one phase; a phase that runs again adds to its time. */
  <T> T time(String phase, Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    double elapsed = (System.nanoTime() - start) / 1e9;
    seconds.merge(phase, elapsed, Double::sum);
    LOG.info("{}: {} s", phase, String.format(Locale.ROOT, "%.1f", elapsed));
    return result;
  }

  /** Phase → seconds. */
  Map<String, Double> seconds() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(seconds));
  }
}
