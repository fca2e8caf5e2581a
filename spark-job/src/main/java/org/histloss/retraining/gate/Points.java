package org.histloss.retraining.gate;

import java.util.Locale;
import org.histloss.evaluation.retrieval.IdentityMeans.Difference;

/** Fractions as people read them: percent, and differences in points. */
final class Points {
  private static final int MOST_DECIMALS = 6;

  private Points() {}

  static String percent(double fraction) {
    return percent(fraction, 1);
  }

  /** With as many decimals as tell it from another value that it is held against; one at least. */
  static String percent(double fraction, double other) {
    return percent(fraction, decimals(fraction, other));
  }

  private static String percent(double fraction, int decimals) {
    return Double.isNaN(fraction)
        ? "unknown"
        : String.format(Locale.ROOT, "%." + decimals + "f %%", 100 * fraction);
  }

  /** A difference of fractions in points with its sign, told from another value likewise. */
  static String of(double fraction, double other) {
    return Double.isNaN(fraction)
        ? "unknown"
        : points(fraction, decimals(fraction, other)) + " points";
  }

  /** A difference with its interval. */
  static String interval(Difference difference) {
    if (difference.interval() == null) {
      return points(difference.difference(), 1)
          + " points (fewer than two identities: no interval)";
    }
    double low = difference.interval().low();
    double high = difference.interval().high();
    int decimals = Math.max(decimals(low, 0), decimals(high, 0));
    return "%s points (95 %% interval %s to %s)"
        .formatted(
            points(difference.difference(), decimals),
            points(low, decimals),
            points(high, decimals));
  }

  private static String points(double fraction, int decimals) {
    String size = String.format(Locale.ROOT, "%." + decimals + "f", 100 * Math.abs(fraction));
    boolean zero = size.matches("[0.]+");
    return (zero ? "±" : fraction < 0 ? "−" : "+") + size;
  }

  private static int decimals(double one, double other) {
    int decimals = 1;
    while (one != other
        && decimals < MOST_DECIMALS
        && rounded(one, decimals) == rounded(other, decimals)) {
      decimals++;
    }
    return decimals;
  }

  private static long rounded(double fraction, int decimals) {
    return Math.round(100 * fraction * Math.pow(10, decimals));
  }
}
