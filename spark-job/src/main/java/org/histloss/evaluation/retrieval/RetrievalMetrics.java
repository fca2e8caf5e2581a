package org.histloss.evaluation.retrieval;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Recall@K, CMC and the mean of each {@link Measure} over queries: sums and counts only, divided at
 * the end.
 *
 * <p>All state adds exactly (the sums of measures are kept without rounding), so the result is the
 * same to the last bit in whatever order queries are accepted or parts combined.
 */
public final class RetrievalMetrics {
  /** Queries by the 0-based rank of their first relevant item; as long as the ranks met need. */
  private long[] firstAtRank = new long[0];

  private long queries;
  private long evaluated;
  private long tied;
  private final Map<Measure, BigDecimal> sums = new EnumMap<>(Measure.class);

  /** What tied queries have under the orders that ties leave open; few have ties. */
  private final Map<Measure, BigDecimal> asRanked = new EnumMap<>(Measure.class);

  private final Map<Measure, BigDecimal> optimistic = new EnumMap<>(Measure.class);
  private final Map<Measure, BigDecimal> pessimistic = new EnumMap<>(Measure.class);

  /** Adds one query. */
  public void accept(QueryOutcome outcome) {
    queries++;
    if (!outcome.evaluated()) {
      return;
    }
    evaluated++;
    reserve(outcome.first() + 1);
    firstAtRank[outcome.first()]++;
    add(sums, outcome);
    if (outcome.ties() != null) {
      tied++;
      add(asRanked, outcome);
      add(optimistic, outcome.optimistic());
      add(pessimistic, outcome.pessimistic());
    }
  }

  private static void add(Map<Measure, BigDecimal> sums, QueryOutcome outcome) {
    for (Measure measure : Measure.values()) {
      sums.merge(measure, new BigDecimal(measure.of(outcome)), BigDecimal::add);
    }
  }

  /** Adds the queries of another part. */
  public void combine(RetrievalMetrics other) {
    queries += other.queries;
    evaluated += other.evaluated;
    tied += other.tied;
    other.sums.forEach((measure, sum) -> sums.merge(measure, sum, BigDecimal::add));
    other.asRanked.forEach((measure, sum) -> asRanked.merge(measure, sum, BigDecimal::add));
    other.optimistic.forEach((measure, sum) -> optimistic.merge(measure, sum, BigDecimal::add));
    other.pessimistic.forEach((measure, sum) -> pessimistic.merge(measure, sum, BigDecimal::add));
    reserve(other.firstAtRank.length);
    for (int i = 0; i < other.firstAtRank.length; i++) {
      firstAtRank[i] += other.firstAtRank[i];
    }
  }

  private void reserve(int ranks) {
    if (ranks > firstAtRank.length) {
      firstAtRank = Arrays.copyOf(firstAtRank, ranks);
    }
  }

  /**
   * The means.
   *
   * @param gallery number of gallery items that the queries were ranked against
   */
  public Result result(int gallery) {
    double[] recall = new double[firstAtRank.length];
    long found = 0;
    for (int i = 0; i < recall.length; i++) {
      found += firstAtRank[i];
      recall[i] = (double) found / evaluated;
    }
    TieBounds ties = new TieBounds(tied, means(instead(optimistic)), means(instead(pessimistic)));
    return new Result(queries, evaluated, gallery, means(sums), recall, ties);
  }

  /** The sums over all queries with other values for the tied ones. */
  private Map<Measure, BigDecimal> instead(Map<Measure, BigDecimal> ofTied) {
    Map<Measure, BigDecimal> all = new EnumMap<>(Measure.class);
    all.putAll(sums);
    ofTied.forEach(
        (measure, sum) -> all.merge(measure, sum.subtract(asRanked.get(measure)), BigDecimal::add));
    return all;
  }

  private Map<Measure, Double> means(Map<Measure, BigDecimal> sums) {
    Map<Measure, Double> means = new EnumMap<>(Measure.class);
    sums.forEach((measure, sum) -> means.put(measure, sum.doubleValue() / evaluated));
    return means;
  }

  /**
   * What equal similarities leave open.
   *
   * @param queries with another item exactly as similar as a relevant one
   * @param optimistic means with the relevant items first among equally similar ones
   * @param pessimistic means with the relevant items last among them
   */
  public record TieBounds(
      long queries, Map<Measure, Double> optimistic, Map<Measure, Double> pessimistic) {}

  /**
   * Means over the evaluated queries; NaN when there are none.
   *
   * @param queries samples that are queries
   * @param evaluated queries with at least one relevant item
   * @param gallery gallery items
   * @param means of each measure; empty when no query was evaluated
   * @param recall share of the evaluated queries with a relevant item among the first K, at index K
   *     − 1
   * @param ties what equal similarities leave open
   */
  @SuppressWarnings("ArrayRecordComponent") // A value that is built once and read; never compared.
  public record Result(
      long queries,
      long evaluated,
      int gallery,
      Map<Measure, Double> means,
      double[] recall,
      TieBounds ties) {

    /** The mean of a measure, a fraction; NaN when no query was evaluated. */
    public double mean(Measure measure) {
      return means.getOrDefault(measure, Double.NaN);
    }

    /** mAP, a fraction; NaN when no query was evaluated. */
    public double meanAveragePrecision() {
      return mean(Measure.AVERAGE_PRECISION);
    }

    /** Queries without a relevant item, left out of the means. */
    public long skipped() {
      return queries - evaluated;
    }

    /**
     * Recall@K, a fraction; NaN when no query was evaluated.
     *
     * @throws IllegalArgumentException when k is less than 1
     */
    public double recallAt(int k) {
      if (k < 1) {
        throw new IllegalArgumentException("k = " + k + ": must be at least 1");
      }
      return recall.length == 0 ? Double.NaN : recall[Math.min(k, recall.length) - 1];
    }

    /** The cumulative match characteristic: Recall@1 … Recall@{@code ranks}. */
    public double[] cmc(int ranks) {
      return IntStream.rangeClosed(1, ranks).mapToDouble(this::recallAt).toArray();
    }
  }
}
