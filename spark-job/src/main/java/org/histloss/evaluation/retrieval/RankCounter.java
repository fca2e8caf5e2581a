package org.histloss.evaluation.retrieval;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Finds the ranks of one query's relevant items without sorting the gallery.
 *
 * <p>The relevant items' exact similarities, t₁ ≥ t₂ ≥ … ≥ t_m, cut the ranking into m + 1
 * stretches. Each gallery item falls into the stretch given by how many relevant items rank no
 * later than itself; a relevant item's rank is the number of items in the stretches before it. The
 * relevant items themselves are counted like any other, and what the protocol leaves out is counted
 * and then taken back, so that the scan asks nothing about an item but its score.
 *
 * <p>Items exactly as similar as a relevant one are counted apart as well, for the ranks that the
 * relevant ones would have before and behind all of them.
 */
final class RankCounter {
  private final RetrievalItems items;
  private final int query;
  private final double bound;
  private final double[] scores;
  private final long[] ordinals;
  private final int[] counts;

  /**
   * Of items as similar as the relevant ones from here on: all, and those that rank before them.
   */
  private final int[] tied;

  private final int[] tiedBefore;

  /** A counter for the query in this row. */
  static RankCounter of(RetrievalItems items, Participants participants, int query) {
    return new RankCounter(items, query, participants.relevant(query), participants.leftOut(query));
  }

  private RankCounter(RetrievalItems items, int query, int[] relevant, int[] leftOut) {
    this.items = items;
    this.query = query;
    this.bound = items.vectors().bound(query);
    double[] similarities = new double[relevant.length];
    Arrays.setAll(similarities, i -> items.similarity(query, relevant[i]));
    // Rows ascend with ordinals, and the sort is stable: ties stay in ordinal order.
    int[] order =
        IntStream.range(0, relevant.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -similarities[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    this.scores = Arrays.stream(order).mapToDouble(i -> similarities[i]).toArray();
    this.ordinals = Arrays.stream(order).mapToLong(i -> items.ordinal(relevant[i])).toArray();
    this.counts = new int[relevant.length + 1];
    this.tied = new int[relevant.length];
    this.tiedBefore = new int[relevant.length];
    for (int row : leftOut) {
      count(row, -1);
    }
  }

  /** Counts gallery rows {@code gallery[from … from + count)} with these approximate scores. */
  void accept(int[] gallery, int from, double[] approximate, int count) {
    if (scores.length == 0) {
      return;
    }
    double last = scores[scores.length - 1] - bound;
    for (int i = 0; i < count; i++) {
      double score = approximate[i];
      // After the last relevant item nothing changes a rank.
      if (score >= last) {
        int above = above(score + bound);
        boolean certain = above == scores.length || scores[above] < score - bound;
        if (certain) {
          counts[above]++;
        } else {
          count(gallery[from + i], 1);
        }
      }
    }
  }

  /** How many relevant items score more than this. */
  private int above(double score) {
    int low = 0;
    int high = scores.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (scores[middle] > score) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Counts a gallery row by its exact similarity, or takes it back. */
  private void count(int row, int times) {
    double score = items.similarity(query, row);
    int first = above(score);
    int stretch = first;
    while (stretch < scores.length
        && scores[stretch] == score
        && ordinals[stretch] <= items.ordinal(row)) {
      stretch++;
    }
    counts[stretch] += times;
    if (first < scores.length && scores[first] == score) {
      tied[first] += times;
      tiedBefore[first] += stretch == first ? times : 0;
    }
  }

  /** The outcome, once the whole gallery has been accepted. */
  QueryOutcome result() {
    int[] ranks = new int[scores.length];
    int before = 0;
    for (int i = 0; i < ranks.length; i++) {
      before += counts[i];
      ranks[i] = before;
    }
    return new QueryOutcome(query, items.ordinal(query), ranks, ties(ranks));
  }

  private QueryOutcome.Ties ties(int[] ranks) {
    int[] optimistic = new int[ranks.length];
    int[] pessimistic = new int[ranks.length];
    boolean any = false;
    for (int from = 0, end; from < ranks.length; from = end) {
      end = endOfEqual(from);
      int above = ranks[from] - tiedBefore[from];
      int others = tied[from] - (end - from);
      any |= others > 0;
      for (int i = from; i < end; i++) {
        optimistic[i] = above + i - from;
        pessimistic[i] = optimistic[i] + others;
      }
    }
    return any ? new QueryOutcome.Ties(optimistic, pessimistic) : null;
  }

  /** Behind the relevant items that are as similar as this one. */
  private int endOfEqual(int from) {
    int end = from + 1;
    while (end < scores.length && scores[end] == scores[from]) {
      end++;
    }
    return end;
  }
}
