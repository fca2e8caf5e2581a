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
 * <p>Both passes place similarities on the same {@link Grid}, so a pair is weighted by the bin it
 * was counted in; where the loss's bins are whole multiples of the fine ones, one count on the fine
 * grid gives both histograms.
 */
final class FloatPairs implements PairPasses {
  /** Rows up to which S is kept between the passes: 64 MiB. */
  static final int WHOLE = 4096;

  /** Above so many bins a similarity's rounding shows, and the plain passes are used. */
  static final int MOST_BINS = 20_000;

  private static final int PANEL = 256;

  private final GroupedRows rows = new GroupedRows();
  private final NativeFloats pairs = new NativeFloats();
  private final NativeFloats gradient = new NativeFloats();
  private final SignedCounts fine = new SignedCounts(Nodes.FINE);
  private final int whole;
  private final int panel;
  private SignedCounts own = fine;
  private SignedCounts.Binned binned;
  private float[] run = new float[0];
  private boolean kept;
  private int width;

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
    binned = null;
    int longest = Math.max(codes.length, NativeFloats.RUN);
    if (run.length < longest) {
      run = new float[longest];
    }
  }

  @Override
  public SimilarityHistogram countTwice(Nodes nodes) {
    if (fine.refines(nodes)) {
      countIn(fine);
      own = fine;
    } else {
      countIn(countsOn(nodes), fine);
    }
    binned = own.on(nodes);
    return binned.histogram();
  }

  @Override
  public SimilarityHistogram count(Nodes nodes) {
    countIn(countsOn(nodes));
    binned = own.on(nodes);
    return binned.histogram();
  }

  @Override
  public SimilarityHistogram fine() {
    return fine.on(Nodes.FINE).histogram();
  }

  private SignedCounts countsOn(Nodes nodes) {
    own = own.grid().nodes().equals(nodes) ? own : new SignedCounts(nodes);
    return own;
  }

  @Override
  public long[] inert(PairTables tables) {
    return new long[] {
      binned.positive().inert(tables.positive()), binned.negative().inert(tables.negative())
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
    int n = rows.count();
    int pending = 0;
    boolean first = true;
    for (int from = 0; from < n; from += height()) {
      int to = Math.min(from + height(), n);
      similarities(from, to);
      for (int i = from; i < to; i = runEnd(i, to)) {
        int more = (runEnd(i, to) - i) * (n - i);
        if (pending + more > PairCounts.ROOM) {
          flush(counts, first);
          first = false;
          pending = 0;
        }
        pending += more;
        countRows(i, runEnd(i, to), at(from, i), counts);
      }
    }
    flush(counts, first);
    kept = height() >= n;
  }

  private static void flush(SignedCounts[] counts, boolean first) {
    for (SignedCounts each : counts) {
      each.flush(first);
    }
  }

  /** Rows are copied in runs: the last row, exclusive, of the run that begins with this one. */
  private int runEnd(int first, int to) {
    return Math.min(to, first + Math.max(1, NativeFloats.RUN / rows.count()));
  }

  /** Numbers from the diagonal of a run's first row to the end of its last. */
  private int runLength(int first, int end, int width) {
    return (end - first - 1) * width + rows.count() - first;
  }

  private void countRows(int first, int end, int at, SignedCounts[] counts) {
    int n = rows.count();
    for (SignedCounts each : counts) {
      int length = runLength(first, end, width);
      pairs.read(at, run, length);
      each.grid().place(run, length);
      for (int i = first; i < end; i++) {
        int row = (i - first) * width - first;
        each.grid().count(run, row + i + 1, row + rows.end(i), each.positive().packed());
        each.grid().count(run, row + rows.end(i), row + n, each.negative().packed());
      }
    }
  }

  /** Leaves dL/dX̂, grouped, in {@link #gradient}. */
  private void weightPairs(PairTables tables) {
    int n = rows.count();
    Grid grid = gridFor(tables.nodes());
    float[] positive = grid.bySlot(tables.positive());
    float[] negative = grid.bySlot(tables.negative());
    gradient.reserve((long) n * rows.dimension());
    if (height() < n) {
      gradient.clear(n * rows.dimension());
    }
    for (int from = 0; from < n; from += height()) {
      int to = Math.min(from + height(), n);
      if (!kept) {
        similarities(from, to);
      }
      for (int first = from; first < to; first = runEnd(first, to)) {
        weightRows(grid, first, runEnd(first, to), at(from, first), positive, negative);
      }
      spread(from, to);
    }
    kept = false;
  }

  /** The grid on which pairs were counted, or one for these tables alone. */
  private Grid gridFor(Nodes nodes) {
    return binned != null && own.refines(nodes) ? own.grid() : new Grid(nodes);
  }

  private void weightRows(
      Grid grid, int first, int end, int at, float[] positive, float[] negative) {
    int n = rows.count();
    int length = runLength(first, end, width);
    pairs.read(at, run, length);
    grid.place(run, length);
    for (int i = first; i < end; i++) {
      int row = (i - first) * width - first;
      run[row + i] = 0f;
      grid.weight(run, row + i + 1, row + rows.end(i), positive);
      grid.weight(run, row + rows.end(i), row + n, negative);
    }
    pairs.write(at, run, length);
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
    width = n - from;
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
    Arrays.fill(run, 0, height, 0f);
    for (int r = 1; r < height; r++) {
      pairs.write(r * width, run, r);
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
