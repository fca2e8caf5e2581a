package org.histloss.report.history;

import java.util.List;

/**
 * All that the history page shows.
 *
 * @param registry where it lies, for people
 * @param created when the page was made, ISO 8601 in UTC, seconds
 * @param champion the version that is champion now, or null
 * @param entries every line of the history, oldest first
 * @param changed anchors of the newest run whose neighbours changed most, the most changed first
 */
public record HistoryReport(
    String registry,
    String created,
    String champion,
    List<HistoryEntry> entries,
    List<ChangedAnchor> changed) {

  /**
   * A fixed sample whose neighbours differ between champion and challenger.
   *
   * @param anchor the sample itself
   * @param overlap Jaccard index of its two top-K sets, a fraction
   * @param before its first neighbours by the champion, best first
   * @param after its first neighbours by the challenger, best first
   */
  public record ChangedAnchor(
      Shown anchor, double overlap, List<Shown> before, List<Shown> after) {}

  /**
   * A sample that is shown.
   *
   * @param sampleId its {@code sample_id}
   * @param identity its identity
   * @param picture a PNG in Base64, or null where samples are feature vectors
   * @param right whether it shows the anchor's identity; true for the anchor itself
   */
  public record Shown(String sampleId, String identity, String picture, boolean right) {}
}
