package org.histloss.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.SettingsReader;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.dataset.ManifestFile;
import org.histloss.evaluation.StoredSamples;
import org.histloss.evaluation.embedding.Embedder;
import org.histloss.evaluation.embedding.ModelEmbedding;
import org.histloss.evaluation.embedding.RawPixels;
import org.histloss.evaluation.embedding.SampleEmbedding;
import org.histloss.export.EmbedJob.ExportedModel;
import org.histloss.export.EmbedSettings.Format;
import org.histloss.network.EmbeddingModel;
import org.histloss.network.EmbeddingModel.Description;
import org.histloss.network.Networks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbedJobTest {
  private static final int BATCH = 6;
  private static final AtomicInteger BROKEN_DOWN = new AtomicInteger();
  private static SparkSession spark;

  @TempDir private Path folder;

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

  /** NaN for the sample whose first feature is 13. */
  private record NotANumber() implements SampleEmbedding {
    @Override
    public int dimension() {
      return 2;
    }

    @Override
    public Function<float[][], float[][]> open() {
      return samples ->
          Stream.of(samples)
              .map(sample -> new float[] {sample[0] == 13 ? Float.NaN : 1, 0})
              .toArray(float[][]::new);
    }
  }

  private static SampleEmbedding network() {
    String json =
        Networks.configure(
                SettingsReader.with(
                    "image.height=8",
                    "image.width=8",
                    "augment.shift=0",
                    "network.channels=[4]",
                    "network.embedding-dimension=5"),
                StoredSamples.SHAPE,
                10)
            .toJson();
    return ModelEmbedding.of(
        EmbeddingModel.untrained(new Description(StoredSamples.SHAPE, 5, "convnet", json, 1)));
  }

  private EmbedSettings settings(String data, String output, Format format, boolean overwrite) {
    return new EmbedSettings(
        folder.resolve(data).toString(),
        "test",
        format,
        BATCH,
        folder.resolve(output).toString(),
        overwrite);
  }

  private EmbeddingsMarker export(SampleEmbedding embedding, int parts, EmbedSettings settings) {
    return new EmbedJob(spark, settings, new ExportedModel(embedding, "c0ffee"), parts).run();
  }

  private EmbeddingsMarker export(SampleEmbedding embedding, int parts, String output) {
    return export(embedding, parts, settings("data", output, Format.BOTH, false));
  }

  private byte[] bytes(String file) throws IOException {
    return Files.readAllBytes(folder.resolve(file));
  }

  private List<Row> table(String output) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve(output + "/parquet"))) {
      files
          .filter(file -> file.toString().endsWith(".parquet"))
          .sorted()
          .forEach(file -> rows.addAll(spark.read().parquet(file.toString()).collectAsList()));
    }
    return rows;
  }

  private static float[][] vectors(List<Row> table) {
    return table.stream()
        .map(
            row -> {
              List<Float> values = row.getList(3);
              float[] vector = new float[values.size()];
              IntStream.range(0, vector.length).forEach(i -> vector[i] = values.get(i));
              return vector;
            })
        .toArray(float[][]::new);
  }

  private List<String> names(String output) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(output))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".crc"))
          .sorted()
          .toList();
    }
  }

  @Test
  void bothFormatsHoldWhatTheEmbedderGives() throws IOException {
    StoredSamples samples = StoredSamples.patterned(5, 4, 3);
    samples.write(folder.resolve("data"), StoredSamples.SHAPE);
    float[][] expected =
        new Embedder(StoredSamples.SHAPE, BATCH)
            .collect(samples.shuffled(1, 3), "model", network(), samples.ordinals())
            .toFloatMatrix();

    EmbeddingsMarker marker = export(network(), 3, "out");

    assertThat(Npy.read(folder.resolve("out/embeddings.npy"))).isDeepEqualTo(expected);
    List<Row> table = table("out");
    assertThat(vectors(table)).isDeepEqualTo(expected);
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
    assertThat(names("out"))
        .containsExactly("embeddings.json", "embeddings.npy", "ids.csv", "parquet");
  }

  @Test
  void theMarkerNamesEveryFileWithItsChecksum() throws IOException {
    StoredSamples.patterned(3, 4, 3).write(folder.resolve("data"), StoredSamples.SHAPE);
    export(network(), 2, "out");

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
    export(network(), 1, "one");
    export(network(), 4, "four");
    export(network(), 2, settings("other", "shuffled", Format.BOTH, false));
    BROKEN_DOWN.set(0);
    export(new BreaksDownOnce(network()), 2, "failed");

    assertThat(BROKEN_DOWN).hasValue(2);
    List<Row> table = table("one");
    for (String other : List.of("four", "shuffled", "failed")) {
      assertThat(bytes(other + "/embeddings.npy")).isEqualTo(bytes("one/embeddings.npy"));
      assertThat(bytes(other + "/ids.csv")).isEqualTo(bytes("one/ids.csv"));
      assertThat(table(other)).isEqualTo(table);
      assertThat(names(other)).doesNotContain("_staging");
    }
  }

  @Test
  void numpyReadsTheSame() throws Exception {
    Assumptions.assumeTrue(python("import numpy").exitCode() == 0, "no NumPy here");
    StoredSamples samples = StoredSamples.patterned(4, 3, 5);
    samples.write(folder.resolve("data"), StoredSamples.SHAPE);
    export(network(), 2, settings("data", "out", Format.NPY, false));

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
    export(network(), 2, settings("data", "out", format, false));
    assertThat(names("out")).containsExactly(expected.split(" "));
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

    EmbeddingsMarker marker = export(new RawPixels(two), 2, "out");

    assertThat(marker.zeroEmbeddings()).isEqualTo(1);
    assertThat(Npy.read(folder.resolve("out/embeddings.npy")))
        .isDeepEqualTo(new float[][] {{0.6f, 0.8f}, {0, 0}, {0, 1}});
    assertThat(Files.readAllLines(folder.resolve("out/ids.csv")))
        .containsExactly(
            "sample_id,identity,camera",
            "sample-0,identity-0,",
            "sample-1,identity-0,\"hall, \"\"north\"\"\"",
            "sample-2,identity-1,\"\"");
    assertThat(table("out").get(0).isNullAt(2)).isTrue();
  }

  @Test
  void anExportIsReplacedOnlyWhenAsked() throws IOException {
    StoredSamples.patterned(3, 3, 3).write(folder.resolve("data"), StoredSamples.SHAPE);
    export(network(), 2, "out");
    byte[] first = bytes("out/embeddings.npy");

    assertEnds(
        () -> export(network(), 2, "out"), ExitCode.BAD_CONFIGURATION, "exists", "--overwrite");
    assertThat(bytes("out/embeddings.npy")).isEqualTo(first);

    EmbeddingsMarker other =
        export(new RawPixels(StoredSamples.SHAPE), 2, settings("data", "out", Format.NPY, true));
    assertThat(other.dimension()).isEqualTo(192);
    assertThat(names("out")).containsExactly("embeddings.json", "embeddings.npy", "ids.csv");
    assertThat(Npy.read(folder.resolve("out/embeddings.npy"))[0]).hasSize(192);
  }

  @Test
  void whatAKilledExportLeftIsReplaced() throws IOException {
    StoredSamples.patterned(3, 3, 3).write(folder.resolve("data"), StoredSamples.SHAPE);
    Files.createDirectories(folder.resolve("out/_staging"));
    Files.createDirectories(folder.resolve("out/parquet/_temporary"));
    Files.writeString(folder.resolve("out/_staging/part-7.f32"), "half a row");
    Files.writeString(folder.resolve("out/embeddings.npy"), "half a file");

    assertEnds(() -> export(network(), 2, "out"), ExitCode.BAD_CONFIGURATION, "--overwrite");
    export(network(), 2, settings("data", "out", Format.BOTH, true));

    assertThat(names("out"))
        .containsExactly("embeddings.json", "embeddings.npy", "ids.csv", "parquet");
    assertThat(Npy.read(folder.resolve("out/embeddings.npy"))).hasDimensions(9, 5);
    assertThat(table("out")).hasSize(9);
  }

  @Test
  void aFolderOfSomethingElseIsNeverReplaced() throws IOException {
    StoredSamples.patterned(3, 3, 3).write(folder.resolve("data"), StoredSamples.SHAPE);
    assertEnds(
        () -> export(network(), 2, settings("data", "data", Format.BOTH, true)),
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
    export(new NotANumber(), 1, settings("good", "out", Format.BOTH, false));
    byte[] before = bytes("out/embeddings.json");
    String message = "sample sample-1: component 0 of its embedding (model) is NaN";

    assertEnds(
        () -> export(new NotANumber(), 2, settings("data", "out", Format.BOTH, true)),
        ExitCode.BAD_DATA,
        message);
    assertEnds(() -> export(new NotANumber(), 2, "fresh"), ExitCode.BAD_DATA, message);

    assertThat(bytes("out/embeddings.json")).isEqualTo(before);
    assertThat(Npy.read(folder.resolve("out/embeddings.npy"))).hasDimensions(1, 2);
    assertThat(names("out")).doesNotContain("_staging");
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
    assertEnds(
        () -> export(new NotANumber(), 2, empty), ExitCode.BAD_DATA, "split val of", "no samples");
    samples.repeat(0, 0).write(folder.resolve("twice"), two);
    assertEnds(
        () -> export(new NotANumber(), 2, settings("twice", "out", Format.BOTH, false)),
        ExitCode.BAD_DATA,
        "sample_id sample-0 appears 2 times: must be one sample's");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private static void assertEnds(Runnable job, ExitCode code, String... parts) {
    assertThatThrownBy(job::run)
        .isInstanceOf(JobException.class)
        .hasMessageContainingAll(parts)
        .extracting(e -> ((JobException) e).exitCode())
        .isEqualTo(code);
  }
}
