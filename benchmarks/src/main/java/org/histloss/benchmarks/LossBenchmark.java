package org.histloss.benchmarks;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.FloatPointer;
import org.histloss.loss.BatchLoss;
import org.histloss.loss.Losses;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Loss and gradient of one batch as training asks for them, its two histograms counted, and in turn
 * with them the floor: the two matrix products S = XXᵀ and GX by the same BLAS.
 *
 * <p>Both are timed within one invocation, one after the other, so that whatever else the machine
 * does slows both; the ratio is theirs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LossBenchmark {
  private static final int BINS = 200;

  /** Rows of the batch. */
  @Param({"128", "256", "512", "1024", "2048", "4096"})
  public int rows;

  /** Numbers in an embedding. */
  @Param({"128", "512"})
  public int dimension;

  /** Threads of the BLAS. */
  @Param({"1", "2"})
  public int threads;

  private final BatchLoss loss = Losses.histogram(BINS);
  private LossBatch batch;
  private INDArray gradient;
  private FloatPointer x;
  private FloatPointer s;
  private FloatPointer v;

  /** Nanoseconds of an iteration, by part. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Times {
    /** Of loss and gradient. */
    public long lossNanos;

    /** Of the two matrix products. */
    public long floorNanos;

    /** How often both were run. */
    public long invocations;
  }

  /** Makes a batch and the floor's matrices. */
  @Setup(Level.Trial)
  public void prepare() {
    batch = LossBatch.of(rows, dimension, 1);
    gradient = BatchLoss.gradientFor(batch.rows());
    x = new FloatPointer((long) rows * dimension);
    x.put(batch.rows().data().asFloat());
    s = new FloatPointer((long) rows * rows);
    v = new FloatPointer((long) rows * dimension);
    blas_set_num_threads(threads);
  }

  /** One of each. */
  @Benchmark
  public double lossAndFloor(Times times) {
    long start = System.nanoTime();
    double value = loss.evaluate(batch.rows(), batch.codes(), gradient).value();
    long between = System.nanoTime();
    products();
    times.lossNanos += between - start;
    times.floorNanos += System.nanoTime() - between;
    times.invocations++;
    return value;
  }

  private void products() {
    int n = rows;
    int d = dimension;
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, n, d, 1f, x, d, x, d, 0f, s, n);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, d, n, 1f, s, n, x, d, 0f, v, d);
  }
}
