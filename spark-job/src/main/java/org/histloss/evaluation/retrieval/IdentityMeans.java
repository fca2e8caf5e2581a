package org.histloss.evaluation.retrieval;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Means of one {@link Measure} with the queries grouped by identity: the mean over identities, and
 * how far the mean over queries would move with other identities.
 *
 * <p>Queries of one identity resemble each other, so the bootstrap draws identities, each with all
 * its queries (a cluster bootstrap; Davison and Hinkley, Bootstrap Methods and their Application,
 * 1997, §3.8). Drawing single queries would give intervals that are too narrow.
 */
public final class IdentityMeans {
  /** Share of the draws beyond each end of a 95 % interval. */
  public static final double TAIL = 0.025;

  private final int[] codes;
  private final double[] sums;
  private final long[] queries;

  private IdentityMeans(int[] codes, double[] sums, long[] queries) {
    this.codes = codes;
    this.sums = sums;
    this.queries = queries;
  }

  /**
   * An interval.
   *
   * @param low 2.5 % of the redrawn means lie below it
   * @param high 2.5 % lie above it
   */
  public record Interval(double low, double high) {}

  /**
   * One model's mean over queries held against another's.
   *
   * @param reference the other's mean
   * @param mean this one's
   * @param difference {@code mean} less {@code reference}
   * @param interval of the difference, or null for fewer than two identities
   * @param better share of the draws in which this model's mean is the higher one, draws in which
   *     both are equal counted half; NaN where there is no interval
   */
  public record Difference(
      double reference, double mean, double difference, Interval interval, double better) {}

  /**
   * Groups the queries that have a relevant item.
   *
   * @param items whose identities count
   * @param outcomes of the queries, in any order
   */
  public static IdentityMeans of(
      Measure measure, RetrievalItems items, List<QueryOutcome> outcomes) {
    // By identity code, and within it by ordinal: the same sums whatever the order they came in.
    Map<Integer, TreeMap<Long, Double>> values = new TreeMap<>();
    for (QueryOutcome outcome : outcomes) {
      if (outcome.evaluated()) {
        values
            .computeIfAbsent(items.identity(outcome.row()), identity -> new TreeMap<>())
            .put(outcome.ordinal(), measure.of(outcome));
      }
    }
    int[] codes = values.keySet().stream().mapToInt(Integer::intValue).toArray();
    double[] sums = values.values().stream().mapToDouble(IdentityMeans::sum).toArray();
    long[] queries = values.values().stream().mapToLong(TreeMap::size).toArray();
    return new IdentityMeans(codes, sums, queries);
  }

  /**
   * Means of queries that are summed already.
   *
   * @param sums of the measure, one for each identity, in a fixed order
   * @param queries how many each sum has
   * @throws IllegalArgumentException when there aren't as many sums as counts
   */
  public static IdentityMeans ofSums(double[] sums, long[] queries) {
    if (sums.length != queries.length) {
      throw new IllegalArgumentException(
          "sums of " + sums.length + " identities, counts of " + queries.length);
    }
    return new IdentityMeans(
        IntStream.range(0, sums.length).toArray(), sums.clone(), queries.clone());
  }

  private static double sum(TreeMap<Long, Double> values) {
    double sum = 0;
    for (double value : values.values()) {
      sum += value;
    }
    return sum;
  }

  /** Identities with at least one query that has a relevant item. */
  public int identities() {
    return sums.length;
  }

  /** The mean over queries (micro); NaN without any. */
  public double overQueries() {
    return Arrays.stream(sums).sum() / Arrays.stream(queries).sum();
  }

  /** The mean over identities of the means over their queries (macro); NaN without any. */
  public double overIdentities() {
    double sum = 0;
    for (int i = 0; i < sums.length; i++) {
      sum += sums[i] / queries[i];
    }
    return sum / sums.length;
  }

  /**
   * The 95 % percentile interval of the mean over queries, identities redrawn with replacement.
   *
   * @param draws how often, at least 1
   * @param seed of the draws; one seed gives the same interval
   * @return null for fewer than two identities
   */
  public Interval interval(int draws, long seed) {
    return interval(redrawn(draws, seed), TAIL);
  }

  /**
   * The difference to another model's mean over the same queries; see {@link PairedBootstrap}.
   *
   * @param reference the other model's
   * @param draws how often identities are redrawn, at least 1
   * @param seed of the draws; the same as of {@link #interval(int, long)} gives the same draws
   * @param tail share of the draws beyond each end of the difference's interval, above 0 and below
   *     a half; {@link #TAIL} for 95 %
   * @throws IllegalArgumentException when the two are not of the same queries
   */
  public Difference against(IdentityMeans reference, int draws, long seed, double tail) {
    return PairedBootstrap.difference(this, reference, draws, seed, tail);
  }

  /**
   * The measure's difference, query by query, which is itself a measure of the queries.
   *
   * @throws IllegalArgumentException when the two are not of the same queries
   */
  IdentityMeans minus(IdentityMeans other) {
    if (!Arrays.equals(codes, other.codes) || !Arrays.equals(queries, other.queries)) {
      throw new IllegalArgumentException(
          "means of %d and of %d identities: must be of the same queries"
              .formatted(identities(), other.identities()));
    }
    double[] differences = new double[sums.length];
    Arrays.setAll(differences, i -> sums[i] - other.sums[i]);
    return new IdentityMeans(codes, differences, queries);
  }

  /**
   * Means over queries with identities redrawn.
   *
   * @return [draws], ascending; empty for fewer than two identities
   */
  double[] redrawn(int draws, long seed) {
    if (draws < 1) {
      throw new IllegalArgumentException("draws = " + draws + ": must be at least 1");
    }
    if (sums.length < 2) {
      return new double[0];
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[draws];
    for (int draw = 0; draw < draws; draw++) {
      means[draw] = redrawn(random);
    }
    Arrays.sort(means);
    return means;
  }

  /** The percentile interval of redrawn means; null where there are none. */
  static Interval interval(double[] redrawn, double tail) {
    return redrawn.length == 0
        ? null
        : new Interval(quantile(redrawn, tail), quantile(redrawn, 1 - tail));
  }

  private double redrawn(SplittableRandom random) {
    double sum = 0;
    long count = 0;
    for (int i = 0; i < sums.length; i++) {
      int identity = random.nextInt(sums.length);
      sum += sums[identity];
      count += queries[identity];
    }
    return sum / count;
  }

  /** Linear between the sorted values, the smallest at 0 and the largest at 1. */
  private static double quantile(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
