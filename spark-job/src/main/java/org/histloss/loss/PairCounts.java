package org.histloss.loss;

import java.util.Arrays;

/**
 * Counts of one sign's pairs by bin as whole numbers, so that no order of adding changes a bit.
 *
 * <p>A bin holds how many pairs fell into it and the sum of their shares of its upper node in units
 * of 2⁻²³. While pairs are counted both lie in one long (21 bits for the number, 43 for the sum),
 * so that a pair costs one addition; {@link #flush} empties it before {@link #ROOM} more pairs have
 * been counted. The packed numbers have a slot below the first bin and one behind the last, for
 * similarities of which rounding has made a little more than ±1.
 */
final class PairCounts {
  /** Bits of a share, and the share's mask. */
  static final int SHARE_BITS = 23;

  static final long SHARE = (1L << SHARE_BITS) - 1;

  private static final double PER_SHARE = 1L << SHARE_BITS;

  private static final int SUM_BITS = 43;

  /** One pair, to be added to its share. */
  static final long PAIR = 1L << SUM_BITS;

  /** Pairs that the packed numbers hold for certain. */
  static final int ROOM = 1 << (SUM_BITS - SHARE_BITS);

  private final long[] packed;
  private final long[] pairs;
  private final long[] shares;

  PairCounts(int bins) {
    packed = new long[bins + 2];
    pairs = new long[bins];
    shares = new long[bins];
  }

  /** Where pairs are counted: add {@code PAIR + share} in the slot behind the pair's bin. */
  long[] packed() {
    return packed;
  }

  /** Empties the packed numbers into the counts. */
  void flush() {
    int bins = pairs.length;
    for (int k = 0; k < bins; k++) {
      pairs[k] += packed[k + 1] >>> SUM_BITS;
      shares[k] += packed[k + 1] & (PAIR - 1);
    }
    // All of a pair at or beyond ±1 lies on the outermost node.
    pairs[0] += packed[0] >>> SUM_BITS;
    long ones = packed[bins + 1] >>> SUM_BITS;
    pairs[bins - 1] += ones;
    shares[bins - 1] += ones << SHARE_BITS;
    Arrays.fill(packed, 0);
  }

  /** Forgets all pairs. */
  void clear() {
    Arrays.fill(packed, 0);
    Arrays.fill(pairs, 0);
    Arrays.fill(shares, 0);
  }

  /**
   * Takes the counts of the same pairs on a finer grid, each of whose bins lies in one of this.
   *
   * @param finer with a multiple of this grid's bins
   */
  void coarsen(PairCounts finer) {
    int parts = finer.pairs.length / pairs.length;
    for (int k = 0; k < pairs.length; k++) {
      long number = 0;
      double sum = 0.0;
      for (int part = 0; part < parts; part++) {
        long inPart = finer.pairs[k * parts + part];
        number += inPart;
        sum += (double) inPart * part * PER_SHARE + finer.shares[k * parts + part];
      }
      pairs[k] = number;
      shares[k] = Math.round(sum / parts);
    }
  }

  /** All pairs. */
  long total() {
    return Arrays.stream(pairs).sum();
  }

  /** Pairs whose bin has slope zero. */
  long inert(double[] slopes) {
    long sum = 0;
    for (int k = 0; k < pairs.length; k++) {
      sum += slopes[k] == 0.0 ? pairs[k] : 0;
    }
    return sum;
  }

  /** Soft counts, one a node. */
  double[] soft() {
    double[] soft = new double[pairs.length + 1];
    for (int k = 0; k < pairs.length; k++) {
      double upper = shares[k] / PER_SHARE;
      soft[k] += pairs[k] - upper;
      soft[k + 1] += upper;
    }
    return soft;
  }
}
