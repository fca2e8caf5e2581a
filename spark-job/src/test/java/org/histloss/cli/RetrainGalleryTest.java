package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.histloss.dataset.ManifestFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code retrain.embed-gallery}: consumers get the embeddings with the model, whole. */
class RetrainGalleryTest {
  private static final String ASKED = "--set=retrain.embed-gallery=true";

  @TempDir private Path folder;

  @Test
  void aPromotedVersionHasItsGalleryAndNoOther() throws IOException {
    NightlyRegistry night = new NightlyRegistry(folder);
    night.grow(0, 30);
    assertThat(night.retrain(ASKED)).as(night.err()).isZero();
    Path promoted = night.championsFolder();
    assertIsReadable(night, promoted);
    assertIsInTheChecksums(promoted);
    night.consistent();

    night.grow(30, 33);
    assertThat(night.retrain(ASKED, "--set=retrain.gate.map-floor=0.999"))
        .as(night.err())
        .isEqualTo(10);
    String second = night.registry().newest().request().id();
    assertThat(night.path("registry/versions").resolve(second).resolve("gallery")).doesNotExist();

    String at = "--registry=" + night.path("registry");
    assertThat(night.run("promote", at, "--version=" + second)).isZero();
    assertThat(night.err())
        .startsWith(
            "warning: champion " + second + " has no embeddings of the gallery: make them by")
        .hasLineCount(1);
    assertThat(night.run("rollback", at)).isZero();
    assertThat(night.err()).isEmpty();

    // A file that is missing or torn is a version that is not whole.
    Files.write(promoted.resolve("gallery/embeddings.npy"), new byte[] {1});
    assertThat(night.run("history", at)).isEqualTo(21);
    assertThat(night.out()).contains("gallery/embeddings.npy is damaged: Checksum error");
  }

  private static void assertIsReadable(NightlyRegistry night, Path version) throws IOException {
    Path gallery = version.resolve("gallery");
    int samples = testSamples(night);
    JsonNode marker = new ObjectMapper().readTree(gallery.resolve("embeddings.json").toFile());
    assertThat(marker.toString()).contains(night.registry().champion().parametersSha256());
    byte[] npy = Files.readAllBytes(gallery.resolve("embeddings.npy"));
    assertThat(new String(npy, 0, 128, StandardCharsets.ISO_8859_1))
        .contains("'shape': (%d, 8)".formatted(samples));
    assertThat(npy).hasSize(128 + samples * 8 * Float.BYTES);
    assertThat(Files.readAllLines(gallery.resolve("ids.csv"))).hasSize(1 + samples);
  }

  private static int testSamples(NightlyRegistry night) {
    org.apache.hadoop.fs.Path data = new org.apache.hadoop.fs.Path(night.path("dataset").toUri());
    return Math.toIntExact(
        ManifestFile.read(new Configuration(), data).splits().get("test").samples());
  }

  /** Each file of the gallery is named with the sum that it has. */
  private static void assertIsInTheChecksums(Path version) throws IOException {
    Map<String, String> sums =
        Files.readAllLines(version.resolve("checksums.sha256")).stream()
            .collect(Collectors.toMap(line -> line.substring(66), line -> line.substring(0, 64)));
    try (Stream<Path> files = Files.walk(version.resolve("gallery"))) {
      for (Path file : files.filter(RetrainGalleryTest::isContent).toList()) {
        String name = version.relativize(file).toString();
        String sum =
            ManifestFile.sha256(new Configuration(), new org.apache.hadoop.fs.Path(file.toUri()));
        assertThat(sums).containsEntry(name, sum);
      }
    }
    assertThat(sums.keySet())
        .contains("gallery/embeddings.npy", "gallery/ids.csv", "gallery/embeddings.json")
        .anyMatch(name -> name.matches("gallery/parquet/.*\\.parquet"));
  }

  private static boolean isContent(Path file) {
    return Files.isRegularFile(file) && !file.getFileName().toString().endsWith(".crc");
  }
}
