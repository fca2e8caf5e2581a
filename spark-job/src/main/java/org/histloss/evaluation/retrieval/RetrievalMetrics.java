package org.histloss.evaluation.retrieval;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Recall@K, CMC and mAP over queries: sums and counts only, divided at the end.
 *
 * <p>All state adds exactly (the sum of average precisions is kept without rounding), so the result
 * is the same to the last bit in whatever order queries are accepted or parts combined.
 */
public final class RetrievalMetrics {
  /** Queries by the 0-based rank of their first relevant item; as long as the ranks met need. */
  private long[] firstAtRank = new long[0];

  private long queries;
  private long evaluated;
  private BigDecimal precisions = BigDecimal.ZERO;

  /** Adds one query. */
  public void accept(QueryOutcome outcome) {
    queries++;
    if (!outcome.evaluated()) {
      return;
    }
    evaluated++;
    reserve(outcome.first() + 1);
    firstAtRank[outcome.first()]++;
    precisions = precisions.add(new BigDecimal(outcome.averagePrecision()));
  }

  /** Adds the queries of another part. */
  public void combine(RetrievalMetrics other) {
    queries += other.queries;
    evaluated += other.evaluated;
    precisions = precisions.add(other.precisions);
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
    double map = evaluated == 0 ? Double.NaN : precisions.doubleValue() / evaluated;
    return new Result(queries, evaluated, gallery, map, recall);
  }

  /**
   * Means over the evaluated queries; NaN when there are none.
   *
   * @param queries samples that are queries
   * @param evaluated queries with at least one relevant item
   * @param gallery gallery items
   * @param meanAveragePrecision mAP, a fraction
   * @param recall share of the evaluated queries with a relevant item among the first K, at index K
   *     − 1; K up to {@link #MAX_RANK}
   */
  @SuppressWarnings("ArrayRecordComponent") // A value that is built once and read; never compared.
  public record Result(
      long queries, long evaluated, int gallery, double meanAveragePrecision, double[] recall) {

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
