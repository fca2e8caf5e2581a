package org.histloss.report;

import java.util.ArrayList;
import java.util.List;
import org.histloss.report.comparison.Comparison;

/**
 * What a comparison's scores rest on besides rankings: zero embeddings, ties and a small gallery.
 */
final class ComparisonNotes {
  private ComparisonNotes() {}

  /** A sentence for whatever a reader of the scores should know. */
  static List<String> of(Comparison data) {
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < data.models().size(); i++) {
      Comparison.Model model = data.models().get(i);
      String letter = ComparisonPart.letter(i);
      if (model.zeroEmbeddings() != null) {
        notes.add(
            "Embeddings of %s that are zero: %s. %s"
                .formatted(letter, Figures.whole(model.zeroEmbeddings()), ZeroEmbeddings.MEANING));
      }
      if (model.ties() != null) {
        notes.add(letter + ": " + ties(model.ties()));
      }
    }
    String beyond = data.beyond();
    if (beyond != null) {
      notes.add(beyond);
    }
    return notes;
  }

  private static String ties(Scores.Detail.Ties ties) {
    return ScorePart.ties(ties, "").replaceFirst("^For", "for");
  }
}
