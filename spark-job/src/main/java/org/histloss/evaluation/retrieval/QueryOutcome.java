package org.histloss.evaluation.retrieval;

import java.util.Arrays;

/**
 * Where one query's relevant items lie in its ranking.
 *
 * @param row the query's row in the {@link RetrievalItems}
 * @param ordinal the query's ordinal
 * @param ranks 0-based ranks of all its relevant items, ascending; empty when it has none
 * @param ties the ranks they could have as well, or null where no other item is exactly as similar
 *     to the query as a relevant one
 */
@SuppressWarnings("ArrayRecordComponent") // A value that is built once and read; never compared.
public record QueryOutcome(int row, long ordinal, int[] ranks, Ties ties) {

  /**
   * Ranks under the two extreme orders of equal similarities.
   *
   * @param optimistic the relevant ones first
   * @param pessimistic the relevant ones last
   */
  public record Ties(int[] optimistic, int[] pessimistic) {}

  /** An outcome without ties. */
  public QueryOutcome(int row, long ordinal, int[] ranks) {
    this(row, ordinal, ranks, null);
  }

  /** The outcome with the relevant items first among equally similar ones. */
  public QueryOutcome optimistic() {
    return ties == null ? this : new QueryOutcome(row, ordinal, ties.optimistic());
  }

  /** The outcome with the relevant items last among equally similar ones. */
  public QueryOutcome pessimistic() {
    return ties == null ? this : new QueryOutcome(row, ordinal, ties.pessimistic());
  }

  /** Whether the query has something to find; if not, it is left out of the means. */
  public boolean evaluated() {
    return ranks.length > 0;
  }

  /**
   * 0-based rank of the first relevant item.
   *
   * @throws IllegalStateException when there is none
   */
  public int first() {
    requireRelevant();
    return ranks[0];
  }

  /**
   * AP as the mean of the precisions at the relevant items: (1/m) Σⱼ j / (rankⱼ + 1), j from 1.
   *
   * @throws IllegalStateException when there is no relevant item
   */
  public double averagePrecision() {
    requireRelevant();
    double sum = 0;
    for (int j = 0; j < ranks.length; j++) {
      sum += (j + 1.0) / (ranks[j] + 1.0);
    }
    return sum / ranks.length;
  }

  /**
   * AP as the area under the precision-recall curve by trapezoids, as the evaluation script of
   * Market-1501 has it: (1/m) Σⱼ (pⱼ + qⱼ)/2, j from 1, pⱼ = j/(rankⱼ + 1) the precision at the
   * j-th relevant item and qⱼ = (j − 1)/rankⱼ that just before it, 1 at the top of the ranking.
   *
   * @throws IllegalStateException when there is no relevant item
   */
  public double trapezoidAveragePrecision() {
    requireRelevant();
    double sum = 0;
    for (int j = 0; j < ranks.length; j++) {
      double before = ranks[j] == 0 ? 1.0 : (double) j / ranks[j];
      sum += (before + (j + 1.0) / (ranks[j] + 1.0)) / 2;
    }
    return sum / ranks.length;
  }

  /**
   * The inverse negative penalty, m/(rank_m + 1): what share of the ranking down to the last
   * relevant item is relevant (Ye et al., TPAMI 2021); its mean is mINP.
   *
   * @throws IllegalStateException when there is no relevant item
   */
  public double inverseNegativePenalty() {
    requireRelevant();
    return ranks.length / (ranks[ranks.length - 1] + 1.0);
  }

  /**
   * R-precision: the share of relevant items among the first R, R the number of relevant items
   * (Musgrave et al., ECCV 2020).
   *
   * @throws IllegalStateException when there is no relevant item
   */
  public double precisionAtR() {
    requireRelevant();
    return (double) Arrays.stream(ranks).filter(rank -> rank < ranks.length).count() / ranks.length;
  }

  /**
   * MAP@R: as {@link #averagePrecision}, but relevant items beyond the first R count nothing
   * (Musgrave et al., ECCV 2020).
   *
   * @throws IllegalStateException when there is no relevant item
   */
  public double averagePrecisionAtR() {
    requireRelevant();
    double sum = 0;
    for (int j = 0; j < ranks.length && ranks[j] < ranks.length; j++) {
      sum += (j + 1.0) / (ranks[j] + 1.0);
    }
    return sum / ranks.length;
  }

  private void requireRelevant() {
    if (!evaluated()) {
      throw new IllegalStateException("query " + ordinal + " has no relevant item");
    }
  }
}
