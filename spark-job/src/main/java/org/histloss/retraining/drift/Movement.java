package org.histloss.retraining.drift;

import java.util.Arrays;
import org.histloss.report.history.HistoryEntry.Drift;

/**
 * Two measures of how far a distribution moved.
 *
 * <p>PSI is the population stability index, Σ (p − q) ln(p / q) over the bins that the reference's
 * deciles cut (Siddiqi, Credit Risk Scorecards, 2006); 0.1 and 0.25 are the usual marks. KS is the
 * largest distance of the two distribution functions (Kolmogorov and Smirnov). Equal distributions
 * give exactly 0 for both.
 */
public final class Movement {
  private static final int BINS = 10;

  private Movement() {}

  /**
   * Of values by their quantiles, of which both have equally many, ascending.
   *
   * @param of what, for people
   * @throws IllegalArgumentException for other numbers of quantiles
   */
  public static Drift ofQuantiles(String of, double[] reference, double[] now) {
    if (reference.length != now.length || reference.length < 2) {
      throw new IllegalArgumentException(
          "quantiles = %d and %d: must be equally many, at least 2"
              .formatted(reference.length, now.length));
    }
    double[] points = new double[2 * reference.length];
    System.arraycopy(reference, 0, points, 0, reference.length);
    System.arraycopy(now, 0, points, reference.length, now.length);
    double[] cells = Arrays.stream(points).sorted().distinct().toArray();
    return ofCounts(of, counts(reference, cells), counts(now, cells));
  }

  /** How many values lie in (cell before, cell]. */
  private static double[] counts(double[] values, double[] cells) {
    double[] counts = new double[cells.length];
    for (double value : values) {
      counts[Arrays.binarySearch(cells, value)]++;
    }
    return counts;
  }

  /**
   * Of counts in the same cells, in their order.
   *
   * @param of what, for people
   * @throws IllegalArgumentException for other numbers of cells
   */
  public static Drift ofCounts(String of, double[] reference, double[] now) {
    if (reference.length != now.length) {
      throw new IllegalArgumentException(
          "cells = %d and %d: must be equally many".formatted(reference.length, now.length));
    }
    double all = Arrays.stream(reference).sum();
    double allNow = Arrays.stream(now).sum();
    if (!(all > 0) || !(allNow > 0)) {
      return new Drift(of, 0, 0);
    }
    // An empty bin is taken to hold half a count: its logarithm would have no end.
    double floor = 0.5 / Math.max(all, allNow);
    double psi = 0;
    double ks = 0;
    double below = 0;
    double belowNow = 0;
    double binStart = 0;
    double binStartNow = 0;
    int bin = 1;
    for (int cell = 0; cell < reference.length; cell++) {
      below += reference[cell] / all;
      belowNow += now[cell] / allNow;
      ks = Math.max(ks, Math.abs(below - belowNow));
      boolean last = cell == reference.length - 1;
      if (last || bin < BINS && below >= bin / (double) BINS - 1e-12) {
        psi += part(below - binStart, belowNow - binStartNow, floor);
        binStart = below;
        binStartNow = belowNow;
        while (bin < BINS && below >= bin / (double) BINS - 1e-12) {
          bin++;
        }
      }
    }
    return new Drift(of, psi, ks);
  }

  private static double part(double reference, double now, double floor) {
    double q = Math.max(reference, floor);
    double p = Math.max(now, floor);
    return (p - q) * Math.log(p / q);
  }
}
