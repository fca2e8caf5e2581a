package org.histloss.report.findings;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Scores of the queries of one camera against the gallery of one camera.
 *
 * @param names of the cameras, in the order of rows and columns
 * @param leftOut cameras that take part and are not in the table
 * @param without queries whose sample has no camera, so that they are in no pair
 * @param pairs one for each cell, row by row
 */
public record CameraTable(List<String> names, int leftOut, int without, List<Pair> pairs) {

  /** Keeps copies of the lists. */
  public CameraTable {
    names = Findings.copy(names);
    pairs = Findings.copy(pairs);
  }

  /**
   * A cell; scores are fractions.
   *
   * @param query the queries' camera
   * @param gallery the gallery's camera
   * @param queries that have something right to find there
   * @param recallAt1 over these queries, or null without any
   * @param meanAveragePrecision over these queries, or null without any
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Pair(
      String query,
      String gallery,
      long queries,
      @JsonProperty("recall@1") Double recallAt1,
      @JsonProperty("mAP") Double meanAveragePrecision) {}
}
