package org.histloss.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Names each part of a long command as it begins, and keeps how long each took. */
final class Phases {
  private final int count;
  private final PrintWriter err;
  private final Map<String, Double> seconds = new LinkedHashMap<>();

  Phases(int count, PrintWriter err) {
    this.count = count;
    this.err = err;
  }

  /** Runs one phase. */
  <T> T run(String name, Supplier<T> work) {
    err.printf(Locale.ROOT, "[%d/%d] %s%n", seconds.size() + 1, count, name);
    err.flush();
    long start = System.nanoTime();
    T result = work.get();
    seconds.put(name, (System.nanoTime() - start) / 1e9);
    err.printf(Locale.ROOT, "[%d/%d] %s took %.0f s%n", seconds.size(), count, name, last(name));
    err.flush();
    return result;
  }

  /** Phase → seconds, in the order they ran. */
  Map<String, Double> seconds() {
    return new LinkedHashMap<>(seconds);
  }

  /** One line for all phases. */
  String summary() {
    double total = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    return seconds.entrySet().stream()
            .map(phase -> String.format(Locale.ROOT, "%s %.0f s", phase.getKey(), phase.getValue()))
            .collect(Collectors.joining(", "))
        + String.format(Locale.ROOT, ", together %.0f s", total);
  }

  private double last(String name) {
    return seconds.get(name);
  }
}
