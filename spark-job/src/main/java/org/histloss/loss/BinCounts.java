package org.histloss.loss;

/**
 * Pairs of one sign by bin.
 *
 * @param pairs how many fell into each bin
 * @param upper the sum of their shares of the bin's upper node
 */
record BinCounts(long[] pairs, double[] upper) {

  /** All pairs. */
  long total() {
    long sum = 0;
    for (long number : pairs) {
      sum += number;
    }
    return sum;
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
    double fromBelow = 0.0;
    for (int k = 0; k < pairs.length; k++) {
      soft[k] = fromBelow + (pairs[k] - upper[k]);
      fromBelow = upper[k];
    }
    soft[pairs.length] = fromBelow;
    return soft;
  }
}
