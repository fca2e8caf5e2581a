package org.histloss.evaluation.retrieval;

/**
 * Equal cells over the similarities: fine enough that few items share one with a relevant item,
 * coarse enough that counting by cells stays in the processor's nearest memory.
 *
 * <p>Scores are counted in cells: a score is a similarity times {@link #PER_UNIT}, and its cell is
 * the nearest whole number. Adding a float whose last bit is worth one rounds to it and leaves it
 * in the last bits, which costs half of a conversion. A cell never falls when the score rises,
 * whatever rounding does, so that an item in a higher cell is more similar.
 */
final class Cells {
  /** Cells between two similarities that differ by one: twice as fine as a report's grid. */
  static final int PER_UNIT = 2000;

  /** A power of two, with room for similarities that rounding carries beyond ±1. */
  static final int COUNT = 4096;

  /** Similarities within it need no clamping. */
  static final double SAFE = 1.02;

  /** A score in place of what must not count, and its cell, which no similarity falls into. */
  static final float BLANK = Float.NaN;

  static final int BLANKS = 0;

  private static final int MIDDLE = COUNT / 2;
  private static final float ROUND = 0x1.8p23f + MIDDLE;
  private static final float LARGEST = (float) (SAFE * PER_UNIT);

  private Cells() {}

  /** The cell of a score; those far beyond ±1 lie in the outermost cells. */
  static int of(float score) {
    float clamped = Math.max(-LARGEST, Math.min(LARGEST, score));
    return Float.floatToRawIntBits(clamped + ROUND) & (COUNT - 1);
  }

  /** The same for a score of a similarity within ±{@link #SAFE}. */
  static int ofSafe(float score) {
    return Float.floatToRawIntBits(score + ROUND) & (COUNT - 1);
  }

  /** The cell of a similarity. */
  static int of(double similarity) {
    return of((float) (similarity * PER_UNIT));
  }

  /** The similarity in the middle of a cell. */
  static double middle(int cell) {
    return (double) (cell - MIDDLE) / PER_UNIT;
  }

  /**
   * Counts scores by their cells.
   *
   * @param scores of similarities within ±{@link #SAFE}
   * @param counts [{@link #COUNT}], added to
   * @param marks [{@link #COUNT}], not 0 where a cell's items are wanted one by one
   * @param near takes the positions of the items in marked cells
   * @return how many these are
   */
  static int count(float[] scores, int from, int to, int[] counts, byte[] marks, int[] near) {
    int found = 0;
    for (int i = from; i < to; i++) {
      int bits = Float.floatToRawIntBits(scores[i] + ROUND);
      // The mask by the array's own length spares Java the check of the index.
      counts[bits & (counts.length - 1)]++;
      if (marks[bits & (marks.length - 1)] != 0) {
        near[found++] = i;
      }
    }
    return found;
  }

  /** The same for scores of any size; a little slower. */
  static int countClamped(
      float[] scores, int from, int to, int[] counts, byte[] marks, int[] near) {
    int found = 0;
    for (int i = from; i < to; i++) {
      int cell = of(scores[i]);
      counts[cell]++;
      if (marks[cell] != 0) {
        near[found++] = i;
      }
    }
    return found;
  }
}
