package org.histloss.evaluation.retrieval;

import java.util.Arrays;
import org.histloss.evaluation.retrieval.IdentityMeans.Difference;

/**
 * The paired bootstrap: how far the difference of two models' means would move with other
 * identities (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, §8.3; for retrieval,
 * Sakai, SIGIR 2006).
 *
 * <p>Each draw takes the same identities for both models. A query that is hard is hard for both, so
 * most of what a draw changes falls out of the difference: two intervals that overlap far may well
 * belong to models that differ for certain. As both means are over the same queries, the difference
 * of the means is the mean of the differences, (1/n) Σ (bᵢ − aᵢ), and is redrawn as one mean is.
 */
final class PairedBootstrap {
  private PairedBootstrap() {}

  /** What {@link IdentityMeans#against} gives. */
  static Difference difference(
      IdentityMeans mean, IdentityMeans reference, int draws, long seed, double tail) {
    if (!(tail > 0 && tail < 0.5)) {
      throw new IllegalArgumentException("tail = " + tail + ": must be above 0 and below 0.5");
    }
    IdentityMeans differences = mean.minus(reference);
    double[] redrawn = differences.redrawn(draws, seed);
    return new Difference(
        reference.overQueries(),
        mean.overQueries(),
        differences.overQueries(),
        IdentityMeans.interval(redrawn, tail),
        better(redrawn));
  }

  /** NaN without draws. */
  private static double better(double[] redrawn) {
    long higher = Arrays.stream(redrawn).filter(difference -> difference > 0).count();
    long equal = Arrays.stream(redrawn).filter(difference -> difference == 0).count();
    return (higher + equal / 2.0) / redrawn.length;
  }
}
