package org.histloss.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataset.DatasetManifest.DataFile;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.DatasetManifest.SplitContents;
import org.histloss.dataset.DatasetManifest.SplitRule;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetReaderTest {
  @TempDir java.nio.file.Path temporary;

  private final SparkSession spark = LocalSpark.session();
  private final Configuration conf = new Configuration();
  private java.nio.file.Path folder;
  private java.nio.file.Path file;

  /** A data set of one file with two rows, in a folder whose name looks like a pattern. */
  @BeforeEach
  void write() throws IOException {
    folder = temporary.resolve("data [set] {1}");
    java.nio.file.Path train = folder.resolve("samples/split=train");
    spark
        .createDataFrame(List.of(row("a/1", "a", 0), row("a/2", "a", 1)), SampleSchema.samples())
        .coalesce(1)
        .write()
        .option("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false")
        .parquet(train.toString());
    try (var list = Files.list(train)) {
      file = list.filter(path -> path.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    publish();
  }

  @Test
  void readsTheListedRowsAndColumnsOnly() throws IOException {
    Files.copy(file, file.resolveSibling("stray.parquet"));
    DatasetReader reader = DatasetReader.open(spark, dataset());
    assertThat(reader.samples("train").columns())
        .containsExactly(SampleSchema.samples().fieldNames());
    assertThat(reader.samples("train").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("a/1", "a/2");
    assertThat(reader.contents("train").counts()).containsExactly(2);
  }

  @Test
  void aSplitWithoutSamplesIsEmptyAndAnUnknownOneIsAMistake() {
    DatasetReader reader = DatasetReader.open(spark, dataset());
    assertThat(reader.samples("val").count()).isZero();
    assertThat(reader.samples("val").columns())
        .containsExactly(SampleSchema.samples().fieldNames());
    assertThat(reader.contents("val").identities()).isZero();
    assertThatThrownBy(() -> reader.samples("vall"))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessage("split = vall: must be train, val or test");
  }

  @Test
  void aMissingFileIsNamedWithTheExpectedLength() throws IOException {
    long length = Files.size(file);
    Files.delete(file);
    refused(file.getFileName() + " is missing: the manifest says " + length + " bytes, found none");
  }

  @Test
  void aTruncatedFileIsNamedWithBothLengths() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 10));
    refused(
        file.getFileName()
            + " is damaged: it has "
            + (bytes.length - 10)
            + " bytes, the manifest says "
            + bytes.length);
  }

  @Test
  void aChangeThatKeepsTheLengthIsFoundByItsChecksum() throws IOException {
    DatasetReader.open(spark, dataset()).verifyChecksums();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    Files.delete(file.resolveSibling("." + file.getFileName() + ".crc"));
    DatasetReader reader = DatasetReader.open(spark, dataset());
    assertThatThrownBy(reader::verifyChecksums)
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_DATA))
        .hasMessageContaining(file.getFileName() + " is damaged: its SHA-256 is ");
  }

  private void refused(String message) {
    assertThatThrownBy(() -> DatasetReader.open(spark, dataset()))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_DATA))
        .hasMessageContaining(message);
  }

  private Path dataset() {
    return new Path(folder.toString());
  }

  private void publish() throws IOException {
    String path = folder.relativize(file).toString();
    String sha256 = ManifestFile.sha256(conf, new Path(file.toString()));
    DataFile listed = new DataFile(path, "samples", "train", 2, Files.size(file), sha256);
    ManifestFile.publish(
        conf,
        dataset(),
        new DatasetManifest(
            SampleSchema.VERSION,
            "v",
            null,
            new SampleShape(0, 0, 0, 2),
            new SplitRule(1, 0, 0, 1),
            Map.of("train", new SplitContents(2, 1, 1, new int[] {0}, new int[] {2})),
            Map.of(),
            Map.of(),
            "f",
            List.of(listed)));
  }

  private static Row row(String id, String identity, long ordinal) {
    return RowFactory.create(
        id, identity, null, null, null, new Float[] {1f, 2f}, "test", 0, ordinal);
  }
}
