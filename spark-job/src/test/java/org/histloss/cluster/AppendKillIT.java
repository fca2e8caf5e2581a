package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataset.DatasetManifest;
import org.histloss.dataset.DatasetManifest.DataFile;
import org.histloss.dataset.DatasetReader;
import org.histloss.dataset.ManifestFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Appends die by SIGKILL at moments drawn from {@code -Dkills.seed}, {@code -Dkills} of them; the
 * next append makes of what they left the data set of an append that nothing befell, and whoever
 * reads meanwhile sees a whole version.
 */
@Tag("cluster")
class AppendKillIT {
  private static final int KILLS = Integer.getInteger("kills", 3);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @TempDir Path folder;
  private Path photos;
  private String before;
  private String after;

  private LoggedProcess append(Path output) throws IOException, InterruptedException {
    Path log = Files.createTempFile(folder, "append-", ".log");
    List<String> command =
        List.of(
            "prepare",
            "--append",
            "--source=folder",
            "--input=" + photos,
            "--set=image.height=16",
            "--set=image.width=16",
            "--output=" + output);
    return Submission.start(folder, log, Place.local(1), command);
  }

  private void appendToItsEnd(Path output) throws IOException, InterruptedException {
    try (LoggedProcess process = append(output)) {
      assertThat(process.awaitEnd(PATIENCE)).as(process.tail()).isZero();
    }
  }

  @Test
  void aKilledAppendIsMadeUpForByTheNext() throws Exception {
    photos = TinyPictures.write(folder.resolve("photos"), 20, 2, 2);
    Path start = folder.resolve("start");
    appendToItsEnd(start);
    before = manifest(start).datasetVersion();
    TinyPictures.write(photos, 60, 4, 3);
    Path undisturbed = copy(start, "undisturbed");
    long millis;
    try (LoggedProcess process = append(undisturbed)) {
      awaitWork(process, undisturbed);
      long began = System.nanoTime();
      assertThat(process.awaitEnd(PATIENCE)).as(process.tail()).isZero();
      millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }
    after = manifest(undisturbed).datasetVersion();
    assertThat(after).isNotEqualTo(before);

    SplittableRandom random = new SplittableRandom(DriverKillIT.SEED);
    for (int kill = 1; kill <= KILLS; kill++) {
      Path output = copy(start, "killed-" + kill);
      long moment = random.nextLong(millis + 1);
      String found = kill(output, moment);
      System.out.printf(
          "append %d killed %d ms of some %d after it began: %s%n", kill, moment, millis, found);
      appendToItsEnd(output);
      assertSame(output, undisturbed);
    }
  }

  /** Kills an append at a moment; until then and afterwards, what is read is whole. */
  private String kill(Path output, long moment) throws Exception {
    try (LoggedProcess process = append(output)) {
      awaitWork(process, output);
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(moment);
      while (System.nanoTime() < end && !process.endedWithin(20, TimeUnit.MILLISECONDS)) {
        whole(output);
      }
    }
    boolean done = whole(output).datasetVersion().equals(after);
    return done ? "the new version" : "still the old version";
  }

  /** The manifest as it is, all of whose files are there. */
  private DatasetManifest whole(Path output) throws IOException {
    DatasetManifest manifest = manifest(output);
    assertThat(manifest.datasetVersion()).isIn(before, after);
    for (DataFile file : manifest.files()) {
      assertThat(output.resolve(file.path())).hasSize(file.bytes());
    }
    return manifest;
  }

  /** Waits until the append has made a folder of its own. */
  private static void awaitWork(LoggedProcess process, Path output) throws Exception {
    long files = TrainProcess.files(output).size();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (TrainProcess.files(output).size() <= files) {
      assertThat(System.nanoTime()).as(process.tail()).isLessThan(end);
      assertThat(process.endedWithin(5, TimeUnit.MILLISECONDS)).as(process.tail()).isFalse();
    }
  }

  private static DatasetManifest manifest(Path output) {
    return ManifestFile.read(new Configuration(), new org.apache.hadoop.fs.Path(output.toUri()));
  }

  private Path copy(Path from, String name) throws IOException {
    Path to = folder.resolve(name);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return to;
  }

  private static void assertSame(Path found, Path expected) {
    DatasetManifest one = manifest(found);
    DatasetManifest other = manifest(expected);
    assertThat(one.datasetVersion()).isEqualTo(other.datasetVersion());
    assertThat(one.parentVersion()).isEqualTo(other.parentVersion());
    assertThat(one.shape()).isEqualTo(other.shape());
    assertThat(one.splitRule()).isEqualTo(other.splitRule());
    assertThat(one.rejects()).isEqualTo(other.rejects());
    assertThat(one.sourceFingerprint()).isEqualTo(other.sourceFingerprint());
    assertThat(one.splits()).usingRecursiveComparison().isEqualTo(other.splits());
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .appName("what appends made")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate()) {
      assertThat(rows(spark, found)).isEqualTo(rows(spark, expected));
    }
    assertThat(TrainProcess.files(found))
        .noneMatch(file -> file.contains("_staging") || file.endsWith(".tmp"));
  }

  private static List<String> rows(SparkSession spark, Path output) {
    DatasetReader data = DatasetReader.open(spark, new org.apache.hadoop.fs.Path(output.toUri()));
    data.verifyChecksums();
    return data.samples(List.copyOf(DatasetReader.SPLITS)).collectAsList().stream()
        .map(AppendKillIT::text)
        .sorted()
        .toList();
  }

  private static String text(Row row) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      Object value = row.get(i);
      text.append(value instanceof byte[] bytes ? java.util.Arrays.hashCode(bytes) : value);
      text.append('|');
    }
    return text.toString();
  }
}
