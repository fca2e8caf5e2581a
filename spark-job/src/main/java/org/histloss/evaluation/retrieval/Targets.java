package org.histloss.evaluation.retrieval;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What one query has to find: the relevant items' exact similarities, in the order of its ranking.
 *
 * @param similarities [m], descending
 * @param ordinals [m] of the items; ascending among equal similarities
 */
@SuppressWarnings("ArrayRecordComponent") // A value that is built once and read; never compared.
record Targets(double[] similarities, long[] ordinals) implements Serializable {
  private static final int FEW = 64;

  static final Targets NONE = new Targets(new double[0], new long[0]);

  /** The items in any order. */
  static Targets of(double[] similarities, long[] ordinals) {
    Targets sorted = new Targets(similarities.clone(), ordinals.clone());
    if (ordinals.length <= FEW) {
      sorted.insertOneByOne();
      return sorted;
    }
    int[] order =
        IntStream.range(0, ordinals.length)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingDouble(i -> -similarities[i])
                    .thenComparingLong(i -> ordinals[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    Arrays.setAll(sorted.similarities, i -> similarities[order[i]]);
    Arrays.setAll(sorted.ordinals, i -> ordinals[order[i]]);
    return sorted;
  }

  /** The usual case, without an object for each item. */
  private void insertOneByOne() {
    for (int i = 1; i < ordinals.length; i++) {
      double similarity = similarities[i];
      long ordinal = ordinals[i];
      int at = i;
      while (at > 0 && before(similarity, ordinal, at - 1)) {
        similarities[at] = similarities[at - 1];
        ordinals[at] = ordinals[at - 1];
        at--;
      }
      similarities[at] = similarity;
      ordinals[at] = ordinal;
    }
  }

  private boolean before(double similarity, long ordinal, int other) {
    return similarity > similarities[other]
        || (similarity == similarities[other] && ordinal < ordinals[other]);
  }

  /** Those of two parts of the gallery together. */
  Targets with(Targets other) {
    if (other.size() == 0) {
      return this;
    }
    return size() == 0
        ? other
        : of(
            DoubleStream.concat(Arrays.stream(similarities), Arrays.stream(other.similarities))
                .toArray(),
            LongStream.concat(Arrays.stream(ordinals), Arrays.stream(other.ordinals)).toArray());
  }

  int size() {
    return similarities.length;
  }
}
