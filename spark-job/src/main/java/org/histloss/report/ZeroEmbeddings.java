package org.histloss.report;

import java.util.ArrayList;
import java.util.List;

/** Tells of embeddings that are zero. */
final class ZeroEmbeddings {
  private ZeroEmbeddings() {}

  /** How many each embedding has, in one sentence; null where there are none. */
  static String note(ReportData data) {
    List<String> counts = new ArrayList<>();
    add(counts, data.test(), "of this model");
    add(counts, data.untrained(), "of the untrained network");
    add(counts, data.rawPixels(), "of raw pixels");
    return counts.isEmpty()
        ? null
        : "Embeddings that are zero: "
            + String.join(", ", counts)
            + ". They are similar to nothing, not even to each other, so ties rank them.";
  }

  private static void add(List<String> counts, Scores scores, String whose) {
    Long zeros =
        scores == null || scores.detail() == null ? null : scores.detail().zeroEmbeddings();
    if (zeros != null) {
      counts.add(Figures.whole(zeros) + " " + whose);
    }
  }
}
