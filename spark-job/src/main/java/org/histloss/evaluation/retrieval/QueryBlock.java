package org.histloss.evaluation.retrieval;

import java.util.ArrayList;
import java.util.List;
import org.histloss.loss.SimilarityHistogram;

/**
 * A few queries against the whole gallery: the unit of work, independent of all other blocks.
 *
 * @param outcomes one for each query of the block, in their order
 * @param distributions the block's pairs
 */
record QueryBlock(List<QueryOutcome> outcomes, SimilarityHistogram distributions) {

  /** Ranks the queries {@code participants.queries()[from … to)}. */
  static QueryBlock scan(
      RetrievalItems items, Participants participants, int from, int to, int galleryBlock) {
    int[] queries = participants.queries();
    int[] gallery = participants.gallery();
    RankCounter[] counters = new RankCounter[to - from];
    for (int q = from; q < to; q++) {
      counters[q - from] = RankCounter.of(items, participants, queries[q]);
    }
    PairCounter pairs = new PairCounter(items, participants);
    new ScoreScan(items.vectors(), gallery, galleryBlock)
        .run(
            queries,
            from,
            to,
            (q, galleryFrom, scores, count) -> {
              counters[q - from].accept(gallery, galleryFrom, scores, count);
              pairs.accept(queries[q], galleryFrom, scores, count);
            });
    List<QueryOutcome> outcomes = new ArrayList<>(counters.length);
    for (RankCounter counter : counters) {
      outcomes.add(counter.result());
    }
    return new QueryBlock(outcomes, pairs.result());
  }
}
