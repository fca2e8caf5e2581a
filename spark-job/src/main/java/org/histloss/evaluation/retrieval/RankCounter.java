package org.histloss.evaluation.retrieval;

import java.io.Serializable;

/**
 * Finds the ranks of one query's relevant items without sorting the gallery.
 *
 * <p>The relevant items' exact similarities, t₁ ≥ t₂ ≥ … ≥ t_m, cut the ranking into m + 1
 * stretches. Each gallery item falls into the stretch given by how many relevant items rank no
 * later than itself; a relevant item's rank is the number of items in the stretches before it. The
 * relevant items themselves are counted like any other, and what the protocol leaves out is counted
 * and then taken back, so that the scan asks nothing about an item but its score. What lies behind
 * the last relevant item is not counted.
 *
 * <p>Items exactly as similar as a relevant one are counted apart as well, for the ranks that the
 * relevant ones would have before and behind all of them. All counts add, so that parts of the
 * gallery can be counted apart.
 */
final class RankCounter implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Stays where it is: whoever asked for the counts knows it. */
  private final transient Targets targets;

  private final int[] counts;

  /** Of items as similar as the relevant ones from here on: all, and those that rank before. */
  private final int[] tied;

  private final int[] tiedBefore;

  RankCounter(Targets targets) {
    this.targets = targets;
    this.counts = new int[targets.size() + 1];
    this.tied = new int[targets.size()];
    this.tiedBefore = new int[targets.size()];
  }

  /** Adds what another part of the gallery was counted to. */
  RankCounter combine(RankCounter other) {
    addAll(counts, other.counts);
    addAll(tied, other.tied);
    addAll(tiedBefore, other.tiedBefore);
    return this;
  }

  private static void addAll(int[] sums, int[] others) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += others[i];
    }
  }

  /** Whether there is anything to count. */
  boolean idle() {
    return targets.size() == 0;
  }

  /**
   * Marks the cells in which an item's score alone may not say where it ranks, or takes the marks
   * away.
   *
   * @param bound how far a score may lie from the exact similarity
   */
  void mark(boolean[] cells, double bound, boolean value) {
    for (double similarity : targets.similarities()) {
      int last = highest(similarity, bound);
      for (int cell = lowest(similarity, bound); cell <= last; cell++) {
        cells[cell] = value;
      }
    }
  }

  private static int lowest(double similarity, double bound) {
    return Cells.of(Math.nextDown((float) (similarity - bound)));
  }

  private static int highest(double similarity, double bound) {
    return Cells.of(Math.nextUp((float) (similarity + bound)));
  }

  /**
   * Counts the items of all cells that are not marked.
   *
   * @param items how many lie in each cell
   */
  void addCells(int[] items, double bound) {
    int top = items.length;
    for (int i = 0; i < targets.size(); i++) {
      double similarity = targets.similarities()[i];
      int sum = 0;
      for (int cell = highest(similarity, bound) + 1; cell < top; cell++) {
        sum += items[cell];
      }
      counts[i] += sum;
      top = Math.min(top, lowest(similarity, bound));
    }
  }

  /**
   * Counts an item by its score, if that is enough.
   *
   * @return whether it is; otherwise nothing is counted
   */
  boolean addScore(double score, double bound) {
    int above = above(score + bound);
    boolean certain = above == targets.size() || targets.similarities()[above] < score - bound;
    if (certain) {
      counts[above]++;
    }
    return certain;
  }

  /** How many relevant items score more than this. */
  private int above(double score) {
    int low = 0;
    int high = targets.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (targets.similarities()[middle] > score) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * Counts an item by its exact similarity, or takes it back.
   *
   * @param times 1 or −1
   */
  void add(double similarity, long ordinal, int times) {
    int first = above(similarity);
    int stretch = first;
    while (stretch < targets.size()
        && targets.similarities()[stretch] == similarity
        && targets.ordinals()[stretch] <= ordinal) {
      stretch++;
    }
    counts[stretch] += times;
    if (first < targets.size() && targets.similarities()[first] == similarity) {
      tied[first] += times;
      tiedBefore[first] += stretch == first ? times : 0;
    }
  }

  /**
   * The outcome of a query, once the whole gallery has been counted.
   *
   * @param targets as the constructor had them
   * @param row of the query
   */
  QueryOutcome result(Targets targets, int row, long ordinal) {
    int[] ranks = new int[counts.length - 1];
    int before = 0;
    for (int i = 0; i < ranks.length; i++) {
      before += counts[i];
      ranks[i] = before;
    }
    return new QueryOutcome(row, ordinal, ranks, ties(ranks, targets));
  }

  private QueryOutcome.Ties ties(int[] ranks, Targets targets) {
    int[] optimistic = new int[ranks.length];
    int[] pessimistic = new int[ranks.length];
    boolean any = false;
    for (int from = 0, end; from < ranks.length; from = end) {
      end = endOfEqual(targets, from);
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
  private static int endOfEqual(Targets targets, int from) {
    int end = from + 1;
    while (end < targets.size() && targets.similarities()[end] == targets.similarities()[from]) {
      end++;
    }
    return end;
  }
}
