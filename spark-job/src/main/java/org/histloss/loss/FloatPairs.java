package org.histloss.loss;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasLeft;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasUpper;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_ssymm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_ssyrk;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The two passes in float, at the speed of their matrix products.
 *
 * <p>Only the upper triangle of S = X̂X̂ᵀ is computed (a rank-k update, half the work of a
 * product), and the slopes replace the similarities in place, so that dL/dX̂ = GX̂ reads a
 * symmetric matrix's upper half. Up to {@link #WHOLE} rows S is kept between the passes; above, it
 * is computed panel by panel in both, and memory grows with N alone.
 *
 * <p>A similarity is rounded to 2⁻²² by adding 3: the bits of a float in [2, 4) are then a whole
 * number, whose product with the number of bins holds the bin and the share of its upper node (see
 * {@link PairCounts}). Both passes round alike, so a pair is weighted by the bin it was counted in.
 */
final class FloatPairs implements PairPasses {
  /** Rows up to which S is kept between the passes: 64 MiB. */
  static final int WHOLE = 4096;

  /** Above so many bins a similarity's rounding shows, and the plain passes are used. */
  static final int MOST_BINS = 100_000;

  private static final int PANEL = 256;
  private static final int BITS_OF_TWO = Float.floatToRawIntBits(2f);

  private final GroupedRows rows = new GroupedRows();
  private final NativeFloats pairs = new NativeFloats();
  private final NativeFloats gradient = new NativeFloats();
  private final SignedCounts fine = new SignedCounts(Nodes.FINE);
  private final int whole;
  private final int panel;
  private SignedCounts own = fine;
  private float[] line = new float[0];
  private boolean kept;

  FloatPairs() {
    this(WHOLE, PANEL);
  }

  /** With other sizes. */
  FloatPairs(int whole, int panel) {
    this.whole = whole;
    this.panel = panel;
  }

  @Override
  public void load(INDArray batch, int[] codes) {
    rows.load(batch, codes);
    kept = false;
    if (line.length < codes.length) {
      line = new float[codes.length];
    }
  }

  @Override
  public Counted count(Nodes nodes) {
    own = own.nodes().equals(nodes) ? own : new SignedCounts(nodes);
    if (own.coarsens(fine)) {
      countIn(fine);
      own.coarsen(fine);
    } else {
      countIn(own, fine);
    }
    return new Counted(own.histogram(), fine.histogram());
  }

  @Override
  public SimilarityHistogram histogram(Nodes nodes) {
    own = own.nodes().equals(nodes) && own != fine ? own : new SignedCounts(nodes);
    countIn(own);
    return own.histogram();
  }

  @Override
  public long[] inert(PairTables tables) {
    return new long[] {
      own.positive().inert(tables.positive()), own.negative().inert(tables.negative())
    };
  }

  @Override
  public INDArray unitGradient(PairTables tables) {
    weightPairs(tables);
    INDArray v = Nd4j.createUninitialized(DataType.FLOAT, rows.count(), rows.dimension());
    rows.inBatchOrder(gradient, v);
    return v;
  }

  @Override
  public void backward(PairTables tables, INDArray to) {
    weightPairs(tables);
    rows.backward(gradient, to);
  }

  @Override
  public double[] norms() {
    return rows.norms();
  }

  private void countIn(SignedCounts... counts) {
    for (SignedCounts each : counts) {
      each.clear();
    }
    int n = rows.count();
    int pending = 0;
    for (int from = 0; from < n; from += height()) {
      int to = Math.min(from + height(), n);
      similarities(from, to);
      for (int i = from; i < to; i++) {
        pending += n - i;
        if (pending > PairCounts.ROOM) {
          flush(counts);
          pending = n - i;
        }
        countRow(i, at(from, i), counts);
      }
    }
    flush(counts);
    kept = height() >= n;
  }

  private static void flush(SignedCounts[] counts) {
    for (SignedCounts each : counts) {
      each.flush();
    }
  }

  private void countRow(int i, int diagonal, SignedCounts[] counts) {
    int length = rows.count() - i;
    pairs.read(diagonal, line, length);
    int end = rows.end(i) - i;
    for (SignedCounts each : counts) {
      count(line, 1, end, each.nodes().bins(), each.positive().packed());
      count(line, end, length, each.nodes().bins(), each.negative().packed());
    }
  }

  private static void count(float[] s, int from, int to, long bins, long[] packed) {
    long origin = origin(bins);
    for (int j = from; j < to; j++) {
      long u = Float.floatToRawIntBits(s[j] + 3f) * bins + origin;
      packed[(int) (u >> PairCounts.SHARE_BITS)] += PairCounts.PAIR + (u & PairCounts.SHARE);
    }
  }

  /** Takes the bits of −1 + 3 to the first bin, which is slot 1. */
  private static long origin(long bins) {
    return (1L << PairCounts.SHARE_BITS) - BITS_OF_TWO * bins;
  }

  /** Leaves dL/dX̂, grouped, in {@link #gradient}. */
  private void weightPairs(PairTables tables) {
    int n = rows.count();
    float[] positive = bySlot(tables.positive());
    float[] negative = bySlot(tables.negative());
    gradient.reserve((long) n * rows.dimension());
    if (height() < n) {
      gradient.clear(n * rows.dimension());
    }
    for (int from = 0; from < n; from += height()) {
      int to = Math.min(from + height(), n);
      if (!kept) {
        similarities(from, to);
      }
      for (int i = from; i < to; i++) {
        weightRow(i, at(from, i), positive, negative);
      }
      spread(from, to);
    }
    kept = false;
  }

  private static float[] bySlot(double[] slopes) {
    int bins = slopes.length;
    float[] table = new float[bins + 2];
    for (int slot = 0; slot < table.length; slot++) {
      table[slot] = (float) slopes[Math.max(0, Math.min(slot - 1, bins - 1))];
    }
    return table;
  }

  private void weightRow(int i, int diagonal, float[] positive, float[] negative) {
    int length = rows.count() - i;
    int end = rows.end(i) - i;
    pairs.read(diagonal, line, length);
    line[0] = 0f;
    weight(line, 1, end, positive);
    weight(line, end, length, negative);
    pairs.write(diagonal, line, length);
  }

  private static void weight(float[] s, int from, int to, float[] slopes) {
    long bins = slopes.length - 2;
    long origin = origin(bins);
    for (int j = from; j < to; j++) {
      long u = Float.floatToRawIntBits(s[j] + 3f) * bins + origin;
      s[j] = slopes[(int) (u >> PairCounts.SHARE_BITS)];
    }
  }

  private int height() {
    return rows.count() <= whole ? Math.max(rows.count(), 1) : panel;
  }

  /** Where s_ii lies in the panel that begins with row {@code from}. */
  private int at(int from, int i) {
    return (i - from) * (rows.count() - from) + i - from;
  }

  /** The similarities of a panel's rows to themselves and all later rows. */
  private void similarities(int from, int to) {
    int n = rows.count();
    int d = rows.dimension();
    int width = n - from;
    pairs.reserve((long) (to - from) * width);
    FloatPointer x = rows.unit().from(from * d);
    FloatPointer s = pairs.memory();
    if (to - from == n) {
      cblas_ssyrk(CblasRowMajor, CblasUpper, CblasNoTrans, n, d, 1f, x, d, 0f, s, n);
    } else {
      gemm(CblasNoTrans, CblasTrans, to - from, width, d, x, d, x, d, 0f, s, width);
    }
  }

  /** Adds a panel's slopes to the gradients of both ends of its pairs. */
  private void spread(int from, int to) {
    int n = rows.count();
    int d = rows.dimension();
    int height = to - from;
    int width = n - from;
    FloatPointer x = rows.unit().from(from * d);
    FloatPointer v = gradient.from(from * d);
    FloatPointer g = pairs.memory();
    if (height == n) {
      cblas_ssymm(CblasRowMajor, CblasLeft, CblasUpper, n, d, 1f, g, n, x, d, 0f, v, d);
      return;
    }
    clearBelowDiagonal(height, width);
    gemm(CblasNoTrans, CblasNoTrans, height, d, width, g, width, x, d, 1f, v, d);
    gemm(CblasTrans, CblasNoTrans, width, d, height, g, width, x, d, 1f, v, d);
  }

  private void clearBelowDiagonal(int height, int width) {
    Arrays.fill(line, 0, height, 0f);
    for (int r = 1; r < height; r++) {
      pairs.write(r * width, line, r);
    }
  }

  private static void gemm(
      int transA,
      int transB,
      int m,
      int n,
      int k,
      FloatPointer a,
      int lda,
      FloatPointer b,
      int ldb,
      float beta,
      FloatPointer c,
      int ldc) {
    cblas_sgemm(CblasRowMajor, transA, transB, m, n, k, 1f, a, lda, b, ldb, beta, c, ldc);
  }
}
