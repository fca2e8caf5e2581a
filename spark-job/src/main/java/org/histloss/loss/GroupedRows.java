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
 * negative pairs another, so that the inner loops need not ask which is which. A zero row becomes
 * the zero vector, see {@link UnitRows}.
 */
final class GroupedRows {
  /** Below this a float's square has lost digits. */
  private static final double SMALLEST = 1e-30;

  private final NativeFloats unit = new NativeFloats();
  private long[] keys = new long[0];
  private int[] order = new int[0];
  private int[] ends = new int[0];
  private double[] norms = new double[0];
  private int[] place = new int[0];
  private boolean grouped;
  private float[] run = new float[0];
  private float[] other = new float[0];
  private int height;
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
    for (int first = 0; first < count; first += height) {
      int number = Math.min(height, count - first);
      from.get(first * dimension, run, 0, number * dimension);
      for (int r = 0; r < number; r++) {
        norms[first + r] = norm(run, r * dimension, first + r);
        scale(run, r * dimension, inverse(norms[first + r]));
      }
      group(first, number);
    }
  }

  /** Writes a run of normalised rows to their places. */
  private void group(int first, int number) {
    if (grouped) {
      unit.write(first * dimension, run, number * dimension);
      return;
    }
    for (int r = 0; r < number; r++) {
      unit.write(place[first + r] * dimension, run, r * dimension, dimension);
    }
  }

  private void reserve() {
    if (norms.length < count) {
      norms = new double[count];
      order = new int[count];
      place = new int[count];
      ends = new int[count];
      keys = new long[count];
    }
    height = Math.max(1, NativeFloats.RUN / Math.max(dimension, 1));
    if (run.length < height * dimension) {
      run = new float[height * dimension];
      other = new float[height * dimension];
    }
  }

  private static FloatBuffer numbers(INDArray array) {
    return ((FloatPointer) array.data().pointer()).asBuffer();
  }

  private void group(int[] codes) {
    grouped = true;
    for (int i = 0; i < count; i++) {
      keys[i] = ((long) codes[i] << 32) | i;
      grouped &= i == 0 || keys[i - 1] < keys[i];
    }
    if (!grouped) {
      Arrays.sort(keys, 0, count);
    }
    for (int g = count - 1; g >= 0; g--) {
      order[g] = (int) keys[g];
      place[order[g]] = g;
      boolean last = g == count - 1 || keys[g] >> 32 != keys[g + 1] >> 32;
      ends[g] = last ? g + 1 : ends[g + 1];
    }
  }

  private double norm(float[] rows, int at, int row) {
    double sum = dot(rows, rows, at, dimension);
    if (!(sum > SMALLEST && sum < Float.MAX_VALUE)) {
      sum = exactSquare(rows, at);
    }
    if (!Double.isFinite(sum)) {
      throw new NonFiniteRowException(row, sum);
    }
    return Math.sqrt(sum);
  }

  /** For rows whose squares leave the range of a float. */
  private double exactSquare(float[] rows, int at) {
    double sum = 0.0;
    for (int c = at; c < at + dimension; c++) {
      sum += (double) rows[c] * rows[c];
    }
    return sum;
  }

  private void scale(float[] x, int at, float factor) {
    for (int c = at; c < at + dimension; c++) {
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
    for (int first = 0; first < count; first += height) {
      int number = Math.min(height, count - first);
      v.read(first * dimension, run, number * dimension);
      unit.read(first * dimension, other, number * dimension);
      for (int r = 0; r < number; r++) {
        tangent(run, other, r * dimension, inverse(norms[order[first + r]]));
      }
      ungroup(first, number, to);
    }
  }

  /** Writes grouped rows in the batch's order. */
  void inBatchOrder(NativeFloats rows, INDArray to) {
    for (int first = 0; first < count; first += height) {
      int number = Math.min(height, count - first);
      rows.read(first * dimension, run, number * dimension);
      ungroup(first, number, numbers(to));
    }
  }

  private void ungroup(int first, int number, FloatBuffer to) {
    if (grouped) {
      to.put(first * dimension, run, 0, number * dimension);
      return;
    }
    for (int r = 0; r < number; r++) {
      to.put(order[first + r] * dimension, run, r * dimension, dimension);
    }
  }

  /** Leaves (v − ⟨v, x⟩ x)·scale in v. */
  private void tangent(float[] v, float[] x, int at, float scale) {
    float radial = (float) dot(v, x, at, dimension);
    for (int c = at; c < at + dimension; c++) {
      v[c] = (v[c] - radial * x[c]) * scale;
    }
  }

  /**
   * ⟨a, b⟩ as eight sums side by side, which a processor adds at once; their order is fixed. A
   * fused multiply-add rounds alike with and without hardware for it.
   */
  private static double dot(float[] a, float[] b, int at, int length) {
    float s0 = 0f;
    float s1 = 0f;
    float s2 = 0f;
    float s3 = 0f;
    float s4 = 0f;
    float s5 = 0f;
    float s6 = 0f;
    float s7 = 0f;
    int c = at;
    for (; c < at + length - 7; c += 8) {
      s0 = Math.fma(a[c], b[c], s0);
      s1 = Math.fma(a[c + 1], b[c + 1], s1);
      s2 = Math.fma(a[c + 2], b[c + 2], s2);
      s3 = Math.fma(a[c + 3], b[c + 3], s3);
      s4 = Math.fma(a[c + 4], b[c + 4], s4);
      s5 = Math.fma(a[c + 5], b[c + 5], s5);
      s6 = Math.fma(a[c + 6], b[c + 6], s6);
      s7 = Math.fma(a[c + 7], b[c + 7], s7);
    }
    for (; c < at + length; c++) {
      s0 = Math.fma(a[c], b[c], s0);
    }
    return (((double) s0 + s1) + ((double) s2 + s3)) + (((double) s4 + s5) + ((double) s6 + s7));
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
