package org.histloss.evaluation.retrieval;

/**
 * Equal cells over the similarities: fine enough that few items share one with a relevant item,
 * coarse enough that counting by cells stays in the processor's nearest memory.
 *
 * <p>A cell never falls when the similarity rises, whatever rounding does, so that an item in a
 * higher cell is more similar. The grid is that of the report's distributions, halved.
 */
final class Cells {
  /** Cells between two similarities that differ by one. */
  static final int PER_UNIT = 2000;

  /** Room for similarities that rounding carries beyond ±1. */
  static final int MARGIN = 8;

  static final int COUNT = 2 * PER_UNIT + 2 * MARGIN;

  /** Similarities within it need no clamping. */
  static final double SAFE = 1.0 + (MARGIN - 2.0) / PER_UNIT;

  private static final float SHIFT = 1f + (float) MARGIN / PER_UNIT;

  private Cells() {}

  /** The cell of a similarity; those beyond ±1 lie in the outermost cells. */
  static int of(float similarity) {
    return Math.max(0, Math.min(COUNT - 1, (int) ((similarity + SHIFT) * PER_UNIT)));
  }

  /** The middle of a cell. */
  static double middle(int cell) {
    return (cell - MARGIN + 0.5) / PER_UNIT - 1;
  }

  /**
   * Counts scores by their cells.
   *
   * @param scores within ±{@link #SAFE}
   * @param counts [{@link #COUNT}], added to
   * @param marked [{@link #COUNT}] cells whose items are wanted one by one
   * @param near takes the positions of the items in marked cells
   * @return how many these are
   */
  static int count(float[] scores, int from, int to, int[] counts, boolean[] marked, int[] near) {
    int found = 0;
    for (int i = from; i < to; i++) {
      int cell = (int) ((scores[i] + SHIFT) * PER_UNIT);
      counts[cell]++;
      if (marked[cell]) {
        near[found++] = i;
      }
    }
    return found;
  }

  /** The same for scores of any size; a little slower. */
  static int countClamped(
      float[] scores, int from, int to, int[] counts, boolean[] marked, int[] near) {
    int found = 0;
    for (int i = from; i < to; i++) {
      int cell = of(scores[i]);
      counts[cell]++;
      if (marked[cell]) {
        near[found++] = i;
      }
    }
    return found;
  }
}
