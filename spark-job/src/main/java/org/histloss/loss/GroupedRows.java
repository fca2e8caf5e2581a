package org.histloss.loss;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Float rows scaled to unit length, those of one identity behind each other, in buffers that the
 * next batch uses again; and the way back through that scaling.
 *
 * <p>Grouping makes the positive pairs of row i a run of columns, {@code i + 1 .. end(i)}, and its
 * negative pairs another, so that the inner loops need not ask which is which. Lengths and dot
 * products are summed in double. A zero row becomes the zero vector, see {@link UnitRows}.
 */
final class GroupedRows {
  private final NativeFloats unit = new NativeFloats();
  private long[] keys = new long[0];
  private int[] order = new int[0];
  private int[] ends = new int[0];
  private double[] norms = new double[0];
  private float[] line = new float[0];
  private float[] other = new float[0];
  private int count;
  private int dimension;

  /**
   * Takes a batch in.
   *
   * @param rows [N, D] in float; left as it is
   * @param codes N identity codes
   * @throws NonFiniteRowException for a row with NaN or an infinite value
   */
  void load(INDArray rows, int[] codes) {
    count = codes.length;
    dimension = Math.toIntExact(rows.size(1));
    unit.reserve((long) count * dimension);
    reserve();
    group(codes);
    FloatBuffer from = numbers(rows.ordering() == 'c' && !rows.isView() ? rows : rows.dup('c'));
    for (int g = 0; g < count; g++) {
      int row = order[g];
      from.get(row * dimension, line, 0, dimension);
      norms[row] = norm(row);
      scale(line, inverse(norms[row]), dimension);
      unit.write(g * dimension, line, dimension);
    }
  }

  private void reserve() {
    if (norms.length < count) {
      norms = new double[count];
      order = new int[count];
      ends = new int[count];
      keys = new long[count];
    }
    if (line.length < dimension) {
      line = new float[dimension];
      other = new float[dimension];
    }
  }

  private static FloatBuffer numbers(INDArray array) {
    return ((FloatPointer) array.data().pointer()).asBuffer();
  }

  private void group(int[] codes) {
    boolean grouped = true;
    for (int i = 0; i < count; i++) {
      keys[i] = ((long) codes[i] << 32) | i;
      grouped &= i == 0 || keys[i - 1] < keys[i];
    }
    if (!grouped) {
      Arrays.sort(keys, 0, count);
    }
    for (int g = count - 1; g >= 0; g--) {
      order[g] = (int) keys[g];
      boolean last = g == count - 1 || keys[g] >> 32 != keys[g + 1] >> 32;
      ends[g] = last ? g + 1 : ends[g + 1];
    }
  }

  private double norm(int row) {
    double sum = dot(line, line, dimension);
    if (!Double.isFinite(sum)) {
      throw new NonFiniteRowException(row, sum);
    }
    return Math.sqrt(sum);
  }

  private static void scale(float[] x, float factor, int length) {
    for (int c = 0; c < length; c++) {
      x[c] *= factor;
    }
  }

  /**
   * Takes dL/dx̂ = v, grouped, to dL/dx = (v − ⟨v, x̂⟩ x̂)/‖x‖ in the batch's order.
   *
   * @param v [N, D]
   * @param gradient [N, D] in float, row by row without gaps; overwritten
   */
  void backward(NativeFloats v, INDArray gradient) {
    FloatBuffer to = numbers(gradient);
    for (int g = 0; g < count; g++) {
      v.read(g * dimension, line, dimension);
      unit.read(g * dimension, other, dimension);
      float radial = (float) dot(line, other, dimension);
      tangent(line, other, radial, inverse(norms[order[g]]), dimension);
      to.put(order[g] * dimension, line, 0, dimension);
    }
  }

  /** Writes grouped rows in the batch's order. */
  void inBatchOrder(NativeFloats grouped, INDArray rows) {
    FloatBuffer to = numbers(rows);
    for (int g = 0; g < count; g++) {
      grouped.read(g * dimension, line, dimension);
      to.put(order[g] * dimension, line, 0, dimension);
    }
  }

  private static void tangent(float[] v, float[] x, float radial, float scale, int length) {
    for (int c = 0; c < length; c++) {
      v[c] = (v[c] - radial * x[c]) * scale;
    }
  }

  /** ⟨a, b⟩ as four sums side by side, which a processor adds at once; their order is fixed. */
  private static double dot(float[] a, float[] b, int length) {
    double sum0 = 0.0;
    double sum1 = 0.0;
    double sum2 = 0.0;
    double sum3 = 0.0;
    int c = 0;
    for (; c < length - 3; c += 4) {
      sum0 += (double) a[c] * b[c];
      sum1 += (double) a[c + 1] * b[c + 1];
      sum2 += (double) a[c + 2] * b[c + 2];
      sum3 += (double) a[c + 3] * b[c + 3];
    }
    for (; c < length; c++) {
      sum0 += (double) a[c] * b[c];
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }

  private static float inverse(double norm) {
    return norm > 0.0 ? (float) (1.0 / norm) : 0f;
  }

  /** x̂ [N, D], grouped. */
  NativeFloats unit() {
    return unit;
  }

  /** N. */
  int count() {
    return count;
  }

  /** D. */
  int dimension() {
    return dimension;
  }

  /** The first row behind the last one of this row's identity; both in the grouped order. */
  int end(int row) {
    return ends[row];
  }

  /** ‖x‖ of each row in the batch's order. */
  double[] norms() {
    return Arrays.copyOf(norms, count);
  }
}
