package org.histloss.loss;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A loss over one mini-batch. */
public interface BatchLoss {
  /**
   * Value and gradient.
   *
   * @param rows embeddings [N, D], float or double, of any norm
   * @param codes N identity codes; equal codes make a positive pair
   * @throws NonFiniteRowException when a row holds NaN or an infinite value
   */
  Result evaluate(INDArray rows, int[] codes);

  /**
   * What one mini-batch gave.
   *
   * @param value the loss; 0 when {@link BatchStatistics#skipped()}
   * @param gradient dL/drows [N, D], of the rows' type
   * @param statistics what the batch looked like
   */
  record Result(double value, INDArray gradient, BatchStatistics statistics) {}
}
