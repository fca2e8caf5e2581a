package org.histloss.training;

import java.io.Serializable;
import java.util.Arrays;
import org.histloss.batch.BatchStream;
import org.histloss.batch.MiniBatchPlan;

/**
 * Where the samples of one segment go: for each use of a sample, the partition, the local step and
 * the place in the batch, found by the sample's ordinal.
 *
 * <p>Partition (r − first round) · W + w holds what worker w trains on in round r. Broadcast to the
 * executors as three flat arrays sorted by ordinal.
 */
final class Placements implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int STEP_BITS = 20;
  private static final int PLACE_BITS = 20;

  private final long[] ordinals;
  private final long[] keys;
  private final int[] labels;
  private final int[] batchSizes;

  private Placements(long[] ordinals, long[] keys, int[] labels, int[] batchSizes) {
    this.ordinals = ordinals;
    this.keys = keys;
    this.labels = labels;
    this.batchSizes = batchSizes;
  }

  /** Receives each use of a sample. */
  interface Use {
    void accept(long key, int label, int batchSize);
  }

  /** The placements of the rounds [firstRound, endRound). */
  static Placements of(RoundPlan plan, BatchStream stream, long firstRound, long endRound) {
    long first = plan.firstBatch(firstRound);
    MiniBatchPlan[] batches =
        new MiniBatchPlan[Math.toIntExact(plan.endBatch(endRound - 1) - first)];
    int uses = 0;
    for (int i = 0; i < batches.length; i++) {
      batches[i] = stream.batch(first + i);
      uses = Math.addExact(uses, batches[i].size());
    }
    long[] ranked = ranked(batches, uses);
    Placements placements =
        new Placements(new long[uses], new long[uses], new int[uses], new int[uses]);
    int use = 0;
    for (int i = 0; i < batches.length; i++) {
      long batch = first + i;
      long partition = (plan.round(batch) - firstRound) * plan.workers() + plan.worker(batch);
      for (int place = 0; place < batches[i].size(); place++) {
        int at = Arrays.binarySearch(ranked, batches[i].ordinals()[place] * uses + use++);
        placements.put(at, batches[i], place, key(partition, plan.step(batch), place));
      }
    }
    return placements;
  }

  /** Ordinal and use in one number, ascending: plain numbers, as there are millions of them. */
  private static long[] ranked(MiniBatchPlan[] batches, int uses) {
    long[] ranked = new long[uses];
    int use = 0;
    for (MiniBatchPlan batch : batches) {
      for (long ordinal : batch.ordinals()) {
        ranked[use] = Math.addExact(Math.multiplyExact(ordinal, (long) uses), use);
        use++;
      }
    }
    Arrays.sort(ranked);
    return ranked;
  }

  private void put(int at, MiniBatchPlan batch, int place, long key) {
    ordinals[at] = batch.ordinals()[place];
    keys[at] = key;
    labels[at] = batch.labels()[place];
    batchSizes[at] = batch.size();
  }

  private static long key(long partition, int step, int place) {
    if (step >= 1 << STEP_BITS || place >= 1 << PLACE_BITS) {
      throw new IllegalArgumentException(
          "step " + step + ", place " + place + ": must be below " + (1 << STEP_BITS));
    }
    return partition << (STEP_BITS + PLACE_BITS) | (long) step << PLACE_BITS | place;
  }

  /** Every use of one sample. */
  void forEachUse(long ordinal, Use use) {
    int at = Arrays.binarySearch(ordinals, ordinal);
    if (at < 0) {
      return;
    }
    while (at > 0 && ordinals[at - 1] == ordinal) {
      at--;
    }
    for (; at < ordinals.length && ordinals[at] == ordinal; at++) {
      use.accept(keys[at], labels[at], batchSizes[at]);
    }
  }

  static int partition(long key) {
    return (int) (key >>> (STEP_BITS + PLACE_BITS));
  }

  static int step(long key) {
    return (int) (key >>> PLACE_BITS) & ((1 << STEP_BITS) - 1);
  }
}
