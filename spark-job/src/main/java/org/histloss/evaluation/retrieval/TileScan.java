package org.histloss.evaluation.retrieval;

import java.util.Arrays;

/**
 * A few queries against a part of the gallery: one matrix product, then a pass over the scores of
 * each query. One thread's.
 */
final class TileScan {
  private final GalleryPart part;
  private final RetrievalItems queries;
  private final boolean unit;
  private final ExactProducts exactly;
  private final int[] cells = new int[Cells.COUNT];

  /** Cells of all queries of a tile, with pairs that are met once and twice. */
  private final int[][] sums = new int[2][Cells.COUNT];

  private final boolean[] marked = new boolean[Cells.COUNT];
  private final float[] scores;
  private final int[] near;
  private final double[] similarities;
  private final double[] query;

  /** A scan of this part by queries of this block. */
  TileScan(RetrievalItems queries, GalleryPart part) {
    this.queries = queries;
    this.part = part;
    this.unit = queries.vectors().largest(part.items().vectors()) <= Cells.SAFE - 1e-3;
    this.exactly = part.exactly();
    this.scores = new float[part.size()];
    this.near = new int[part.size()];
    this.similarities = new double[part.size()];
    this.query = new double[queries.dimension()];
  }

  /**
   * Counts the part for the queries {@code from … to − 1} of the block.
   *
   * @param counters one for each query of the block
   * @param pairs takes the pairs of different identities
   */
  void count(int from, int to, RankCounter[] counters, PairCounts pairs) {
    try (ScoreTile tile = ScoreTile.of(queries, from, to, part)) {
      for (int q = from; q < to; q++) {
        tile.read(q, scores);
        count(q, counters[q], pairs);
      }
    }
    for (int kind = 0; kind < sums.length; kind++) {
      pairs.addNegative(sums[kind], kind == 1);
      Arrays.fill(sums[kind], 0);
    }
  }

  private void count(int q, RankCounter counter, PairCounts pairs) {
    double bound = queries.vectors().bound(q, part.items().vectors());
    boolean both = queries.role(q).gallery();
    counter.mark(marked, bound, true);
    count(q, 0, part.alsoQueries(), both, counter);
    count(q, part.alsoQueries(), part.size(), false, counter);
    counter.mark(marked, bound, false);
    takeBack(q, both, counter, pairs);
  }

  private void count(int q, int from, int to, boolean twice, RankCounter counter) {
    if (from == to) {
      return;
    }
    Arrays.fill(cells, 0);
    int found =
        unit
            ? Cells.count(scores, from, to, cells, marked, near)
            : Cells.countClamped(scores, from, to, cells, marked, near);
    double bound = queries.vectors().bound(q, part.items().vectors());
    addAll(sums[twice ? 1 : 0]);
    counter.addCells(cells, bound);
    int open = 0;
    for (int i = 0; i < found; i++) {
      if (!counter.addScore(scores[near[i]], bound)) {
        near[open++] = part.rows()[near[i]];
      }
    }
    add(q, open, 1, counter);
  }

  private void addAll(int[] sum) {
    for (int cell = 0; cell < sum.length; cell++) {
      sum[cell] += cells[cell];
    }
  }

  /** Counts the rows {@code near[0 … count − 1]} by their exact similarities. */
  private void add(int q, int count, int times, RankCounter counter) {
    if (count == 0) {
      return;
    }
    queries.vectors().row(q, query);
    exactly.of(query, near, count, similarities);
    for (int i = 0; i < count; i++) {
      counter.add(similarities[i], part.items().ordinal(near[i]), times);
    }
  }

  private void takeBack(int q, boolean both, RankCounter counter, PairCounts pairs) {
    GalleryPart.Matches matches = part.matches(queries, q);
    for (int position : matches.relevant()) {
      pairs.takeBack(scores[position], both && position < part.alsoQueries());
    }
    int count = 0;
    for (int position : matches.leftOut()) {
      pairs.takeBack(scores[position], both && position < part.alsoQueries());
      near[count++] = part.rows()[position];
    }
    add(q, count, -1, counter);
  }
}
