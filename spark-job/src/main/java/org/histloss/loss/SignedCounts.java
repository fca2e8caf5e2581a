package org.histloss.loss;

/** Whole-number counts of both signs' pairs on {@link Nodes}; see {@link PairCounts}. */
final class SignedCounts {
  private final Nodes nodes;
  private final PairCounts positive;
  private final PairCounts negative;

  SignedCounts(Nodes nodes) {
    this.nodes = nodes;
    this.positive = new PairCounts(nodes.bins());
    this.negative = new PairCounts(nodes.bins());
  }

  Nodes nodes() {
    return nodes;
  }

  PairCounts positive() {
    return positive;
  }

  PairCounts negative() {
    return negative;
  }

  void clear() {
    positive.clear();
    negative.clear();
  }

  void flush() {
    positive.flush();
    negative.flush();
  }

  /** True when every bin of the other grid lies in one bin of this. */
  boolean coarsens(SignedCounts finer) {
    return finer.nodes.bins() % nodes.bins() == 0;
  }

  /** See {@link PairCounts#coarsen}. */
  void coarsen(SignedCounts finer) {
    positive.coarsen(finer.positive);
    negative.coarsen(finer.negative);
  }

  /** The soft counts. */
  SimilarityHistogram histogram() {
    return new SimilarityHistogram(
        nodes, positive.soft(), negative.soft(), positive.total(), negative.total());
  }
}
