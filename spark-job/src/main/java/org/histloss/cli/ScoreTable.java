package org.histloss.cli;

import static java.util.stream.Collectors.joining;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.histloss.report.ReportData;
import org.histloss.report.ReportWriter;
import org.histloss.report.Scores;

/** The figures that people look at first. */
final class ScoreTable {
  private ScoreTable() {}

  /** Prints Recall@K and mAP of the model and the baselines, and where the report lies. */
  static void print(ReportData report, List<Integer> ranks, String folder, PrintWriter out) {
    String names = ranks.stream().map(k -> cell("R@" + k)).collect(joining());
    out.println(" ".repeat(12) + names + cell("mAP"));
    row("trained", report.test(), ranks, out);
    row("untrained", report.untrained(), ranks, out);
    row("raw pixels", report.rawPixels(), ranks, out);
    out.println("report " + folder.replaceAll("/+$", "") + "/" + ReportWriter.HTML);
    out.flush();
  }

  private static void row(String name, Scores scores, List<Integer> ranks, PrintWriter out) {
    if (scores != null && !scores.cmc().isEmpty()) {
      String recall = ranks.stream().map(k -> percent(recall(scores, k))).collect(joining());
      out.println("%-12s".formatted(name) + recall + percent(scores.meanAveragePrecision()));
    }
  }

  /** A gallery smaller than K is exhausted at its end. */
  private static double recall(Scores scores, int k) {
    return scores.cmc().get(Math.min(k, scores.cmc().size()) - 1);
  }

  private static String percent(double fraction) {
    return cell(String.format(Locale.ROOT, "%.1f %%", 100 * fraction));
  }

  private static String cell(String text) {
    return "%10s".formatted(text);
  }
}
