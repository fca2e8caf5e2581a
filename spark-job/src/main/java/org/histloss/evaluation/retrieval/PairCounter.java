package org.histloss.evaluation.retrieval;

import org.histloss.loss.Nodes;
import org.histloss.loss.SimilarityHistogram;

/** Deals the pairs that a protocol compares to the positive and the negative distribution. */
final class PairCounter {
  private final RetrievalItems items;
  private final Participants participants;
  private final int[] gallery;
  private final SimilarityHistogram distributions = new SimilarityHistogram(Nodes.FINE);

  PairCounter(RetrievalItems items, Participants participants) {
    this.items = items;
    this.participants = participants;
    this.gallery = participants.gallery();
  }

  /** Adds one query's pairs with the gallery rows {@code gallery[from … from + count)}. */
  void accept(int query, int from, double[] scores, int count) {
    int identity = items.identity(query);
    for (int i = 0; i < count; i++) {
      int row = gallery[from + i];
      if (row <= query && participants.mirrored(query, row)) {
        continue;
      }
      if (items.identity(row) != identity) {
        distributions.accept(scores[i], false);
      } else if (!participants.leftOut(query, row)) {
        distributions.accept(scores[i], participants.relevant(query, row));
      }
    }
  }

  SimilarityHistogram result() {
    return distributions;
  }
}
