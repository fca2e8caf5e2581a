package org.histloss.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** {@code benchmarks/run loss}: the table of loss time, floor time, ratio and allocation. */
public final class LossReport {
  private static final int ITERATIONS = 12;

  private LossReport() {}

  /**
   * Runs all sizes.
   *
   * @param arguments a JMH parameter each, as {@code rows=128,256}; none for all
   */
  public static void main(String[] arguments) throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    options
        .include(LossBenchmark.class.getName())
        .addProfiler(GCProfiler.class)
        .warmupIterations(5)
        .warmupTime(TimeValue.milliseconds(600))
        .measurementIterations(ITERATIONS)
        .measurementTime(TimeValue.milliseconds(400))
        .forks(1);
    for (String argument : arguments) {
      String[] parameter = argument.split("=", 2);
      options.param(parameter[0], parameter[1].split(","));
    }
    List<Row> rows = new ArrayList<>();
    new Runner(options.build()).run().forEach(result -> rows.add(Row.of(result)));
    rows.sort(Comparator.comparingInt(Row::threads).thenComparing(Row::d).thenComparing(Row::n));
    print(rows);
    System.out.println();
    MemoryCheck.print();
    System.out.println();
    rows.forEach(row -> System.out.println(row.line()));
  }

  private static void print(List<Row> rows) {
    System.out.println();
    System.out.println(
        "| N | D | threads | loss + gradient ms | floor ms | ratio | bytes allocated |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (Row row : rows) {
      System.out.printf(
          Locale.ROOT,
          "| %d | %d | %d | %.3f | %.3f | %.2f | %.0f |%n",
          row.n,
          row.d,
          row.threads,
          row.lossMillis,
          row.floorMillis,
          row.ratio,
          row.bytes);
    }
  }

  /** Medians over a size's iterations. */
  private record Row(
      int n,
      int d,
      int threads,
      double lossMillis,
      double floorMillis,
      double ratio,
      double bytes) {

    static Row of(RunResult result) {
      BenchmarkParams parameters = result.getParams();
      Collection<IterationResult> iterations =
          result.getBenchmarkResults().iterator().next().getIterationResults();
      List<Double> loss = new ArrayList<>();
      List<Double> floor = new ArrayList<>();
      List<Double> ratio = new ArrayList<>();
      for (IterationResult each : iterations) {
        double invocations = value(each, "invocations");
        loss.add(value(each, "lossNanos") / invocations / 1e6);
        floor.add(value(each, "floorNanos") / invocations / 1e6);
        ratio.add(value(each, "lossNanos") / value(each, "floorNanos"));
      }
      return new Row(
          Integer.parseInt(parameters.getParam("rows")),
          Integer.parseInt(parameters.getParam("dimension")),
          Integer.parseInt(parameters.getParam("threads")),
          median(loss),
          median(floor),
          median(ratio),
          bytes(result));
    }

    private static double value(IterationResult iteration, String counter) {
      return iteration.getSecondaryResults().get(counter).getScore();
    }

    private static double bytes(RunResult result) {
      return result.getSecondaryResults().entrySet().stream()
          .filter(entry -> entry.getKey().endsWith("gc.alloc.rate.norm"))
          .mapToDouble(entry -> ((Result<?>) entry.getValue()).getScore())
          .findFirst()
          .orElse(Double.NaN);
    }

    private static double median(List<Double> values) {
      List<Double> sorted = values.stream().sorted().toList();
      return sorted.get(sorted.size() / 2);
    }

    String line() {
      return String.format(
          Locale.ROOT,
          "RATIO loss:N=%d:D=%d:threads=%d %.3f (loss + gradient over the two matrix products)",
          n,
          d,
          threads,
          ratio);
    }
  }
}
