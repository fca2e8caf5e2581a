package org.histloss.loss;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A loss that depends on similarities through their histogram alone.
 *
 * <p>Called in this order: {@link #accumulate} on each part of the data; the counts are combined;
 * {@link #tables} once; {@link #backward} on each part. Where the parts are the workers of a
 * cluster, only the counts and the tables travel.
 */
interface HistogramObjective {
  /** The grid of the counts. */
  Nodes nodes();

  /**
   * Counts the pairs i &lt; j of some rows.
   *
   * @param rows embeddings [N, D], float or double, of any norm
   * @param codes N identity codes; equal codes make a positive pair
   * @throws NonFiniteRowException when a row holds NaN or an infinite value
   */
  SimilarityHistogram accumulate(INDArray rows, int[] codes);

  /**
   * Counts a worker's share of the pairs of several mini-batches: those of its rows i with all rows
   * j &gt; i.
   *
   * @param rows embeddings of all mini-batches [N, D]
   * @param codes N identity codes
   * @param from the worker's first row
   * @param to the row after its last
   * @throws NonFiniteRowException when a row holds NaN or an infinite value
   */
  SimilarityHistogram accumulate(INDArray rows, int[] codes, int from, int to);

  /** The loss of these counts; 0 where they hold no positive or no negative pair. */
  double value(SimilarityHistogram counts);

  /** dL/ds by bin for these counts. */
  PairTables tables(SimilarityHistogram counts);

  /**
   * The gradient of the loss for these rows.
   *
   * @param rows as given to {@link #accumulate}
   * @param codes as given to {@link #accumulate}
   * @return dL/drows [N, D], of the rows' type
   */
  INDArray backward(INDArray rows, int[] codes, PairTables tables);
}
