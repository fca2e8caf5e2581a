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

/**
 * A panel of S = X̂X̂ᵀ: some rows of it, each from the panel's first diagonal element to its end;
 * or all of its upper triangle. Java sees it in runs of rows, copied to an array and back.
 */
final class PairPanel {
  /** A call to copy costs about as much as so many numbers do. */
  private static final int WORTH_A_CALL = 256;

  private final GroupedRows rows;
  private final NativeFloats pairs = new NativeFloats();
  private float[] run = new float[0];
  private int from;
  private int width;

  /** Panels of these rows' matrix. */
  PairPanel(GroupedRows rows) {
    this.rows = rows;
  }

  /**
   * Computes the similarities of the rows {@code from} to {@code to} to themselves and all later.
   */
  void compute(int from, int to) {
    int n = rows.count();
    int d = rows.dimension();
    this.from = from;
    width = n - from;
    pairs.reserve((long) (to - from) * width);
    int longest = Math.max(n, NativeFloats.RUN);
    if (run.length < longest) {
      run = new float[longest];
    }
    FloatPointer x = rows.unit().from(from * d);
    FloatPointer s = pairs.memory();
    if (to - from == n) {
      cblas_ssyrk(CblasRowMajor, CblasUpper, CblasNoTrans, n, d, 1f, x, d, 0f, s, n);
    } else {
      gemm(CblasNoTrans, CblasTrans, to - from, width, d, x, d, x, d, 0f, s, width);
    }
  }

  /** The copy of a run of rows; see {@link #read}. */
  float[] run() {
    return run;
  }

  /** The last row, exclusive, of the run that begins with this one. */
  int runEnd(int first, int to) {
    return Math.min(to, first + Math.max(1, NativeFloats.RUN / stride(first)));
  }

  /** Where s_i0 of a run's row would lie in its copy; from the diagonal on it does lie there. */
  int row(int first, int i) {
    return (i - first) * stride(first) - first;
  }

  /**
   * From row to row in the copy of a run. All of the rows is copied at once as long as little of it
   * lies left of the diagonal, and each row's own part later on.
   */
  private int stride(int first) {
    return first - from < WORTH_A_CALL ? width : rows.count() - first;
  }

  /**
   * Copies a run's rows to the array, from the column of the first row's diagonal on.
   *
   * @return how many numbers
   */
  int read(int first, int end) {
    int part = rows.count() - first;
    if (stride(first) == width) {
      pairs.read(at(first), run, (end - first - 1) * width + part);
      return (end - first - 1) * width + part;
    }
    for (int r = 0; r < end - first; r++) {
      pairs.read(at(first) + r * width, run, r * part, part);
    }
    return (end - first) * part;
  }

  /** Copies them back. */
  void write(int first, int end) {
    int part = rows.count() - first;
    if (stride(first) == width) {
      pairs.write(at(first), run, (end - first - 1) * width + part);
      return;
    }
    for (int r = 0; r < end - first; r++) {
      pairs.write(at(first) + r * width, run, r * part, part);
    }
  }

  /** Where s_ii lies. */
  private int at(int i) {
    return (i - from) * (width + 1);
  }

  /**
   * Adds the panel's slopes, which have taken the similarities' places, to the gradients of both
   * ends of their pairs.
   *
   * @param gradient dL/dX̂, grouped; overwritten where the panel is all of the triangle
   */
  void spread(int to, NativeFloats gradient) {
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
    clearBelowDiagonal(height);
    gemm(CblasNoTrans, CblasNoTrans, height, d, width, g, width, x, d, 1f, v, d);
    gemm(CblasTrans, CblasNoTrans, width, d, height, g, width, x, d, 1f, v, d);
  }

  private void clearBelowDiagonal(int height) {
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
