package org.histloss.batch;

import java.util.Arrays;

/** A mini-batch that is being filled. */
final class BatchUnderWay {
  private final IdentityIndex index;
  private final java.util.Set<Integer> identities = new java.util.HashSet<>();
  private long[] ordinals = new long[64];
  private int[] labels = new int[64];
  private int first;
  private int size;

  BatchUnderWay(IdentityIndex index) {
    this.index = index;
  }

  /** Adds samples of an identity that is not in the batch yet. */
  void add(int identity, int[] samples) {
    if (!identities.add(identity)) {
      throw new IllegalStateException("identity " + identity + " is in the batch already");
    }
    if (identities.size() == 1) {
      first = identity;
    }
    append(identity, identities.size() - 1, samples);
  }

  /** Adds more samples of the identity that was added first. */
  void addToFirst(int[] samples) {
    append(first, 0, samples);
  }

  private void append(int identity, int label, int[] samples) {
    for (int sample : samples) {
      if (size == ordinals.length) {
        ordinals = Arrays.copyOf(ordinals, 2 * size);
        labels = Arrays.copyOf(labels, 2 * size);
      }
      ordinals[size] = index.ordinal(identity, sample);
      labels[size] = label;
      size++;
    }
  }

  boolean holds(int identity) {
    return identities.contains(identity);
  }

  int identities() {
    return identities.size();
  }

  int size() {
    return size;
  }

  MiniBatchPlan plan() {
    return new MiniBatchPlan(Arrays.copyOf(ordinals, size), Arrays.copyOf(labels, size));
  }
}
