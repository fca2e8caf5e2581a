package org.histloss.report;

import java.util.ArrayList;
import java.util.List;
import org.histloss.report.comparison.Comparison;

/**
 * What a comparison's scores rest on besides rankings: zero embeddings, ties and a small gallery.
 */
final class ComparisonNotes {
  private static final String RECALL = "recall@";

  private ComparisonNotes() {}

  /** A sentence for whatever a reader of the scores should know. */
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
    List<Integer> ranks =
        data.models().get(0).scores().keySet().stream()
            .filter(name -> name.startsWith(RECALL))
            .map(name -> Integer.valueOf(name.substring(RECALL.length())))
            .toList();
    String beyond = Scores.beyond(ranks, data.data().gallery());
    if (beyond != null) {
      notes.add(beyond);
    }
    return notes;
  }

  private static String ties(Scores.Detail.Ties ties) {
    return ScorePart.ties(ties, "").replaceFirst("^For", "for");
  }
}
