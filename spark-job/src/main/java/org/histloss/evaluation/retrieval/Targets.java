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
  static final Targets NONE = new Targets(new double[0], new long[0]);

  /** The items in any order. */
  static Targets of(double[] similarities, long[] ordinals) {
    int[] order =
        IntStream.range(0, ordinals.length)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingDouble(i -> -similarities[i])
                    .thenComparingLong(i -> ordinals[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    return new Targets(
        Arrays.stream(order).mapToDouble(i -> similarities[i]).toArray(),
        Arrays.stream(order).mapToLong(i -> ordinals[i]).toArray());
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
