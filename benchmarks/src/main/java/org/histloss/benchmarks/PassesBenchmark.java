package org.histloss.benchmarks;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasLeft;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasUpper;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_ssymm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_ssyrk;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.FloatPointer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * {@code benchmarks/run passes}: what docs/adr/0005 chose between. Nanoseconds a pair; the products
 * are those of N = 512, D = 128 and are shared out over its pairs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 8, time = 1)
public class PassesBenchmark {
  private static final int RUN = 4096;
  private static final int N = 512;
  private static final int D = 128;
  private static final int PAIRS = N * (N - 1) / 2;
  private static final int BINS = 2000;
  private static final long PAIR = 1L << 43;

  private final float[] similarities = new float[RUN];
  private final float[] placed = new float[RUN];
  private final long[] packed = new long[BINS + 2];
  private final double[] soft = new double[BINS + 2];
  private FloatPointer x;
  private FloatPointer s;
  private FloatPointer v;

  /** Makes similarities as of random rows. */
  @Setup
  public void prepare() {
    Random random = new Random(1);
    for (int i = 0; i < RUN; i++) {
      similarities[i] = (float) (0.09 * random.nextGaussian());
    }
    float[] rows = new float[N * D];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) random.nextGaussian();
    }
    x = new FloatPointer(rows);
    s = new FloatPointer((long) N * N);
    v = new FloatPointer((long) N * D);
    blas_set_num_threads(1);
  }

  /** Double position, rounded down; two additions. */
  @Benchmark
  @OperationsPerInvocation(RUN)
  public double[] countByConversion() {
    for (float similarity : similarities) {
      double u = (similarity + 1.0) * (BINS / 2.0);
      int k = Math.min((int) u, BINS - 1);
      soft[k] += 1.0 - (u - k);
      soft[k + 1] += u - k;
    }
    return soft;
  }

  /** The bits of s + 3 as a whole number, times the number of bins. */
  @Benchmark
  @OperationsPerInvocation(RUN)
  public long[] countByProduct() {
    long origin = (1L << 23) - (long) Float.floatToRawIntBits(2f) * BINS;
    for (float similarity : similarities) {
      long u = (long) Float.floatToRawIntBits(similarity + 3f) * BINS + origin;
      packed[(int) (u >> 23)] += PAIR + (u & 0x7fffff);
    }
    return packed;
  }

  /** Scaled in a loop of its own, then shifted and masked: what the loss does. */
  @Benchmark
  @OperationsPerInvocation(RUN)
  public long[] countPlaced() {
    for (int j = 0; j < RUN; j++) {
      placed[j] = similarities[j] * (BINS / 2f) + (2048f + BINS / 2f + 1f);
    }
    int base = Float.floatToRawIntBits(2048f);
    for (int j = 0; j < RUN; j++) {
      int u = Float.floatToRawIntBits(placed[j]) - base;
      packed[u >> 12] += PAIR + (u & 0xfff);
    }
    return packed;
  }

  /** S and GX by general products: the floor. */
  @Benchmark
  @OperationsPerInvocation(PAIRS)
  public FloatPointer generalProducts() {
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, N, N, D, 1f, x, D, x, D, 0f, s, N);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, N, D, N, 1f, s, N, x, D, 0f, v, D);
    return v;
  }

  /** The upper triangle of S, and the product with a symmetric matrix given by it. */
  @Benchmark
  @OperationsPerInvocation(PAIRS)
  public FloatPointer symmetricProducts() {
    cblas_ssyrk(CblasRowMajor, CblasUpper, CblasNoTrans, N, D, 1f, x, D, 0f, s, N);
    cblas_ssymm(CblasRowMajor, CblasLeft, CblasUpper, N, D, 1f, s, N, x, D, 0f, v, D);
    return v;
  }
}
