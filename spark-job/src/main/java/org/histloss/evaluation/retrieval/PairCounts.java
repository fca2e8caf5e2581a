package org.histloss.evaluation.retrieval;

import java.io.Serializable;
import org.histloss.loss.Nodes;
import org.histloss.loss.SimilarityHistogram;

/**
 * How similar the pairs are that a protocol compares: whole counts by {@link Cells}, which add
 * without rounding, in any order.
 *
 * <p>A pair of two samples that are both query and gallery item is met twice; it is counted twice
 * here and halved at the end.
 */
final class PairCounts implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int KINDS = 2;

  /** Counts by kind of pair (met once, met twice) and cell. */
  private final long[][] positive = new long[KINDS][Cells.COUNT];

  private final long[][] negative = new long[KINDS][Cells.COUNT];

  /** Adds negative pairs. */
  void addNegative(int[] items, boolean twice) {
    long[] counts = negative[kind(twice)];
    for (int cell = 0; cell < items.length; cell++) {
      counts[cell] += items[cell];
    }
  }

  /** Adds a positive pair. */
  void addPositive(double similarity, boolean twice) {
    positive[kind(twice)][Cells.of(similarity)]++;
  }

  private static int kind(boolean twice) {
    return twice ? 1 : 0;
  }

  /** Adds other pairs. */
  PairCounts combine(PairCounts other) {
    for (int kind = 0; kind < KINDS; kind++) {
      for (int cell = 0; cell < Cells.COUNT; cell++) {
        positive[kind][cell] += other.positive[kind][cell];
        negative[kind][cell] += other.negative[kind][cell];
      }
    }
    return this;
  }

  /** The distributions on the grid of the reports; each pair is taken at its cell's middle. */
  SimilarityHistogram distributions() {
    return new SimilarityHistogram(
        Nodes.FINE, soft(positive), soft(negative), pairs(positive), pairs(negative));
  }

  private static long pairs(long[][] counts) {
    long once = 0;
    long twice = 0;
    for (int cell = 0; cell < Cells.COUNT; cell++) {
      once += counts[0][cell];
      twice += counts[1][cell];
    }
    return once + twice / 2;
  }

  private static double[] soft(long[][] counts) {
    Nodes nodes = Nodes.FINE;
    double[] soft = new double[nodes.count()];
    for (int cell = 0; cell < Cells.COUNT; cell++) {
      double pairs = counts[0][cell] + counts[1][cell] / 2.0;
      double position = nodes.position(Cells.middle(cell));
      int node = nodes.bin(position);
      double share = position - node;
      soft[node] += pairs * (1.0 - share);
      soft[node + 1] += pairs * share;
    }
    return soft;
  }
}
