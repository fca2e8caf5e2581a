package org.histloss.loss;

import java.util.Arrays;

/**
 * How a float similarity finds its bin without a division or a comparison.
 *
 * <p>{@code y = s·half + offset} carries [−1, 1] to [K + 1, K + 1 + bins] with a power of two K
 * above all of it, so that all y share one exponent and their bits are a whole number: above {@link
 * #shareBits} of them stands the slot, below them the share of the bin's upper node. Slot 0 and
 * slot bins + 1 are for similarities of which rounding has made a little more than ±1; bin k has
 * slot k + 1. Similarities are so rounded to 2⁻²² or less, as floats near 1 are anyway.
 */
final class Grid {
  private final Nodes nodes;
  private final float half;
  private final float offset;
  private final int base;
  private final int shareBits;

  Grid(Nodes nodes) {
    this.nodes = nodes;
    int k = Integer.highestOneBit(nodes.bins() + 2) << 1;
    half = nodes.bins() / 2f;
    offset = k + half + 1f;
    base = Float.floatToRawIntBits(k);
    shareBits = 23 - Integer.numberOfTrailingZeros(k);
  }

  Nodes nodes() {
    return nodes;
  }

  int bins() {
    return nodes.bins();
  }

  /** What one unit of a share is worth. */
  double shareUnit() {
    return 1.0 / (1 << shareBits);
  }

  /**
   * s becomes y, for a run from the start of an array; a loop of its own, as the processor then
   * does eight at once.
   */
  void place(float[] s, int length) {
    for (int j = 0; j < length; j++) {
      s[j] = s[j] * half + offset;
    }
  }

  /** Counts placed similarities. */
  void count(float[] y, int from, int to, long[] packed) {
    int mask = (1 << shareBits) - 1;
    for (int j = from; j < to; j++) {
      int u = Float.floatToRawIntBits(y[j]) - base;
      packed[u >> shareBits] += PairCounts.PAIR + (u & mask);
    }
  }

  /** Replaces placed similarities by the slopes of their slots. */
  void weight(float[] y, int from, int to, float[] slopes) {
    for (int j = from; j < to; j++) {
      y[j] = slopes[(Float.floatToRawIntBits(y[j]) - base) >> shareBits];
    }
  }

  /** A table by slot from slopes by bin of these nodes or of coarser ones. */
  float[] bySlot(double[] slopes) {
    int bins = bins();
    int parts = bins / slopes.length;
    float[] table = new float[bins + 2];
    for (int k = 0; k < slopes.length; k++) {
      Arrays.fill(table, 1 + k * parts, 1 + (k + 1) * parts, (float) slopes[k]);
    }
    table[0] = table[1];
    table[bins + 1] = table[bins];
    return table;
  }
}
