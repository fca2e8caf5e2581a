package org.histloss.loss;

import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A loss over one mini-batch. */
public interface BatchLoss {
  /**
   * Value and gradient.
   *
   * @param rows embeddings [N, D], float or double, of any norm
   * @param codes N identity codes; equal codes make a positive pair
   * @throws NonFiniteRowException when a row holds NaN or an infinite value
   */
  default Result evaluate(INDArray rows, int[] codes) {
    return evaluate(rows, codes, gradientFor(rows));
  }

  /**
   * Value and gradient, the gradient into an array that the caller keeps from batch to batch.
   *
   * @param rows as above
   * @param codes as above
   * @param gradient [N, D] of the rows' type, as {@link #gradientFor} makes it; overwritten
   */
  Result evaluate(INDArray rows, int[] codes, INDArray gradient);

  /** An array for the gradient of such rows: of their shape and type, row by row without gaps. */
  static INDArray gradientFor(INDArray rows) {
    return Nd4j.createUninitialized(rows.dataType(), rows.shape(), 'c');
  }

  /**
   * What one mini-batch gave.
   *
   * @param value the loss; 0 when the batch is skipped
   * @param gradient dL/drows [N, D], of the rows' type
   * @param later makes {@link #statistics}
   */
  record Result(double value, INDArray gradient, Supplier<BatchStatistics> later) {
    /** What the batch looked like; to be asked for before the next batch is evaluated. */
    public BatchStatistics statistics() {
      return later.get();
    }
  }
}
