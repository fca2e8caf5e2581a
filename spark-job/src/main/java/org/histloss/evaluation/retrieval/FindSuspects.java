package org.histloss.evaluation.retrieval;

import java.io.Serializable;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.PartWork;

/**
 * Finds the positive pairs with the lowest and the negative pairs with the highest similarity,
 * exactly: the pairs that a protocol compares, each unordered pair once, and of any two identities
 * (or one and itself) only the most suspicious pair.
 *
 * <p>Products are a filter, as for ranks: a negative pair is compared by its exact similarity as
 * soon as its product lies within the bound of the least suspicious pair that is kept.
 */
final class FindSuspects extends PartWork<FindSuspects.Found> {
  private static final long serialVersionUID = 1L;

  private final RetrievalItems queries;
  private final int count;
  private final int tile;

  /** The most suspicious pairs of each sign. */
  record Found(SuspectPairs positives, SuspectPairs negatives) implements Serializable {
    static Found none(int count) {
      return new Found(new SuspectPairs(count, 1), new SuspectPairs(count, -1));
    }

    Found with(Found other) {
      positives.addAll(other.positives);
      negatives.addAll(other.negatives);
      return this;
    }
  }

  FindSuspects(RetrievalProtocol protocol, RetrievalItems queries, int count, int tile) {
    super(protocol);
    this.queries = queries;
    this.count = count;
    this.tile = tile;
  }

  @Override
  Found on(GalleryPart part) {
    Found found = Found.none(count);
    Search search = new Search(part, found);
    for (int from = 0; from < queries.size() && part.size() > 0; from += tile) {
      int to = Math.min(from + tile, queries.size());
      try (ScoreTile scores = ScoreTile.of(queries, from, to, part)) {
        for (int q = from; q < to; q++) {
          search.query(q, scores);
        }
      }
    }
    return found;
  }

  @Override
  public Found combine(Found one, Found other) {
    return one.with(other);
  }

  /** One part under search; one thread's. */
  private final class Search {
    private final GalleryPart part;
    private final Found found;
    private final ExactProducts exactly;
    private final float[] scores;
    private final double[] query = new double[queries.dimension()];
    private final double[] similarity = new double[1];

    Search(GalleryPart part, Found found) {
      this.part = part;
      this.found = found;
      this.exactly = part.exactly();
      this.scores = new float[part.size()];
    }

    void query(int q, ScoreTile tile) {
      tile.read(q, scores);
      queries.vectors().row(q, query);
      for (int position : part.matches(queries, q).relevant()) {
        offer(q, position, found.positives());
      }
      double bound = queries.vectors().bound(q, part.items().vectors());
      float least = least(bound);
      for (int position = 0; position < scores.length; position++) {
        if (scores[position] >= least && differ(q, position)) {
          offer(q, position, found.negatives());
          least = least(bound);
        }
      }
    }

    /** A lower score than this can't belong to a pair that is kept. */
    private float least(double bound) {
      return Math.nextDown((float) (found.negatives().limit() - bound));
    }

    /** Of two known identities: what a distractor shows is nobody's label. */
    private boolean differ(int q, int position) {
      int row = part.rows()[position];
      return part.items().identity(row) != queries.identity(q)
          && part.items().role(row) != RetrievalItems.Role.DISTRACTOR;
    }

    private void offer(int q, int position, SuspectPairs pairs) {
      int row = part.rows()[position];
      RetrievalItems items = part.items();
      boolean twice = queries.role(q).gallery() && position < part.alsoQueries();
      if (twice && items.ordinal(row) < queries.ordinal(q)) {
        return;
      }
      exactly.of(query, new int[] {row}, 1, similarity);
      pairs.offer(
          new SuspectPairs.Pair(
              queries.ordinal(q),
              items.ordinal(row),
              similarity[0],
              Math.min(queries.identity(q), items.identity(row)),
              Math.max(queries.identity(q), items.identity(row))));
    }
  }
}
