package org.histloss.evaluation.retrieval;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The embeddings with two ways to compare them: fast blocks of products by the matrix library, and
 * one product by a sum in double in index order. The first is a filter; the second decides.
 */
final class ItemVectors {
  /** Above it the product of two FLOAT rows, in cells, could overflow. */
  private static final double MAX_FLOAT_NORM = 1e16;

  /** As they were given; nothing is copied to sort them. */
  private final INDArray stored;

  /** Where each row lies in {@link #stored}. */
  private final int[] slots;

  private final RowStore store;
  private final double[] norms;
  private final double maxNorm;

  private ItemVectors(INDArray stored, int[] slots, long[] ordinals) {
    this.stored = stored;
    this.slots = slots;
    this.store = new RowStore(stored);
    this.norms = new double[slots.length];
    IntStream.range(0, norms.length).parallel().forEach(i -> norms[i] = norm(i));
    for (int i = 0; i < norms.length; i++) {
      checkNorm(norms[i], ordinals[i], store.single());
    }
    this.maxNorm = Arrays.stream(norms).max().orElse(0);
  }

  /** Some rows of others, copied. */
  private ItemVectors(ItemVectors others, int[] index) {
    this.stored = others.copy(index);
    this.slots = IntStream.range(0, index.length).toArray();
    this.store = new RowStore(stored);
    this.norms = Arrays.stream(index).mapToDouble(row -> others.norms[row]).toArray();
    this.maxNorm = Arrays.stream(norms).max().orElse(0);
  }

  /** These rows alone, copied one after another. */
  ItemVectors only(int[] index) {
    return new ItemVectors(this, index);
  }

  /** The norm serves bounds only: its sum may take any order, and four at once are faster. */
  private double norm(int row) {
    double[] values = new double[dimension()];
    store.read(slots[row], values);
    double[] sums = new double[4];
    int whole = values.length & ~3;
    for (int i = 0; i < whole; i += 4) {
      sums[0] += values[i] * values[i];
      sums[1] += values[i + 1] * values[i + 1];
      sums[2] += values[i + 2] * values[i + 2];
      sums[3] += values[i + 3] * values[i + 3];
    }
    for (int i = whole; i < values.length; i++) {
      sums[0] += values[i] * values[i];
    }
    return Math.sqrt(sums[0] + sums[1] + sums[2] + sums[3]);
  }

  /**
   * The rows of {@code embeddings} in the given order; copied only where they don't lie row after
   * row in one stretch of memory.
   */
  static ItemVectors of(INDArray embeddings, int[] order, long[] sortedOrdinals) {
    boolean plain =
        embeddings.ordering() == 'c'
            && !embeddings.isView()
            && embeddings.offset() == 0
            && embeddings.stride(1) == 1
            && embeddings.stride(0) == embeddings.columns();
    return new ItemVectors(plain ? embeddings : embeddings.dup('c'), order, sortedOrdinals);
  }

  private static void checkNorm(double norm, long ordinal, boolean single) {
    // A NaN or an infinity anywhere in the row makes the norm one.
    if (!Double.isFinite(norm)) {
      throw new IllegalArgumentException(
          "embedding of ordinal " + ordinal + " has norm " + norm + ": must be finite");
    }
    if (single && norm > MAX_FLOAT_NORM) {
      throw new IllegalArgumentException(
          "embedding of ordinal " + ordinal + " has norm " + norm + ": must be at most 1e16");
    }
  }

  int dimension() {
    return (int) stored.columns();
  }

  DataType dataType() {
    return stored.dataType();
  }

  /** A copy of all numbers, row after row; they must be FLOAT. */
  float[] numbers() {
    if (!store.single()) {
      throw new IllegalStateException("embeddings are DOUBLE: only FLOAT ones can be sent");
    }
    return copy(IntStream.range(0, slots.length).toArray()).data().asFloat();
  }

  void close() {
    stored.close();
  }

  /** Rows of norm 0. */
  long zeros() {
    return Arrays.stream(norms).filter(norm -> norm == 0).count();
  }

  /** The numbers as they are stored, row {@code i} at {@link #slot}. */
  RowStore store() {
    return store;
  }

  /** Where a row lies in {@link #store}. */
  int slot(int row) {
    return slots[row];
  }

  /** Copies a row, [d]. */
  void row(int row, double[] into) {
    store.read(slots[row], into);
  }

  /** Σ aᵢbᵢ in double, in index order: the same bits on every machine. */
  double dot(int row, int other) {
    double[] a = new double[dimension()];
    double[] b = new double[dimension()];
    store.read(slots[row], a);
    store.read(slots[other], b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /**
   * How far a block's product, scaled or not and read as a FLOAT, may lie from the sum in double,
   * for one query row and any row of the gallery.
   *
   * <p>A sum of d products, in whatever order and with or without fused multiply-add, errs by at
   * most γ_d·Σ|aᵢbᵢ| ≤ γ_d·‖a‖‖b‖ with γ_d = du/(1 − du) and u = 2⁻²⁴ (FLOAT) or 2⁻⁵³ (DOUBLE); the
   * sum in double errs by γ_d at u = 2⁻⁵³. 1.01(d + 2)u·‖a‖‖b‖ covers both, and a scale's rounding,
   * as long as du is below 0.005, and 2⁻²³·‖a‖‖b‖ what a DOUBLE product loses when it is read as a
   * FLOAT; the last term covers products that underflow. Two products that are compared with each
   * other err twice; here one of the two is always the exact one.
   */
  double bound(int row, ItemVectors gallery) {
    return bound(norms[row], gallery);
  }

  private double bound(double norm, ItemVectors gallery) {
    int d = dimension();
    double unit = store.single() ? 0x1p-24 : 0x1p-53;
    double narrowed = store.single() ? 0 : 0x1p-23;
    double slack = d * unit < 0.005 ? 1.01 : 2.0;
    double largest = norm * gallery.maxNorm;
    return (slack * (d + 2) * unit + narrowed) * largest + 2.0 * d * Float.MIN_NORMAL;
  }

  /** The largest score, or its negative, that any row can have with one of the gallery's. */
  double largest(ItemVectors gallery) {
    return maxNorm * gallery.maxNorm + bound(maxNorm, gallery);
  }

  /** A copy of these rows, [n, d]. */
  INDArray copy(int[] index) {
    INDArray copy = Nd4j.createUninitialized(stored.dataType(), index.length, dimension());
    RowStore.copy(store, Arrays.stream(index).map(row -> slots[row]).toArray(), copy);
    return copy;
  }

  /** These rows, [n, d]: a view where they lie {@link #together}, else a copy. */
  INDArray block(int[] index) {
    if (!together(index)) {
      return copy(index);
    }
    int first = slots[index[0]];
    return stored.get(NDArrayIndex.interval(first, first + index.length), NDArrayIndex.all());
  }

  /** Whether these rows, at least one, lie one after another. */
  boolean together(int[] index) {
    for (int i = 1; i < index.length; i++) {
      if (slots[index[i]] != slots[index[i - 1]] + 1) {
        return false;
      }
    }
    return true;
  }
}
