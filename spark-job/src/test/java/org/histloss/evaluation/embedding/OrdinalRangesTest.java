package org.histloss.evaluation.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrdinalRangesTest {
  private static final int BATCH = 8;

  /** Batches 0, 3, 6, … of {@code batches}, of 8, 7, 6, … samples in turn. */
  private static OrdinalRanges ranges(int batches, int parallel, long most) {
    return OrdinalRanges.of(
        BATCH,
        LongStream.range(0, batches).map(i -> 3 * i).toArray(),
        LongStream.range(0, batches).map(i -> 8 - i % 8).toArray(),
        parallel,
        most);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 1, 1000, 1",
    "100, 7, 1000, 7",
    "100, 2, 50, 10",
    "3, 8, 1000, 3",
    "1, 4, 1, 1"
  })
  void successiveBatchesLieInSuccessivePartitionsOfAboutTheSameSize(
      int batches, int parallel, long most, int parts) {
    OrdinalRanges ranges = ranges(batches, parallel, most);

    assertThat(ranges.numPartitions()).isEqualTo(parts);
    long[] rows = new long[parts];
    int last = 0;
    for (int i = 0; i < batches; i++) {
      int partition = ranges.getPartition(3L * i * BATCH);
      assertThat(partition).isBetween(last, last + 1);
      assertThat(ranges.getPartition(3L * i * BATCH + BATCH - 1)).isEqualTo(partition);
      rows[partition] += 8 - i % 8;
      last = partition;
    }
    assertThat(LongStream.of(rows).sum()).isEqualTo(ranges.rows());
    for (long inPartition : rows) {
      assertThat(inPartition)
          .isBetween(Math.max(1, ranges.rows() / parts - BATCH), ranges.rows() / parts + BATCH + 1);
    }
  }
}
