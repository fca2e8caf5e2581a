package org.histloss.loss;

/** Whole-number counts of both signs' pairs on {@link Nodes}; see {@link PairCounts}. */
final class SignedCounts {
  private final Grid grid;
  private final PairCounts positive;
  private final PairCounts negative;

  SignedCounts(Nodes nodes) {
    this.grid = new Grid(nodes);
    this.positive = new PairCounts(grid);
    this.negative = new PairCounts(grid);
  }

  Grid grid() {
    return grid;
  }

  PairCounts positive() {
    return positive;
  }

  PairCounts negative() {
    return negative;
  }

  /** See {@link PairCounts#flush}. */
  void flush(boolean first) {
    positive.flush(first);
    negative.flush(first);
  }

  /** Whether each bin of these nodes is a whole number of this grid's. */
  boolean refines(Nodes nodes) {
    return grid.bins() % nodes.bins() == 0;
  }

  /** The counts on these nodes, which this grid refines. */
  Binned on(Nodes nodes) {
    int parts = grid.bins() / nodes.bins();
    return new Binned(nodes, positive.bins(parts), negative.bins(parts));
  }

  /** Both signs' counts by bin. */
  record Binned(Nodes nodes, BinCounts positive, BinCounts negative) {
    /** The soft counts. */
    SimilarityHistogram histogram() {
      return new SimilarityHistogram(
          nodes, positive.soft(), negative.soft(), positive.total(), negative.total());
    }
  }
}
