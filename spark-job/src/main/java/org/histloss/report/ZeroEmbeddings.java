package org.histloss.report;

import java.util.ArrayList;
import java.util.List;

/** Tells of embeddings that are zero. */
final class ZeroEmbeddings {
  /** What a zero embedding does to a ranking. */
  static final String MEANING =
      "Their similarity to everything is 0: as queries, they have all results in the order of ties; as results, they stand before all that is less similar than 0.";

  private ZeroEmbeddings() {}

  /** How many each embedding has, in one sentence; null where there are none. */
  static String note(ReportData data) {
    List<String> counts = new ArrayList<>();
    add(counts, data.test(), "of this model");
    add(counts, data.untrained(), "of the untrained network");
    add(counts, data.rawPixels(), "of raw pixels");
    return counts.isEmpty()
        ? null
        : "Embeddings that are zero: " + String.join(", ", counts) + ". " + MEANING;
  }

  private static void add(List<String> counts, Scores scores, String whose) {
    Long zeros =
        scores == null || scores.detail() == null ? null : scores.detail().zeroEmbeddings();
    if (zeros != null) {
      counts.add(Figures.whole(zeros) + " " + whose);
    }
  }
}
