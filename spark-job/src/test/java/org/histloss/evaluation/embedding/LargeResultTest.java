package org.histloss.evaluation.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.StoredSamples;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** More embeddings than Spark lets one job bring to the driver. */
class LargeResultTest {
  private static final long MB = 1 << 20;
  private static final DriverRoom ROOM = new DriverRoom(1024 * MB, 2048 * MB, 1024 * MB);

  @Test
  void threeTimesWhatOneJobMayReturnComesInSlices() {
    StoredSamples.spark().stop();
    SparkSession small =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.maxResultSize", "1m")
            .getOrCreate();
    try {
      SampleShape wide = new SampleShape(0, 0, 0, 4096);
      StoredSamples samples = new StoredSamples();
      for (int i = 0; i < 200; i++) {
        Float[] features = new Float[4096];
        Arrays.fill(features, 0f);
        features[i] = 2f;
        samples.add(i, null, null, null, List.of(features));
      }

      INDArray rows =
          new Embedder(wide, 8)
              .collect(
                  samples.shuffled(1, 3), "raw pixels", new RawPixels(wide), samples.ordinals());

      assertThat(rows.shape()).containsExactly(200, 4096);
      for (int i = 0; i < 200; i++) {
        assertThat(rows.getFloat(i, i)).isEqualTo(1f);
      }
      assertThat(rows.sumNumber().doubleValue()).isEqualTo(200);
    } finally {
      small.stop();
    }
  }

  @Test
  void slicesHoldEachPartitionOnceAndNoMoreThanTheyMay() {
    // Every other hundred, as a split leaves gaps in the ordinals.
    long[] ordinals = LongStream.range(0, 20_000).filter(i -> i / 100 % 2 == 0).toArray();

    BatchPartitioner parts = BatchPartitioner.of(MiniBatches.of(ordinals, 32), 1_500, 4);
    List<int[]> slices = parts.slices(ordinals, 1_500);

    assertThat(parts.numPartitions()).isEqualTo(28);
    assertThat(slices.stream().flatMapToInt(Arrays::stream).toArray())
        .containsExactly(java.util.stream.IntStream.range(0, 28).toArray());
    assertThat(slices).hasSizeBetween(7, 14);
    for (int[] slice : slices) {
      assertThat(LongStream.of(ordinals).filter(o -> holds(slice, parts.getPartition(o))).count())
          .isBetween(1L, 1_500L);
    }
  }

  private static boolean holds(int[] slice, int partition) {
    return partition >= slice[0] && partition <= slice[slice.length - 1];
  }

  @Test
  void oneSliceIsEnoughForFewSamples() {
    long[] ordinals = {3, 4, 900};
    BatchPartitioner parts = BatchPartitioner.of(MiniBatches.of(ordinals, 2), 1_000_000, 8);

    assertThat(parts.numPartitions()).isEqualTo(2);
    assertThat(parts.slices(ordinals, 1_000_000)).hasSize(1);
  }

  @Test
  void aSliceIsFarBelowTheLimits() {
    assertThat(ROOM.slice()).isEqualTo(64 * MB);
    assertThat(new DriverRoom(64_000 * MB, 128_000 * MB, Long.MAX_VALUE).slice())
        .isEqualTo(256 * MB);
    assertThat(new DriverRoom(64_000 * MB, 128_000 * MB, 8 * MB).slice()).isEqualTo(2 * MB);
  }

  @Test
  void whatCannotFitIsRefusedBeforeTheWork() {
    // 25,000 pictures of 64×64 fit on such a machine, as they lie outside of the heap.
    ROOM.check("raw pixels", 25_000, 12_288, 256, 128);
    assertRefused(
        "raw pixels: 50000 embeddings of 12288 numbers take 2,393 MB of the driver's machine: must"
            + " be at most 1,897 MB; leave it out by --set evaluation.baselines=false",
        50_000,
        12_288,
        256,
        128);
    assertRefused(
        "evaluation.split: 3000000 samples take 1,559 MB of the driver's heap: must be at most"
            + " 1,024 MB; give more by spark.driver.memory",
        3_000_000,
        2,
        0,
        128);
    assertRefused(
        "evaluation.embed-batch = 512: so many embeddings of 750000 numbers (raw pixels) are",
        512,
        750_000,
        0,
        512);
  }

  @Test
  void ranksOfLargeIdentitiesCount() {
    // 60,000 samples of ten identities: each finds 6,000.
    assertThatThrownBy(() -> ROOM.checkRanks(60_000, 360_000_000L))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessage(
            "evaluation.split: the ranks of 360000000 relevant items over all queries take 1,374 MB"
                + " of the driver's heap: must be at most 868 MB; give more by spark.driver.memory");
    ROOM.checkRanks(60_000, 200_000_000L);
  }

  private static void assertRefused(
      String message, long samples, int dimension, int kept, int batch) {
    assertThatThrownBy(() -> ROOM.check("raw pixels", samples, dimension, kept, batch))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessageStartingWith(message);
  }
}
