package org.histloss.batch;

/**
 * Which samples make up one mini-batch.
 *
 * @param ordinals the samples, each at most once
 * @param labels for each sample, its identity as a number local to this batch, 0..identities − 1
 */
public record MiniBatchPlan(long[] ordinals, int[] labels) {
  /** Samples in the batch. */
  public int size() {
    return ordinals.length;
  }
}
