package org.histloss.loss;

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
  private final PairPanel panel = new PairPanel(rows);
  private final NativeFloats gradient = new NativeFloats();
  private final SignedCounts fine = new SignedCounts(Nodes.FINE);
  private final int whole;
  private final int height;
  private SignedCounts own = fine;
  private SignedCounts.Binned binned;
  private boolean kept;

  FloatPairs() {
    this(WHOLE, PANEL);
  }

  /** With other sizes. */
  FloatPairs(int whole, int height) {
    this.whole = whole;
    this.height = height;
  }

  @Override
  public void load(INDArray batch, int[] codes) {
    rows.load(batch, codes);
    kept = false;
    binned = null;
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
      panel.compute(from, to);
      for (int i = from; i < to; i = panel.runEnd(i, to)) {
        int end = panel.runEnd(i, to);
        int more = (end - i) * (n - i);
        if (pending + more > PairCounts.ROOM) {
          flush(counts, first);
          first = false;
          pending = 0;
        }
        pending += more;
        countRows(i, end, counts);
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

  private void countRows(int first, int end, SignedCounts[] counts) {
    int n = rows.count();
    for (SignedCounts each : counts) {
      int length = panel.read(first, end);
      float[] run = panel.run();
      each.grid().place(run, length);
      for (int i = first; i < end; i++) {
        int row = panel.row(first, i);
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
        panel.compute(from, to);
      }
      for (int first = from; first < to; first = panel.runEnd(first, to)) {
        weightRows(grid, first, panel.runEnd(first, to), positive, negative);
      }
      panel.spread(to, gradient);
    }
    kept = false;
  }

  /** The grid on which pairs were counted, or one for these tables alone. */
  private Grid gridFor(Nodes nodes) {
    return binned != null && own.refines(nodes) ? own.grid() : new Grid(nodes);
  }

  private void weightRows(Grid grid, int first, int end, float[] positive, float[] negative) {
    int n = rows.count();
    int length = panel.read(first, end);
    float[] run = panel.run();
    grid.place(run, length);
    for (int i = first; i < end; i++) {
      int row = panel.row(first, i);
      run[row + i] = 0f;
      grid.weight(run, row + i + 1, row + rows.end(i), positive);
      grid.weight(run, row + rows.end(i), row + n, negative);
    }
    panel.write(first, end);
  }

  private int height() {
    return rows.count() <= whole ? Math.max(rows.count(), 1) : height;
  }
}
