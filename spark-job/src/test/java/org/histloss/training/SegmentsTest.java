package org.histloss.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What segments leave on disk, and what is left of the session when they are closed early. */
class SegmentsTest {
  @TempDir Path folder;

  @Test
  void fifty_epochs_take_no_more_disk_than_a_few() throws Exception {
    Path local = Files.createDirectories(folder.resolve("local"));
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("disk")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.local.dir", local.toString())
            .getOrCreate()) {
      Path data = TinyDataset.prepare(spark, folder, 24);
      // An epoch is some five mini-batches, a segment eight mini-batches.
      TinyRun run =
          new TinyRun(
              spark,
              data,
              TinyRun.settings(
                  "training.steps=288",
                  "training.averaging-period=2",
                  "data.segment-partitions=4"));
      List<Long> sizes = new ArrayList<>();
      try (Segments segments = run.segments()) {
        while (segments.hasNext()) {
          segments.next(0).batches().count();
          sizes.add(shuffleBytes(local.toFile()));
        }
      }
      assertThat(sizes).hasSize(36);
      long early = sizes.subList(0, 5).stream().mapToLong(Long::longValue).max().orElseThrow();
      assertThat(early).isPositive();
      assertThat(sizes.subList(5, 36)).allMatch(size -> size <= 2 * early);
    }
  }

  @Test
  void closed_while_the_next_one_is_prepared_they_leave_the_session_alive() throws Exception {
    try (SparkSession spark = LocalSpark.open("local[2]")) {
      Path data = TinyDataset.prepare(spark, folder, 24);
      TinyRun run =
          new TinyRun(
              spark, data, TinyRun.settings("training.steps=40", "data.segment-partitions=4"));
      for (int time = 0; time < 40; time++) {
        try (Segments segments = run.segments()) {
          segments.next(0);
          Thread.sleep(2 * time);
        }
        assertThat(spark.sparkContext().isStopped()).as("closed after %d ms", 2 * time).isFalse();
      }
      assertThat(spark.range(100).count()).isEqualTo(100);
    }
  }

  /** What is removed meanwhile counts nothing; walking a tree of paths would fail for it. */
  private static long shuffleBytes(File file) {
    File[] inside = file.listFiles();
    if (inside != null) {
      return Arrays.stream(inside).mapToLong(SegmentsTest::shuffleBytes).sum();
    }
    return file.getName().startsWith("shuffle_") ? file.length() : 0;
  }
}
