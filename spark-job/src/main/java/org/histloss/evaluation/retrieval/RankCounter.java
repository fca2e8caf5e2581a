package org.histloss.evaluation.retrieval;

import java.io.Serializable;

/**
 * Finds the ranks of one query's relevant items without sorting the gallery.
 *
 * <p>The relevant items' exact similarities, t₁ ≥ t₂ ≥ … ≥ t_m, cut the ranking into m + 1
 * stretches. Each other gallery item falls into the stretch given by how many relevant items rank
 * before it; a relevant item's rank is the number of items in the stretches before it, and of
 * relevant ones before it. What lies behind the last relevant item is not counted.
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

  /** Of others as similar as the relevant ones from here on: all, and those that rank before. */
  private final int[] tied;

  private final int[] tiedBefore;

  /** How far a score may lie from the exact similarity. */
  private final transient double bound;

  /** The lowest and the highest cell in which a score alone may not say on which side it lies. */
  private final transient int[] lowest;

  private final transient int[] highest;

  /**
   * A counter of nothing yet.
   *
   * @param bound how far a score may lie from the exact similarity
   */
  RankCounter(Targets targets, double bound) {
    this.targets = targets;
    this.bound = bound;
    this.lowest = new int[targets.size()];
    this.highest = new int[targets.size()];
    for (int i = 0; i < targets.size(); i++) {
      double similarity = targets.similarities()[i];
      lowest[i] = Cells.of(Math.nextDown((float) ((similarity - bound) * Cells.PER_UNIT)));
      highest[i] = Cells.of(Math.nextUp((float) ((similarity + bound) * Cells.PER_UNIT)));
    }
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

  /**
   * Marks the cells in which an item's score alone may not say where it ranks.
   *
   * @param marks [{@link Cells#COUNT}], all 0
   */
  void mark(byte[] marks) {
    set(marks, (byte) 1);
  }

  /** Takes the marks away. */
  void unmark(byte[] marks) {
    set(marks, (byte) 0);
  }

  private void set(byte[] marks, byte value) {
    for (int i = 0; i < lowest.length; i++) {
      for (int cell = lowest[i]; cell <= highest[i]; cell++) {
        marks[cell] = value;
      }
    }
  }

  /**
   * Counts the items of all cells that are not marked.
   *
   * @param items how many lie in each cell
   */
  void addCells(int[] items) {
    int top = items.length;
    for (int i = 0; i < lowest.length; i++) {
      int sum = 0;
      for (int cell = highest[i] + 1; cell < top; cell++) {
        sum += items[cell];
      }
      counts[i] += sum;
      top = Math.min(top, lowest[i]);
    }
  }

  /**
   * Counts an item of a marked cell by its score, if that is enough.
   *
   * @return whether it is; otherwise nothing is counted
   */
  boolean addScore(double score) {
    double[] similarities = targets.similarities();
    int above = above(score + bound);
    if (above < similarities.length && score <= similarities[above] + bound) {
      return false;
    }
    counts[above]++;
    return true;
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

  /** Counts an item, none of the relevant ones, by its exact similarity. */
  void add(double similarity, long ordinal) {
    int first = above(similarity);
    int stretch = first;
    while (stretch < targets.size()
        && targets.similarities()[stretch] == similarity
        && targets.ordinals()[stretch] <= ordinal) {
      stretch++;
    }
    counts[stretch]++;
    if (first < targets.size() && targets.similarities()[first] == similarity) {
      tied[first]++;
      tiedBefore[first] += stretch == first ? 1 : 0;
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
      ranks[i] = before + i;
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
      int others = tied[from];
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
