package org.histloss.config;

import java.io.Serializable;

/**
 * Section {@code report}: what the report shows.
 *
 * @param title {@code report.title}
 * @param queries {@code report.queries}
 * @param neighbours {@code report.neighbours}
 * @param suspects {@code report.suspects}
 * @param rankLists {@code report.rank-lists}
 */
public record ReportSettings(
    String title, int queries, int neighbours, int suspects, boolean rankLists)
    implements Serializable {

  /** Checks the numbers. */
  public ReportSettings {
    Rule.between("report.queries", queries, 0, 100);
    Rule.between("report.neighbours", neighbours, 1, 50);
    Rule.between("report.suspects", suspects, 0, 100);
  }
}
