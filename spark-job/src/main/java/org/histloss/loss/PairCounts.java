package org.histloss.loss;

import java.util.Arrays;

/**
 * Counts of one sign's pairs by bin as whole numbers, so that no order of adding changes a bit.
 *
 * <p>A bin holds how many pairs fell into it and the sum of their shares of its upper node. While
 * pairs are counted both lie in one long (21 bits for the number, 43 for the sum in units of the
 * {@link Grid}'s resolution), so that a pair costs one addition; {@link #flush} empties it before
 * {@link #ROOM} more pairs have been counted.
 */
final class PairCounts {
  private static final int SUM_BITS = 43;

  /** One pair, to be added to its share. */
  static final long PAIR = 1L << SUM_BITS;

  /** Pairs that the packed numbers hold for certain. */
  static final int ROOM = 1 << 20;

  private final double unit;
  private final long[] packed;
  private final long[] pairs;
  private final long[] shares;

  PairCounts(Grid grid) {
    unit = grid.shareUnit();
    packed = new long[grid.bins() + 2];
    pairs = new long[grid.bins()];
    shares = new long[grid.bins()];
  }

  /** Where pairs are counted: add {@link #PAIR} and the share in the pair's slot. */
  long[] packed() {
    return packed;
  }

  /**
   * Empties the packed numbers into the counts.
   *
   * @param first whether these are the first pairs: what was counted before is forgotten
   */
  void flush(boolean first) {
    int bins = pairs.length;
    for (int k = 0; k < bins; k++) {
      long slot = packed[k + 1];
      pairs[k] = (first ? 0 : pairs[k]) + (slot >>> SUM_BITS);
      shares[k] = (first ? 0 : shares[k]) + (slot & (PAIR - 1));
    }
    // All of a pair at or beyond ±1 lies on the outermost node.
    pairs[0] += packed[0] >>> SUM_BITS;
    long ones = packed[bins + 1] >>> SUM_BITS;
    pairs[bins - 1] += ones;
    shares[bins - 1] += Math.round(ones / unit);
    Arrays.fill(packed, 0);
  }

  /**
   * The counts by bin, several neighbouring bins taken as one: its upper node lies {@code parts}
   * bins above its lower one, so a pair in its part p has p more parts of a share.
   *
   * @param parts how many bins make one; a divisor of the bins
   */
  BinCounts bins(int parts) {
    int bins = pairs.length / parts;
    long[] numbers = new long[bins];
    double[] upper = new double[bins];
    double width = 1.0 / parts;
    for (int k = 0; k < bins; k++) {
      long number = 0;
      long whole = 0;
      long share = 0;
      for (int part = 0; part < parts; part++) {
        long inPart = pairs[k * parts + part];
        number += inPart;
        whole += part * inPart;
        share += shares[k * parts + part];
      }
      numbers[k] = number;
      upper[k] = (whole + share * unit) * width;
    }
    return new BinCounts(numbers, upper);
  }
}
