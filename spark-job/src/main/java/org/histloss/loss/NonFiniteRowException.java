package org.histloss.loss;

/** An embedding with NaN or an infinite value: the network has diverged or its input is broken. */
public final class NonFiniteRowException extends ArithmeticException {
  private static final long serialVersionUID = 1L;

  private final int row;

  NonFiniteRowException(int row, double squaredNorm) {
    super(
        "embedding " + row + " of the batch has squared norm " + squaredNorm + ": must be finite");
    this.row = row;
  }

  /** The row's index in its batch. */
  public int row() {
    return row;
  }
}
