package org.histloss.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.histloss.dataset.JobException;
import org.histloss.report.ReportData;
import org.histloss.report.Scores;

/**
 * Scores of several evaluations by one protocol, such as those of several train/test splits, and
 * their mean and spread.
 */
final class PooledReports {
  private static final int CELL = 16;

  /** The same for all reports of a protocol, however a version words them. */
  private static final Set<String> FIXED = Set.of("queries", "gallery", "ties");

  private final Map<String, ReportData> reports;

  /**
   * Holds the reports against each other.
   *
   * @param reports by folder, in order
   * @throws JobException exit code 20 for less than two, or where protocols or splits differ; 21
   *     where one holds no scores
   */
  PooledReports(Map<String, ReportData> reports) {
    this.reports = new LinkedHashMap<>(reports);
    if (reports.size() < 2) {
      throw JobException.badConfiguration("--pool: must be given at least two reports");
    }
    String first = reports.keySet().iterator().next();
    reports.forEach((folder, report) -> check(folder, report, first, reports.get(first)));
  }

  /** Refuses a folder that is named twice: it would count twice. */
  static void checkDistinct(List<String> folders) {
    Set<String> seen = new HashSet<>();
    for (String folder : folders) {
      if (!seen.add(place(folder))) {
        throw JobException.badConfiguration("--pool: %s is given twice", folder);
      }
    }
  }

  /** The same folder by the same name, however it is written. */
  private static String place(String folder) {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder);
    String scheme = path.toUri().getScheme();
    return scheme == null || scheme.equals("file")
        ? Path.of(path.toUri().getPath()).toAbsolutePath().normalize().toString()
        : path.toString();
  }

  private static void check(String folder, ReportData report, String first, ReportData model) {
    if (report.test() == null) {
      throw JobException.badData("%s: holds no scores of a model", folder);
    }
    Set<String> rules = new TreeSet<>(report.protocol().rules().keySet());
    rules.addAll(model.protocol().rules().keySet());
    differs("protocol", folder, report.protocol().name(), first, model.protocol().name());
    rules.removeAll(FIXED);
    for (String rule : rules) {
      differs(
          "protocol." + rule,
          folder,
          report.protocol().rules().get(rule),
          first,
          model.protocol().rules().get(rule));
    }
    differs("split", folder, report.split(), first, model.split());
  }

  private static void differs(String what, String folder, String a, String first, String b) {
    if (!String.valueOf(a).equals(String.valueOf(b))) {
      throw JobException.badConfiguration(
          "%s: %s = %s: must be that of %s (%s)", folder, what, a, first, b);
    }
  }

  /** The ranks K at which the first report gives Recall@K. */
  List<Integer> recallAt() {
    return reports.values().iterator().next().recallAt();
  }

  /**
   * Prints what was pooled, one line a report, then mean and standard deviation (divisor n − 1)
   * over the reports.
   *
   * @throws JobException exit code 20 where a report doesn't hold one of the ranks
   */
  void print(List<Integer> ranks, PrintWriter out) {
    List<Column> columns = columns(ranks);
    String summary = "mean of " + reports.size();
    int longest =
        Stream.concat(reports.keySet().stream(), Stream.of(summary))
            .mapToInt(String::length)
            .max()
            .orElseThrow();
    ReportData first = reports.values().iterator().next();
    out.println(ProtocolLine.of(first.protocol()));
    out.println("split: %s; reports: %d".formatted(first.split(), reports.size()));
    row("", columns, Column::name, longest, out);
    reports.forEach(
        (folder, report) -> row(folder, columns, c -> c.of(report.test()), longest, out));
    row(summary, columns, this::over, longest, out);
    out.println(
        "percent; the last line with the standard deviation over the reports"
            + (drawn() ? ", the others with that over their draws" : ""));
    reports.forEach(
        (folder, report) -> {
          String beyond = Scores.beyond(ranks, report.test().gallery());
          if (beyond != null) {
            out.println(folder + ": " + beyond);
          }
        });
    out.flush();
  }

  private List<Column> columns(List<Integer> ranks) {
    List<Column> columns = new ArrayList<>();
    ranks.forEach(k -> columns.add(recall(k)));
    columns.add(
        new Column(
            "mAP",
            Scores::meanAveragePrecision,
            draws ->
                draws.meanAveragePrecisionDeviation() == null
                    ? Double.NaN
                    : draws.meanAveragePrecisionDeviation()));
    return columns;
  }

  private static void row(
      String name,
      List<Column> columns,
      Function<Column, String> text,
      int longest,
      PrintWriter out) {
    StringBuilder line = new StringBuilder(left(name, longest + 2));
    columns.forEach(column -> line.append(left(text.apply(column), CELL)));
    out.println(line.toString().stripTrailing());
  }

  private boolean drawn() {
    return reports.values().stream().anyMatch(report -> report.test().overDraws() != null);
  }

  /** One score of each report. */
  private record Column(
      String name,
      ToDoubleFunction<Scores> score,
      ToDoubleFunction<Scores.Detail.OverDraws> deviation) {
    String of(Scores scores) {
      double spread =
          scores.overDraws() == null ? Double.NaN : deviation.applyAsDouble(scores.overDraws());
      return plusMinus(score.applyAsDouble(scores), spread);
    }
  }

  private Column recall(int k) {
    reports.forEach(
        (folder, report) -> {
          if (report.test().recallAt(k).isEmpty()) {
            throw JobException.badConfiguration(
                "evaluation.recall-at = %d: %s holds ranks up to %d",
                k, folder, report.ranksHeld());
          }
        });
    return new Column(
        "R@" + k,
        scores -> scores.recallAt(k).orElseThrow(),
        draws -> draws.recallAt(k).orElse(Double.NaN));
  }

  private String over(Column column) {
    double[] scores =
        reports.values().stream()
            .mapToDouble(r -> column.score().applyAsDouble(r.test()))
            .toArray();
    double mean = Arrays.stream(scores).sum() / scores.length;
    double squares = Arrays.stream(scores).map(score -> (score - mean) * (score - mean)).sum();
    return plusMinus(mean, Math.sqrt(squares / (scores.length - 1)));
  }

  private static String plusMinus(double score, double deviation) {
    String percent = String.format(Locale.ROOT, "%.2f", 100 * score);
    return Double.isNaN(deviation)
        ? percent
        : percent + String.format(Locale.ROOT, " ± %.2f", 100 * deviation);
  }

  private static String left(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
