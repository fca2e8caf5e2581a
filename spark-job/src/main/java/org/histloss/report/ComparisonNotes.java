package org.histloss.report;

import java.util.ArrayList;
import java.util.List;
import org.histloss.report.comparison.Comparison;

/** What a comparison's scores rest on besides rankings: zero embeddings and ties. */
final class ComparisonNotes {
  private ComparisonNotes() {}

  /** A sentence for each model that has zero embeddings, and one for each that has ties. */
  static List<String> of(Comparison data) {
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < data.models().size(); i++) {
      Comparison.Model model = data.models().get(i);
      String letter = ComparisonPart.letter(i);
      if (model.zeroEmbeddings() != null) {
        notes.add(
            "Embeddings of %s that are zero: %s. They are similar to nothing, not even to each other, so ties rank them."
                .formatted(letter, Figures.whole(model.zeroEmbeddings())));
      }
      if (model.ties() != null) {
        notes.add(letter + ": " + ties(model.ties()));
      }
    }
    return notes;
  }

  private static String ties(Scores.Detail.Ties ties) {
    return ScorePart.ties(ties, "").replaceFirst("^For", "for");
  }
}
