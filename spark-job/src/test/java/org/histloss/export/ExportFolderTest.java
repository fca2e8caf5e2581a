package org.histloss.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.ExitCode;
import org.histloss.evaluation.StoredSamples;
import org.histloss.evaluation.embedding.RawPixels;
import org.histloss.evaluation.embedding.SampleEmbedding;
import org.histloss.export.EmbedSettings.Format;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of what lies in an export's folder. */
class ExportFolderTest {
  @TempDir private Path folder;
  private Exports exports;

  @BeforeEach
  void open() {
    exports = new Exports(StoredSamples.spark(), folder);
  }

  @Test
  void anExportIsReplacedOnlyWhenAsked() throws IOException {
    StoredSamples.patterned(3, 3, 3).write(folder.resolve("data"), StoredSamples.SHAPE);
    exports.export(Exports.network(), 2, "out");
    byte[] first = exports.bytes("out/embeddings.npy");

    Exports.assertEnds(
        () ->
            exports.export(
                new RawPixels(StoredSamples.SHAPE),
                2,
                exports.settings("data", "out", Format.NPY, false)),
        ExitCode.BAD_CONFIGURATION,
        "exists already as another export",
        "--overwrite");
    assertThat(exports.bytes("out/embeddings.npy")).isEqualTo(first);

    EmbeddingsMarker other =
        exports.export(
            new RawPixels(StoredSamples.SHAPE),
            2,
            exports.settings("data", "out", Format.NPY, true));
    assertThat(other.dimension()).isEqualTo(192);
    assertThat(exports.names("out"))
        .containsExactly("embeddings.json", "embeddings.npy", "ids.csv");
    assertThat(Npy.read(folder.resolve("out/embeddings.npy"))[0]).hasSize(192);
  }

  /** What a process leaves that is killed while it publishes the marker, the most there can be. */
  private void leaveUnfinished() throws IOException {
    Files.createDirectories(folder.resolve("out/_staging"));
    Files.createDirectories(folder.resolve("out/parquet/_temporary"));
    Files.writeString(folder.resolve("out/_staging/part-7.f32"), "half a row");
    Files.writeString(folder.resolve("out/embeddings.npy"), "half a file");
    Files.writeString(folder.resolve("out/.embeddings.json.77.tmp"), "{");
  }

  @Test
  void theSameCommandReplacesWhatAKilledExportLeft() throws IOException {
    StoredSamples.patterned(3, 3, 3).write(folder.resolve("data"), StoredSamples.SHAPE);
    leaveUnfinished();

    exports.export(Exports.network(), 2, "out");

    assertThat(exports.names("out"))
        .containsExactly("embeddings.json", "embeddings.npy", "ids.csv", "parquet");
    assertThat(Npy.read(folder.resolve("out/embeddings.npy"))).hasDimensions(9, 5);
    assertThat(exports.table("out")).hasSize(9);
  }

  @Test
  void whatNoExportLeftIsNeverReplaced() throws IOException {
    StoredSamples.patterned(3, 3, 3).write(folder.resolve("data"), StoredSamples.SHAPE);
    leaveUnfinished();
    Files.writeString(folder.resolve("out/notes.txt"), "mine");
    Exports.assertEnds(
        () -> exports.export(Exports.network(), 2, "out"),
        ExitCode.BAD_CONFIGURATION,
        "holds notes.txt");
    assertThat(folder.resolve("out/_staging/part-7.f32")).exists();

    Files.createDirectories(folder.resolve("own/parquet"));
    Files.writeString(folder.resolve("own/parquet/years.txt"), "of work");
    Exports.assertEnds(
        () -> exports.export(Exports.network(), 2, "own"),
        ExitCode.BAD_CONFIGURATION,
        "exists already");
    assertThat(folder.resolve("own/parquet/years.txt")).exists();
  }

  /** While it embeds, someone else puts a file into the folder. */
  private record OthersWrite(String file, SampleEmbedding embedding) implements SampleEmbedding {
    @Override
    public int dimension() {
      return embedding.dimension();
    }

    @Override
    public Function<float[][], float[][]> open() {
      try {
        Files.writeString(Path.of(file), "theirs");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return embedding.open();
    }
  }

  @Test
  void whatOthersWroteMeanwhileStays() throws IOException {
    SampleShape two = new SampleShape(0, 0, 0, 2);
    StoredSamples samples = new StoredSamples().add(0, null, null, null, List.of(13f, 0f));
    samples.write(folder.resolve("data"), two);
    String file = folder.resolve("out/notes.txt").toString();

    Exports.assertEnds(
        () -> exports.export(new OthersWrite(file, new Exports.NotANumber()), 1, "out"),
        ExitCode.BAD_DATA,
        "is NaN");

    assertThat(exports.names("out")).containsExactly("notes.txt");
    assertThat(Path.of(file)).hasContent("theirs");
  }

  /** One that was taken for dead and works on: its tasks bring folders back, and nothing else. */
  @Test
  void whoeverBeginsLaterHasTheFolder() throws IOException {
    EmbedSettings settings = exports.settings("data", "out", Format.BOTH, false);
    Configuration hadoop = new Configuration();
    try (ExportFolder late = ExportFolder.claim(hadoop, settings)) {
      Path lost = Path.of(late.staging().toUri().getPath());
      ExportFolder retry = ExportFolder.claim(hadoop, settings);
      Path parts = Files.createDirectories(Path.of(retry.staging().toUri().getPath()));
      Files.writeString(parts.resolve("part"), "of the retry");
      Files.createDirectories(lost);
      retry.makeRoom();
      Files.writeString(folder.resolve("out/embeddings.npy"), "of the retry");

      Exports.assertEnds(
          late::makeRoom, ExitCode.LOCKED, "another embed has begun there meanwhile");
      Exports.assertEnds(
          () -> late.publish(marker()), ExitCode.LOCKED, "another embed has begun there meanwhile");
      late.close();

      assertThat(folder.resolve("out/embeddings.npy")).hasContent("of the retry");
      assertThat(parts.resolve("part")).hasContent("of the retry");
      assertThat(lost).doesNotExist();
      retry.publish(marker());
      retry.close();
    }
    assertThat(exports.names("out")).containsExactly("embeddings.json", "embeddings.npy");
  }

  private static EmbeddingsMarker marker() {
    return new EmbeddingsMarker(1, "sha", "version", "test", 4, 2, 1, 0, List.of());
  }

  @Test
  void anExportThatAnotherFinishedMeanwhileStays() throws IOException {
    StoredSamples.patterned(3, 3, 3).write(folder.resolve("data"), StoredSamples.SHAPE);
    String marker = folder.resolve("out/embeddings.json").toString();

    Exports.assertEnds(
        () -> exports.export(new OthersWrite(marker, Exports.network()), 1, "out"),
        ExitCode.BAD_CONFIGURATION,
        "exists already but its embeddings.json is damaged");

    assertThat(exports.names("out")).containsExactly("embeddings.json");
    assertThat(Path.of(marker)).hasContent("theirs");
  }

  @Test
  void aFolderOfSomethingElseIsNeverReplaced() throws IOException {
    StoredSamples.patterned(3, 3, 3).write(folder.resolve("data"), StoredSamples.SHAPE);
    Exports.assertEnds(
        () ->
            exports.export(
                Exports.network(), 2, exports.settings("data", "data", Format.BOTH, true)),
        ExitCode.BAD_CONFIGURATION,
        "so it is no export of embeddings");
    assertThat(folder.resolve("data/manifest.json")).exists();
  }

  @Test
  void aNumberThatIsNoneNamesItsSampleAndLeavesTheOldExport() throws IOException {
    SampleShape two = new SampleShape(0, 0, 0, 2);
    StoredSamples good = new StoredSamples().add(0, null, null, null, List.of(1f, 2f));
    good.write(folder.resolve("good"), two);
    good.add(0, null, null, null, List.of(13f, 0f)).write(folder.resolve("data"), two);
    exports.export(
        new Exports.NotANumber(), 1, exports.settings("good", "out", Format.BOTH, false));
    byte[] before = exports.bytes("out/embeddings.json");
    String message = "sample sample-1: component 0 of its embedding (model) is NaN";

    Exports.assertEnds(
        () ->
            exports.export(
                new Exports.NotANumber(), 2, exports.settings("data", "out", Format.BOTH, true)),
        ExitCode.BAD_DATA,
        message);
    Exports.assertEnds(
        () -> exports.export(new Exports.NotANumber(), 2, "fresh"), ExitCode.BAD_DATA, message);

    assertThat(exports.bytes("out/embeddings.json")).isEqualTo(before);
    assertThat(Npy.read(folder.resolve("out/embeddings.npy"))).hasDimensions(1, 2);
    assertThat(exports.names("out")).doesNotContain("_staging");
    assertThat(folder.resolve("fresh")).doesNotExist();
  }

  @Test
  void badDataSetsAreRefusedBeforeAnythingIsWritten() throws IOException {
    SampleShape two = new SampleShape(0, 0, 0, 2);
    StoredSamples samples = new StoredSamples().add(0, null, null, null, List.of(1f, 2f));
    samples.write(folder.resolve("data"), two);
    EmbedSettings empty =
        new EmbedSettings(
            folder.resolve("data").toString(), "val", Format.BOTH, 4, folder + "/out", false);
    Exports.assertEnds(
        () -> exports.export(new Exports.NotANumber(), 2, empty),
        ExitCode.BAD_DATA,
        "split val of",
        "no samples");
    samples.repeat(0, 0).write(folder.resolve("twice"), two);
    Exports.assertEnds(
        () ->
            exports.export(
                new Exports.NotANumber(), 2, exports.settings("twice", "out", Format.BOTH, false)),
        ExitCode.BAD_DATA,
        "sample_id sample-0 appears 2 times: must be one sample's");
    assertThat(folder.resolve("out")).doesNotExist();
  }
}
