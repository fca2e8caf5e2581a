package org.histloss.evaluation.retrieval;

import java.io.Serializable;
import java.util.Arrays;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.PartWork;

/** The second pass over the gallery: how many items rank before each relevant one. */
final class CountRanks extends PartWork<CountRanks.Counted> {
  private static final long serialVersionUID = 1L;

  /** Queries of one matrix product. */
  private final int tile;

  private final RetrievalItems queries;
  private final Targets[] targets;

  /**
   * What was counted.
   *
   * @param counters one for each query of the block
   * @param pairs the negative pairs
   */
  @SuppressWarnings("ArrayRecordComponent") // Travels from executors; never compared.
  record Counted(RankCounter[] counters, PairCounts pairs) implements Serializable {}

  CountRanks(RetrievalProtocol protocol, RetrievalItems queries, Targets[] targets, int tile) {
    super(protocol);
    this.queries = queries;
    this.targets = targets;
    this.tile = tile;
  }

  @Override
  Counted on(GalleryPart part) {
    RankCounter[] counters = new RankCounter[targets.length];
    Arrays.setAll(
        counters,
        q -> new RankCounter(targets[q], queries.vectors().bound(q, part.items().vectors())));
    PairCounts pairs = new PairCounts();
    if (part.size() > 0) {
      TileScan scan = new TileScan(queries, part);
      for (int from = 0; from < counters.length; from += tile) {
        scan.count(from, Math.min(from + tile, counters.length), counters, pairs);
      }
    }
    return new Counted(counters, pairs);
  }

  @Override
  public Counted combine(Counted one, Counted other) {
    for (int q = 0; q < one.counters().length; q++) {
      one.counters()[q].combine(other.counters()[q]);
    }
    return new Counted(one.counters(), one.pairs().combine(other.pairs()));
  }
}
