package org.histloss.loss;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The two passes over all pairs i &lt; j of a mini-batch: {@link #count} them, then take the
 * gradient from slopes by bin. Buffers belong to the object and are used again by the next batch,
 * so one object serves one thread.
 */
interface PairPasses {
  /**
   * Takes a batch in.
   *
   * @param rows [N, D], of any norm; left as they are
   * @param codes N identity codes; equal codes make a positive pair
   * @throws NonFiniteRowException for a row with NaN or an infinite value
   */
  void load(INDArray rows, int[] codes);

  /** Pass 1: the histogram of the loaded batch on these nodes. */
  SimilarityHistogram count(Nodes nodes);

  /** Pass 1 as for a batch that will be looked at: {@link #fine} can be asked for afterwards. */
  SimilarityHistogram countTwice(Nodes nodes);

  /** The same pairs on {@link Nodes#FINE}. */
  SimilarityHistogram fine();

  /** Pairs of the last pass 1 whose bin has slope zero: positive ones, negative ones. */
  long[] inert(PairTables tables);

  /**
   * Pass 2: dL/dX̂, the gradient with respect to the normalised rows.
   *
   * @return a new array [N, D]
   */
  INDArray unitGradient(PairTables tables);

  /**
   * Pass 2: dL/dX, the gradient with respect to the rows as they were given.
   *
   * @param gradient [N, D] of the rows' type, row by row without gaps; overwritten
   */
  void backward(PairTables tables, INDArray gradient);

  /** Lengths of the loaded rows. */
  double[] norms();
}
