package org.histloss.batch;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Seeded random orders. */
final class Shuffle {
  private Shuffle() {}

  /** Puts an array in random order, in place (Fisher–Yates). */
  static void shuffle(int[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = values[i];
      values[i] = values[j];
      values[j] = kept;
    }
  }

  /** {@code size} distinct numbers of 0..n − 1, in random order. */
  static int[] draw(int n, int size, SplittableRandom random) {
    int[] all = java.util.stream.IntStream.range(0, n).toArray();
    shuffle(all, random);
    return Arrays.copyOf(all, size);
  }
}
