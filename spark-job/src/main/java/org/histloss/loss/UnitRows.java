package org.histloss.loss;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Rows scaled to unit length, x̂ = x/‖x‖, and the way back through that scaling.
 *
 * <p>A zero row has no direction: its x̂ is the zero vector, so that it has similarity 0 to every
 * row, moves no other row and receives no gradient.
 */
final class UnitRows {
  private final INDArray unit;
  private final double[] norms;

  private UnitRows(INDArray unit, double[] norms) {
    this.unit = unit;
    this.norms = norms;
  }

  /**
   * Normalises [N, D] rows; the argument is left as it is.
   *
   * @throws NonFiniteRowException for the first row with NaN or an infinite value
   */
  static UnitRows of(INDArray rows) {
    int n = Math.toIntExact(rows.size(0));
    int d = Math.toIntExact(rows.size(1));
    double[] x = rows.dup('c').data().asDouble();
    double[] norms = new double[n];
    for (int i = 0; i < n; i++) {
      double sum = 0.0;
      for (int c = 0; c < d; c++) {
        sum += x[i * d + c] * x[i * d + c];
      }
      if (!Double.isFinite(sum)) {
        throw new NonFiniteRowException(i, sum);
      }
      norms[i] = Math.sqrt(sum);
      double scale = norms[i] > 0.0 ? 1.0 / norms[i] : 0.0;
      for (int c = 0; c < d; c++) {
        x[i * d + c] *= scale;
      }
    }
    return new UnitRows(array(x, n, d, rows.dataType()), norms);
  }

  /**
   * Takes dL/dx̂ = v to dL/dx = (v − ⟨v, x̂⟩ x̂)/‖x‖.
   *
   * @param v dL/dx̂ [N, D]
   */
  INDArray backward(INDArray v) {
    int n = norms.length;
    int d = Math.toIntExact(v.size(1));
    double[] slope = v.dup('c').data().asDouble();
    double[] xhat = unit.data().asDouble();
    for (int i = 0; i < n; i++) {
      double radial = 0.0;
      for (int c = i * d; c < (i + 1) * d; c++) {
        radial += slope[c] * xhat[c];
      }
      double scale = norms[i] > 0.0 ? 1.0 / norms[i] : 0.0;
      for (int c = i * d; c < (i + 1) * d; c++) {
        slope[c] = (slope[c] - radial * xhat[c]) * scale;
      }
    }
    return array(slope, n, d, unit.dataType());
  }

  /** x̂ [N, D], in the rows' type. */
  INDArray unit() {
    return unit;
  }

  /** ‖x‖ of each row. */
  double[] norms() {
    return norms;
  }

  static INDArray array(double[] values, int rows, int columns, DataType type) {
    return Nd4j.createFromArray(values).castTo(type).reshape('c', rows, columns);
  }
}
