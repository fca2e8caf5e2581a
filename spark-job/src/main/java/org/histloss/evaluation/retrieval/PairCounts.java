package org.histloss.evaluation.retrieval;

import java.io.Serializable;
import java.util.Arrays;
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

  /** Counts by kind of pair (met once, met twice) and cell; null where there is no pair. */
  private final long[][] positive = new long[KINDS][];

  private final long[][] negative = new long[KINDS][];

  /** Adds negative pairs. */
  void addNegative(int[] items, boolean twice) {
    long[] counts = made(negative, twice ? 1 : 0);
    for (int cell = 0; cell < items.length; cell++) {
      counts[cell] += items[cell];
    }
  }

  /** Adds a positive pair. */
  void addPositive(double similarity, boolean twice) {
    made(positive, twice ? 1 : 0)[Cells.of(similarity)]++;
  }

  private static long[] made(long[][] counts, int kind) {
    if (counts[kind] == null) {
      counts[kind] = new long[Cells.COUNT];
    }
    return counts[kind];
  }

  /** Adds other pairs. */
  PairCounts combine(PairCounts other) {
    addAll(positive, other.positive);
    addAll(negative, other.negative);
    return this;
  }

  private static void addAll(long[][] counts, long[][] others) {
    for (int kind = 0; kind < KINDS; kind++) {
      if (others[kind] != null) {
        long[] sums = made(counts, kind);
        for (int cell = 0; cell < Cells.COUNT; cell++) {
          sums[cell] += others[kind][cell];
        }
      }
    }
  }

  /** The distributions on the grid of the reports; each pair is taken at its cell's middle. */
  SimilarityHistogram distributions() {
    return new SimilarityHistogram(
        Nodes.FINE, soft(positive), soft(negative), pairs(positive), pairs(negative));
  }

  private static long pairs(long[][] counts) {
    return Arrays.stream(made(counts, 0)).sum() + Arrays.stream(made(counts, 1)).sum() / 2;
  }

  private static double[] soft(long[][] counts) {
    Nodes nodes = Nodes.FINE;
    double[] soft = new double[nodes.count()];
    for (int cell = 0; cell < Cells.COUNT; cell++) {
      double pairs = made(counts, 0)[cell] + made(counts, 1)[cell] / 2.0;
      double position = nodes.position(Cells.middle(cell));
      int node = nodes.bin(position);
      double share = position - node;
      soft[node] += pairs * (1.0 - share);
      soft[node + 1] += pairs * share;
    }
    return soft;
  }
}
