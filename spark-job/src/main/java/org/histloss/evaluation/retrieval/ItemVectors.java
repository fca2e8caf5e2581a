package org.histloss.evaluation.retrieval;

import java.util.Arrays;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The embeddings with two ways to compare them: fast blocks of products by the matrix library, and
 * one product by a sum in double in index order. The first is a filter; the second decides.
 */
final class ItemVectors {
  /** Above it the product of two FLOAT rows could overflow. */
  private static final double MAX_FLOAT_NORM = 1e18;

  private final INDArray rows;
  private final FloatIndexer floats;
  private final DoubleIndexer doubles;
  private final double[] norms;
  private final double maxNorm;

  private ItemVectors(INDArray rows, long[] ordinals) {
    this.rows = rows;
    boolean single = rows.dataType() == DataType.FLOAT;
    this.floats = single ? (FloatIndexer) rows.data().indexer() : null;
    this.doubles = single ? null : (DoubleIndexer) rows.data().indexer();
    this.norms = new double[(int) rows.rows()];
    double largest = 0;
    for (int i = 0; i < norms.length; i++) {
      norms[i] = Math.sqrt(dot(i, i));
      checkNorm(norms[i], ordinals[i], single);
      largest = Math.max(largest, norms[i]);
    }
    this.maxNorm = largest;
  }

  /** The rows of {@code embeddings} in the given order; copied unless they already lie so. */
  static ItemVectors of(INDArray embeddings, int[] order, long[] sortedOrdinals) {
    boolean inOrder = true;
    for (int i = 0; i < order.length; i++) {
      inOrder &= order[i] == i;
    }
    INDArray rows = inOrder ? embeddings : Nd4j.pullRows(embeddings.dup('c'), 1, order);
    boolean plain =
        rows.ordering() == 'c'
            && !rows.isView()
            && rows.offset() == 0
            && rows.stride(1) == 1
            && rows.stride(0) == rows.columns();
    return new ItemVectors(plain ? rows : rows.dup('c'), sortedOrdinals);
  }

  private static void checkNorm(double norm, long ordinal, boolean single) {
    // A NaN or an infinity anywhere in the row makes the norm one.
    if (!Double.isFinite(norm)) {
      throw new IllegalArgumentException(
          "embedding of ordinal " + ordinal + " has norm " + norm + ": must be finite");
    }
    if (single && norm > MAX_FLOAT_NORM) {
      throw new IllegalArgumentException(
          "embedding of ordinal " + ordinal + " has norm " + norm + ": must be at most 1e18");
    }
  }

  int dimension() {
    return (int) rows.columns();
  }

  DataType dataType() {
    return rows.dataType();
  }

  /** Σ aᵢbᵢ in double, in index order: the same bits on every machine. */
  double dot(int row, int other) {
    int d = dimension();
    long a = (long) row * d;
    long b = (long) other * d;
    double sum = 0;
    if (floats != null) {
      for (int i = 0; i < d; i++) {
        sum += (double) floats.get(a + i) * floats.get(b + i);
      }
    } else {
      for (int i = 0; i < d; i++) {
        sum += doubles.get(a + i) * doubles.get(b + i);
      }
    }
    return sum;
  }

  /**
   * How far a block's product may lie from {@link #dot}, for one query row and any other row.
   *
   * <p>A sum of d products, in whatever order and with or without fused multiply-add, errs by at
   * most γ_d·Σ|aᵢbᵢ| ≤ γ_d·‖a‖‖b‖ with γ_d = du/(1 − du) and u = 2⁻²⁴ (FLOAT) or 2⁻⁵³ (DOUBLE); dot
   * itself errs by γ_d at u = 2⁻⁵³. 2(d + 2)u·‖a‖‖b‖ covers both; the last term covers products
   * that underflow.
   */
  double bound(int row) {
    boolean single = floats != null;
    int d = dimension();
    double unit = single ? 0x1p-24 : 0x1p-53;
    double smallest = single ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    return 2.0 * (d + 2) * unit * norms[row] * maxNorm + 2.0 * d * smallest;
  }

  /** The rows {@code index[from … to)}, [to − from, d]: a view where they lie together. */
  INDArray block(int[] index, int from, int to) {
    int first = index[from];
    if (index[to - 1] - first == to - 1 - from) {
      return rows.get(NDArrayIndex.interval(first, first + to - from), NDArrayIndex.all());
    }
    return Nd4j.pullRows(rows, 1, Arrays.copyOfRange(index, from, to));
  }
}
