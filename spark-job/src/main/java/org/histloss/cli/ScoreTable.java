package org.histloss.cli;

import static java.util.stream.Collectors.joining;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.histloss.report.ReportData;
import org.histloss.report.ReportWriter;
import org.histloss.report.Scores;

/** The figures that people look at first. */
final class ScoreTable {
  private ScoreTable() {}

  /**
   * Prints the protocol, Recall@K and mAP of the model and the baselines, and where the report
   * lies.
   */
  static void print(ReportData report, List<Integer> ranks, String folder, PrintWriter out) {
    out.println(ProtocolLine.of(report.protocol()));
    String names = ranks.stream().map(k -> cell("R@" + k)).collect(joining());
    out.println(" ".repeat(12) + names + cell("mAP"));
    row("trained", report.test(), ranks, out);
    row("untrained", report.untrained(), ranks, out);
    row("raw pixels", report.rawPixels(), ranks, out);
    String beyond = shown(report) == null ? null : Scores.beyond(ranks, shown(report).gallery());
    if (beyond != null) {
      out.println(beyond);
    }
    out.println("report " + folder.replaceAll("/+$", "") + "/" + ReportWriter.HTML);
    out.flush();
  }

  private static Scores shown(ReportData report) {
    return report.test() != null ? report.test() : report.rawPixels();
  }

  private static void row(String name, Scores scores, List<Integer> ranks, PrintWriter out) {
    if (scores != null) {
      String recall = ranks.stream().map(k -> recall(scores, k)).collect(joining());
      out.println("%-12s".formatted(name) + recall + percent(scores.meanAveragePrecision()));
    }
  }

  private static String recall(Scores scores, int k) {
    OptionalDouble recall = scores.recallAt(k);
    return recall.isPresent() ? percent(recall.getAsDouble()) : cell("–");
  }

  private static String percent(double fraction) {
    return cell(String.format(Locale.ROOT, "%.1f %%", 100 * fraction));
  }

  private static String cell(String text) {
    return "%10s".formatted(text);
  }
}
