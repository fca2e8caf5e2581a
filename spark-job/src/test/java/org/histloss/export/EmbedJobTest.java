package org.histloss.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.ManifestFile;
import org.histloss.evaluation.StoredSamples;
import org.histloss.evaluation.embedding.Embedder;
import org.histloss.evaluation.embedding.RawPixels;
import org.histloss.evaluation.embedding.SampleEmbedding;
import org.histloss.export.EmbedSettings.Format;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an export holds. */
class EmbedJobTest {
  private static final AtomicInteger BROKEN_DOWN = new AtomicInteger();
  private static SparkSession spark;

  @TempDir private Path folder;
  private Exports exports;

  /** With tasks that may fail twice. */
  @BeforeAll
  static void start() {
    StoredSamples.spark().stop();
    spark =
        SparkSession.builder()
            .master("local[2,3]")
            .appName("export tests")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 3)
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void open() {
    exports = new Exports(spark, folder);
  }

  /** Breaks down at the second mini-batch of each task's first attempt. */
  private record BreaksDownOnce(SampleEmbedding sound) implements SampleEmbedding {
    @Override
    public int dimension() {
      return sound.dimension();
    }

    @Override
    public Function<float[][], float[][]> open() {
      Function<float[][], float[][]> opened = sound.open();
      AtomicInteger batches = new AtomicInteger();
      return samples -> {
        if (batches.getAndIncrement() == 1 && TaskContext.get().attemptNumber() == 0) {
          BROKEN_DOWN.incrementAndGet();
          throw new IllegalStateException("this attempt breaks down");
        }
        return opened.apply(samples);
      };
    }
  }

  @Test
  void bothFormatsHoldWhatTheEmbedderGives() throws IOException {
    StoredSamples samples = StoredSamples.patterned(5, 4, 3);
    samples.write(folder.resolve("data"), StoredSamples.SHAPE);
    float[][] expected =
        new Embedder(StoredSamples.SHAPE, Exports.BATCH)
            .collect(samples.shuffled(1, 3), "model", Exports.network(), samples.ordinals())
            .toFloatMatrix();

    EmbeddingsMarker marker = exports.export(Exports.network(), 3, "out");

    assertThat(Npy.read(folder.resolve("out/embeddings.npy"))).isDeepEqualTo(expected);
    List<Row> table = exports.table("out");
    assertThat(Exports.vectors(table)).isDeepEqualTo(expected);
    assertThat(table.get(0).schema().fieldNames())
        .containsExactly("sample_id", "identity", "camera", "embedding");
    List<String> lines = Files.readAllLines(folder.resolve("out/ids.csv"));
    assertThat(lines.get(0)).isEqualTo("sample_id,identity,camera");
    assertThat(lines.get(8)).isEqualTo("sample-7,identity-1,camera-3");
    assertThat(table)
        .extracting(row -> row.getString(0) + "," + row.getString(1) + "," + row.getString(2))
        .isEqualTo(lines.subList(1, 21));
    assertThat(marker.rows()).isEqualTo(20);
    assertThat(marker.zeroEmbeddings()).isZero();
    assertThat(exports.names("out"))
        .containsExactly("embeddings.json", "embeddings.npy", "ids.csv", "parquet");
  }

  @Test
  void theMarkerNamesEveryFileWithItsChecksum() throws IOException {
    StoredSamples.patterned(3, 4, 3).write(folder.resolve("data"), StoredSamples.SHAPE);
    exports.export(Exports.network(), 2, "out");

    JsonNode marker = new ObjectMapper().readTree(folder.resolve("out/embeddings.json").toFile());

    assertThat(marker.path("schemaVersion").asInt()).isEqualTo(1);
    assertThat(marker.path("parametersSha256").asText()).isEqualTo("c0ffee");
    assertThat(marker.path("datasetVersion").asText()).isEqualTo("version");
    assertThat(marker.path("split").asText()).isEqualTo("test");
    assertThat(marker.path("dimension").asInt()).isEqualTo(5);
    assertThat(marker.path("rows").asInt()).isEqualTo(12);
    assertThat(marker.path("files")).hasSize(4);
    for (JsonNode file : marker.path("files")) {
      Path path = folder.resolve("out").resolve(file.path("path").asText());
      assertThat(Files.size(path)).isEqualTo(file.path("bytes").asLong());
      assertThat(
              ManifestFile.sha256(
                  new Configuration(), new org.apache.hadoop.fs.Path(path.toString())))
          .isEqualTo(file.path("sha256").asText());
    }
  }

  @Test
  void partsFilesAndFailedTasksChangeNoByte() throws IOException {
    StoredSamples samples = StoredSamples.patterned(6, 5, 7);
    samples.write(folder.resolve("data"), StoredSamples.SHAPE);
    samples.write(folder.resolve("other"), StoredSamples.SHAPE, 99, 5);
    exports.export(Exports.network(), 1, "one");
    exports.export(Exports.network(), 4, "four");
    exports.export(Exports.network(), 2, exports.settings("other", "shuffled", Format.BOTH, false));
    BROKEN_DOWN.set(0);
    exports.export(new BreaksDownOnce(Exports.network()), 2, "failed");

    assertThat(BROKEN_DOWN).hasValue(2);
    List<Row> table = exports.table("one");
    for (String other : List.of("four", "shuffled", "failed")) {
      assertThat(exports.bytes(other + "/embeddings.npy"))
          .isEqualTo(exports.bytes("one/embeddings.npy"));
      assertThat(exports.bytes(other + "/ids.csv")).isEqualTo(exports.bytes("one/ids.csv"));
      assertThat(exports.table(other)).isEqualTo(table);
      assertThat(exports.names(other)).doesNotContain("_staging");
    }
  }

  @Test
  void numpyReadsTheSame() throws Exception {
    Assumptions.assumeTrue(python("import numpy").exitCode() == 0, "no NumPy here");
    StoredSamples samples = StoredSamples.patterned(4, 3, 5);
    samples.write(folder.resolve("data"), StoredSamples.SHAPE);
    exports.export(Exports.network(), 2, exports.settings("data", "out", Format.NPY, false));

    Python read =
        python(
            "import numpy, sys; a = numpy.load(sys.argv[1]); print(a.shape, a.dtype.str,"
                + " a.flags.c_contiguous, a[7, 3].item().hex())",
            folder.resolve("out/embeddings.npy").toString());

    double expected = Npy.read(folder.resolve("out/embeddings.npy"))[7][3];
    assertThat(read.output().split(" ")).hasSize(5);
    assertThat(read.output()).startsWith("(12, 5) <f4 True ");
    String hex = read.output().strip().split(" ")[4];
    assertThat(Double.parseDouble(hex)).isEqualTo(expected);
  }

  private record Python(int exitCode, String output) {}

  private static Python python(String program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("python3", "-c", program));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectError(new File("/dev/null")).start();
      String output = new String(process.getInputStream().readAllBytes());
      return new Python(process.waitFor(), output);
    } catch (IOException e) {
      return new Python(-1, "");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NPY, embeddings.json embeddings.npy ids.csv",
    "PARQUET, embeddings.json parquet",
  })
  void oneFormatAlone(Format format, String expected) throws IOException {
    StoredSamples.patterned(2, 2, 3).write(folder.resolve("data"), StoredSamples.SHAPE);
    exports.export(Exports.network(), 2, exports.settings("data", "out", format, false));
    assertThat(exports.names("out")).containsExactly(expected.split(" "));
  }

  @Test
  void namesAreQuotedAndZerosCounted() throws IOException {
    StoredSamples samples = new StoredSamples();
    samples
        .add(0, null, null, null, List.of(3f, 4f))
        .add(0, "hall, \"north\"", null, null, List.of(0f, 0f))
        .add(1, "", null, null, List.of(0f, 1f));
    SampleShape two = new SampleShape(0, 0, 0, 2);
    samples.write(folder.resolve("data"), two);

    EmbeddingsMarker marker = exports.export(new RawPixels(two), 2, "out");

    assertThat(marker.zeroEmbeddings()).isEqualTo(1);
    assertThat(Npy.read(folder.resolve("out/embeddings.npy")))
        .isDeepEqualTo(new float[][] {{0.6f, 0.8f}, {0, 0}, {0, 1}});
    assertThat(Files.readAllLines(folder.resolve("out/ids.csv")))
        .containsExactly(
            "sample_id,identity,camera",
            "sample-0,identity-0,",
            "sample-1,identity-0,\"hall, \"\"north\"\"\"",
            "sample-2,identity-1,\"\"");
    assertThat(exports.table("out").get(0).isNullAt(2)).isTrue();
  }
}
