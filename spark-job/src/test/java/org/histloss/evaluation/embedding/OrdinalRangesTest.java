package org.histloss.evaluation.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.histloss.evaluation.StoredSamples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrdinalRangesTest {
  private static final int BATCH = 8;

  /** Samples at every third ordinal, as those between are of other splits. */
  private static long[] ordinals(int rows) {
    return LongStream.range(0, rows).map(i -> 3 * i + i % 2).toArray();
  }

  @ParameterizedTest
  @CsvSource({
    "800, 1, 1000, 1",
    "797, 7, 1000, 7",
    "801, 2, 90, 9",
    "17, 8, 1000, 3",
    "5, 4, 1, 1"
  })
  void successiveBatchesLieInSuccessivePartitionsOfAboutTheSameSize(
      int samples, int parallel, long most, int parts) {
    long[] ordinals = ordinals(samples);
    OrdinalRanges ranges = OrdinalRanges.of(MiniBatches.of(ordinals, BATCH), parallel, most);

    assertThat(ranges.numPartitions()).isEqualTo(parts);
    assertThat(ranges.rows()).isEqualTo(samples);
    long[] rows = new long[parts];
    int last = 0;
    for (int i = 0; i < samples; i++) {
      int partition = ranges.getPartition(ordinals[i]);
      assertThat(partition).isBetween(last, i % BATCH == 0 ? last + 1 : last);
      rows[partition]++;
      last = partition;
    }
    for (long inPartition : rows) {
      assertThat(inPartition).isBetween(1L, (long) samples / parts + BATCH);
    }
  }

  @Test
  void sparkFindsTheMiniBatchesThatTheDriverWould() {
    StoredSamples samples = StoredSamples.patterned(10, 4, 5).without(i -> i % 3 == 1);

    for (int partitions : new int[] {1, 4}) {
      assertThat(MiniBatches.of(samples.shuffled(partitions, partitions), BATCH))
          .isEqualTo(MiniBatches.of(samples.ordinals(), BATCH));
    }
  }
}
