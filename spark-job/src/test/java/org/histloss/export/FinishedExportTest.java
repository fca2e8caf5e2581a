package org.histloss.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.histloss.dataset.ExitCode;
import org.histloss.evaluation.StoredSamples;
import org.histloss.evaluation.embedding.RawPixels;
import org.histloss.evaluation.embedding.SampleEmbedding;
import org.histloss.export.EmbedJob.Export;
import org.histloss.export.EmbedSettings.Format;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same export asked for once more, and what must not pass for it. */
class FinishedExportTest {
  private static final String MODEL = "c0ffee";

  @TempDir private Path folder;
  private Exports exports;

  @BeforeEach
  void open() throws IOException {
    exports = new Exports(StoredSamples.spark(), folder);
    StoredSamples.patterned(3, 3, 3).write(folder.resolve("data"), StoredSamples.SHAPE);
  }

  private EmbedSettings settings(Format format, boolean overwrite) {
    return exports.settings("data", "out", format, overwrite);
  }

  private Export again(boolean overwrite) {
    return exports.run(Exports.network(), MODEL, 3, settings(Format.BOTH, overwrite));
  }

  /** Every file with the time of its last change, set to long ago so that any writing shows. */
  private Map<String, FileTime> aged() throws IOException {
    for (String file : files().keySet()) {
      Files.setLastModifiedTime(folder.resolve("out").resolve(file), FileTime.fromMillis(1_000));
    }
    return files();
  }

  private Map<String, FileTime> files() throws IOException {
    Map<String, FileTime> files = new TreeMap<>();
    Path out = folder.resolve("out");
    try (Stream<Path> walk = Files.walk(out)) {
      for (Path file : walk.toList()) {
        files.put(out.relativize(file).toString(), Files.getLastModifiedTime(file));
      }
    }
    return files;
  }

  @Test
  void theSameAgainChangesNothing() throws IOException {
    Export first = exports.run(Exports.network(), MODEL, 2, settings(Format.BOTH, false));
    assertThat(first.thereAlready()).isFalse();
    Map<String, FileTime> before = aged();

    Export second = again(false);

    assertThat(second).isEqualTo(new Export(first.marker(), true));
    assertThat(files()).isEqualTo(before);
    assertThat(again(true).thereAlready()).isFalse();
    assertThat(files()).isNotEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"NPY", "PARQUET"})
  void oneFormatAgainChangesNothing(Format format) throws IOException {
    exports.run(Exports.network(), MODEL, 2, settings(format, false));
    Map<String, FileTime> before = aged();

    assertThat(exports.run(Exports.network(), MODEL, 2, settings(format, false)).thereAlready())
        .isTrue();

    assertThat(files()).isEqualTo(before);
    assertRefused(
        Exports.network(),
        MODEL,
        settings(Format.BOTH, false),
        "format = " + (format == Format.NPY ? "npy" : "parquet") + " there, both asked");
  }

  private void assertRefused(
      SampleEmbedding model, String sha256, EmbedSettings settings, String part)
      throws IOException {
    Map<String, FileTime> before = files();
    Exports.assertEnds(
        () -> exports.run(model, sha256, 2, settings),
        ExitCode.BAD_CONFIGURATION,
        "--output " + folder.resolve("out") + ": exists already",
        part,
        "; give another folder or --overwrite");
    assertThat(files()).isEqualTo(before);
  }

  private EmbedSettings of(String split, int batch) {
    return new EmbedSettings(folder + "/data", split, Format.BOTH, batch, folder + "/out", false);
  }

  @Test
  void anotherExportIsNamedByWhatDiffers() throws IOException {
    exports.export(Exports.network(), 2, "out");
    aged();
    SampleEmbedding network = Exports.network();
    EmbedSettings same = settings(Format.BOTH, false);

    assertRefused(network, "7ea", same, ": parametersSha256 = c0ffee there, 7ea asked");
    assertRefused(network, MODEL, of("all", 6), " another export: split = test there, all asked");
    assertRefused(network, MODEL, of("test", 7), " another export: embedBatch = 6 there, 7 asked");
    assertRefused(network, "7ea", of("all", 6), "7ea asked, split = test there");
    assertRefused(
        new RawPixels(StoredSamples.SHAPE), MODEL, same, ": dimension = 5 there, 192 asked");
    assertRefused(network, MODEL, settings(Format.NPY, false), ": format = both there, npy asked");
  }

  @Test
  void dataThatHasGrownIsAnotherExport() throws IOException {
    exports.export(Exports.network(), 2, "out");
    StoredSamples.patterned(4, 3, 3).write(folder.resolve("more"), StoredSamples.SHAPE);
    assertRefused(
        Exports.network(),
        MODEL,
        exports.settings("more", "out", Format.BOTH, false),
        ": rows = 9 there, 12 asked");

    replace("data/manifest.json", "\"version\"", "\"grown\"");
    assertRefused(
        Exports.network(),
        MODEL,
        settings(Format.BOTH, false),
        ": datasetVersion = version there, grown asked");
  }

  private void replace(String file, String old, String fresh) throws IOException {
    String text = Files.readString(folder.resolve(file));
    assertThat(text).contains(old);
    Files.writeString(folder.resolve(file), text.replace(old, fresh));
    Files.deleteIfExists(
        folder.resolve(file).resolveSibling("." + Path.of(file).getFileName() + ".crc"));
  }

  private Path tableFile() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("out/parquet"))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
  }

  private void damage(String how) throws IOException {
    Path out = folder.resolve("out");
    switch (how) {
      case "ids" -> Files.delete(out.resolve("ids.csv"));
      case "npy" -> Files.write(out.resolve("embeddings.npy"), new byte[7]);
      case "table" -> Files.delete(tableFile());
      case "more" -> Files.copy(tableFile(), out.resolve("parquet/older.parquet"));
      case "text" -> Files.writeString(out.resolve("embeddings.json"), "{\"schemaVersion\" : ");
      case "files" -> replace("out/embeddings.json", "\"files\"", "\"others\"");
      default -> replace("out/embeddings.json", "\"schemaVersion\" : 1", "\"schemaVersion\" : 2");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ids,   damaged: ids.csv is missing",
    "npy,   damaged: embeddings.npy has 7 bytes",
    "table, .parquet is missing",
    "more,  damaged: embeddings.json does not list parquet/older.parquet",
    "text,  embeddings.json is damaged: Unexpected end-of-input",
    "files, embeddings.json is damaged: it lists no files",
    "later, 'schemaVersion = 2 there, 1 asked'"
  })
  void anExportThatIsNotWholeIsNeverTakenForTheSame(String how, String part) throws IOException {
    exports.export(Exports.network(), 2, "out");
    damage(how);

    assertRefused(Exports.network(), MODEL, settings(Format.BOTH, false), part);

    assertThat(again(true).thereAlready()).isFalse();
    assertThat(again(false).thereAlready()).isTrue();
    assertThat(exports.table("out")).hasSize(9);
  }

  /** While it embeds, an earlier attempt at the same folder comes to its end. */
  private record EarlierEnds(String from, String to) implements SampleEmbedding {
    @Override
    public int dimension() {
      return Exports.network().dimension();
    }

    @Override
    public Function<float[][], float[][]> open() {
      Path target = Path.of(to);
      try (Stream<Path> files = Files.walk(Path.of(from))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path copy = target.resolve(Path.of(from).relativize(file));
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return Exports.network().open();
    }
  }

  @Test
  void anAttemptThatIsOvertakenByTheSameEndsWell() throws IOException {
    exports.export(Exports.network(), 2, "first");
    SampleEmbedding overtaken =
        new EarlierEnds(folder.resolve("first").toString(), folder.resolve("out").toString());

    Export end = exports.run(overtaken, MODEL, 1, settings(Format.BOTH, false));

    assertThat(end.thereAlready()).isTrue();
    assertThat(exports.names("out")).isEqualTo(exports.names("first"));
    assertThat(exports.bytes("out/embeddings.json"))
        .isEqualTo(exports.bytes("first/embeddings.json"));
    assertThat(exports.table("out")).hasSize(9);
  }
}
