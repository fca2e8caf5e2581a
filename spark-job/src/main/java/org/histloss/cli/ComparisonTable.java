package org.histloss.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.histloss.report.ReportWriter;
import org.histloss.report.comparison.Comparison;

/** A comparison as the terminal shows it: a line for each model, then what is shown. */
final class ComparisonTable {
  private ComparisonTable() {}

  /**
   * Prints protocol, scores, verdicts and where the page lies.
   *
   * @param folder as the user gave it
   */
  static void print(Comparison comparison, String folder, PrintWriter out) {
    out.println(ProtocolLine.of(comparison.protocol()));
    int width = comparison.models().stream().mapToInt(m -> m.name().length()).max().orElse(0) + 2;
    StringBuilder head = new StringBuilder(" ".repeat(width));
    comparison
        .models()
        .get(0)
        .scores()
        .keySet()
        .forEach(name -> head.append(cell(name.replace("recall@", "R@"))));
    out.println(head);
    for (Comparison.Model model : comparison.models()) {
      StringBuilder row = new StringBuilder(("%-" + width + "s").formatted(model.name()));
      model
          .scores()
          .values()
          .forEach(score -> row.append(cell(String.format(Locale.ROOT, "%.1f %%", 100 * score))));
      out.println(row);
    }
    String beyond = comparison.beyond();
    if (beyond != null) {
      out.println(beyond);
    }
    for (Comparison.Held pair : comparison.held()) {
      Comparison.Held held = pair.asTold();
      Comparison.Counts counts = held.counts();
      out.println(held.verdict());
      out.println(
          String.format(
              Locale.ROOT,
              "Queries by AP: %s %d, %s %d, equal %d",
              held.model(),
              counts.won(),
              held.reference(),
              counts.lost(),
              counts.equal()));
    }
    out.println("comparison " + folder.replaceAll("/+$", "") + "/" + ReportWriter.COMPARISON_HTML);
    out.flush();
  }

  private static String cell(String text) {
    return "%10s".formatted(text);
  }
}
