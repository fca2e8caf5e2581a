package org.histloss.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.DatasetManifest.DataFile;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.DatasetManifest.SplitContents;
import org.histloss.dataset.DatasetManifest.SplitRule;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestFileTest {
  @TempDir java.nio.file.Path folder;

  private final Configuration conf = new Configuration();
  private Path dataset;

  private final DatasetManifest manifest =
      new DatasetManifest(
          SampleSchema.VERSION,
          "abc",
          null,
          new SampleShape(3, 32, 16, 0),
          new SplitRule(0.4, 0.1, 0.5, 7),
          Map.of("train", new SplitContents(5, 2, 1, new int[] {0, 3}, new int[] {4, 1})),
          Map.of("missing file", 2L),
          Map.of("identities with one sample in train", 1L),
          "def",
          List.of(new DataFile("samples/split=train/a.parquet", "samples", "train", 5, 99, "00")));

  @BeforeEach
  void place() {
    dataset = new Path(folder.toUri());
  }

  @Test
  void whatIsPublishedIsRead() {
    ManifestFile.publish(conf, dataset, manifest);
    assertThat(ManifestFile.read(conf, dataset)).usingRecursiveComparison().isEqualTo(manifest);
  }

  @Test
  void aFolderWithoutManifestIsNoDataSet() {
    refused("is no prepared data set: manifest.json is missing");
  }

  @Test
  void aDataSetBeingReplacedIsNotRead() {
    ManifestFile.publish(conf, dataset, manifest);
    ManifestFile.markBeingReplaced(conf, dataset);
    refused("is being replaced");
    ManifestFile.publish(conf, dataset, manifest);
    assertThat(ManifestFile.read(conf, dataset).datasetVersion()).isEqualTo("abc");
  }

  @Test
  void anotherVersionIsNamedBesideTheExpectedOne() throws IOException {
    write("{\"schemaVersion\": 99, \"somethingNew\": true}");
    refused("schemaVersion = 99: this program reads version " + SampleSchema.VERSION);
    write("{}");
    refused("schemaVersion = missing");
  }

  @Test
  void damagedManifestsAreNamed() throws IOException {
    write("{\"schemaVersion\": 1, \"dataset");
    refused("manifest.json is damaged");
    write("");
    refused("manifest.json is damaged");
    write("{\"schemaVersion\": 1, \"files\": 3}");
    refused("manifest.json is damaged");
  }

  private void write(String json) throws IOException {
    Files.writeString(folder.resolve("manifest.json"), json);
  }

  private void refused(String message) {
    assertThatThrownBy(() -> ManifestFile.read(conf, dataset))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_DATA))
        .hasMessageContaining(message)
        .hasMessageContaining(folder.toString());
  }
}
