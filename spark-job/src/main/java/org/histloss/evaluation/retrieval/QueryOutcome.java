package org.histloss.evaluation.retrieval;

/**
 * Where one query's relevant items lie in its ranking.
 *
 * @param row the query's row in the {@link RetrievalItems}
 * @param ordinal the query's ordinal
 * @param ranks 0-based ranks of all its relevant items, ascending; empty when it has none
 */
@SuppressWarnings("ArrayRecordComponent") // A value that is built once and read; never compared.
public record QueryOutcome(int row, long ordinal, int[] ranks) {

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

  private void requireRelevant() {
    if (!evaluated()) {
      throw new IllegalStateException("query " + ordinal + " has no relevant item");
    }
  }
}
