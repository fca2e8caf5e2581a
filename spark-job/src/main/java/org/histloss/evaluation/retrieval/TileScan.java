package org.histloss.evaluation.retrieval;

import java.util.Arrays;

/**
 * A few queries against a part of the gallery: one matrix product, then a pass over the scores of
 * each query. One thread's.
 */
final class TileScan {
  private static final double UNIT = 1.0 / Cells.PER_UNIT;

  private final GalleryPart part;
  private final RetrievalItems queries;
  private final boolean unit;
  private final ExactProducts exactly;
  private final int[] cells = new int[Cells.COUNT];

  /** Cells of all queries of a tile, with pairs that are met once and twice. */
  private final int[][] sums = new int[2][Cells.COUNT];

  private final byte[] marks = new byte[Cells.COUNT];
  private final float[] scores;
  private final int[] near;
  private final double[] similarities;
  private final double[] query;

  /** A scan of this part by queries of this block. */
  TileScan(RetrievalItems queries, GalleryPart part) {
    this.queries = queries;
    this.part = part;
    this.unit = queries.vectors().largest(part.items().vectors()) <= Cells.SAFE - 0.01;
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
    try (ScoreTile tile = ScoreTile.of(queries, from, to, part, Cells.PER_UNIT)) {
      for (int q = from; q < to; q++) {
        tile.read(q, scores);
        count(q, counters[q]);
      }
    }
    for (int kind = 0; kind < sums.length; kind++) {
      pairs.addNegative(sums[kind], kind == 1);
      Arrays.fill(sums[kind], 0);
    }
  }

  private void count(int q, RankCounter counter) {
    GalleryPart.Matches matches = part.matches(queries, q);
    boolean both = queries.role(q).gallery();
    // Relevant items are known, and what is left out is in no ranking; neither is a negative pair.
    blank(matches.relevant());
    blank(matches.leftOut());
    counter.mark(marks);
    count(q, 0, part.alsoQueries(), both, counter);
    count(q, part.alsoQueries(), part.size(), false, counter);
    counter.unmark(marks);
  }

  private void blank(int[] positions) {
    for (int position : positions) {
      scores[position] = Cells.BLANK;
    }
  }

  private void count(int q, int from, int to, boolean twice, RankCounter counter) {
    if (from == to) {
      return;
    }
    Arrays.fill(cells, 0);
    int found =
        unit
            ? Cells.count(scores, from, to, cells, marks, near)
            : Cells.countClamped(scores, from, to, cells, marks, near);
    cells[Cells.BLANKS] = 0;
    addAll(sums[twice ? 1 : 0]);
    counter.addCells(cells);
    addNear(q, found, counter);
  }

  private void addAll(int[] sum) {
    for (int cell = 0; cell < sum.length; cell++) {
      sum[cell] += cells[cell];
    }
  }

  /**
   * Counts the items at {@code near[0 … found − 1]}, by their exact similarities where scores are
   * not enough.
   */
  private void addNear(int q, int found, RankCounter counter) {
    int open = 0;
    for (int i = 0; i < found; i++) {
      if (!counter.addScore(scores[near[i]] * UNIT)) {
        near[open++] = part.rows()[near[i]];
      }
    }
    if (open == 0) {
      return;
    }
    queries.vectors().row(q, query);
    exactly.of(query, near, open, similarities);
    for (int i = 0; i < open; i++) {
      counter.add(similarities[i], part.items().ordinal(near[i]));
    }
  }
}
