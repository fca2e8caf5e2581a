package org.histloss.export;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.SettingsReader;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.StoredSamples;
import org.histloss.evaluation.embedding.ModelEmbedding;
import org.histloss.evaluation.embedding.SampleEmbedding;
import org.histloss.export.EmbedJob.Export;
import org.histloss.export.EmbedJob.ExportedModel;
import org.histloss.export.EmbedSettings.Format;
import org.histloss.network.EmbeddingModel;
import org.histloss.network.EmbeddingModel.Description;
import org.histloss.network.Networks;

/**
 * Exports within one folder.
 *
 * @param spark the session
 * @param folder that the data sets and outputs named below lie in
 */
record Exports(SparkSession spark, Path folder) {
  static final int BATCH = 6;

  /** NaN for the sample whose first feature is 13. */
  record NotANumber() implements SampleEmbedding {
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

  static SampleEmbedding network() {
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

  EmbedSettings settings(String data, String output, Format format, boolean overwrite) {
    return new EmbedSettings(
        folder.resolve(data).toString(),
        "test",
        format,
        BATCH,
        folder.resolve(output).toString(),
        overwrite);
  }

  EmbeddingsMarker export(SampleEmbedding embedding, int parts, EmbedSettings settings) {
    return run(embedding, "c0ffee", parts, settings).marker();
  }

  Export run(SampleEmbedding embedding, String sha256, int parts, EmbedSettings settings) {
    return new EmbedJob(spark, settings, new ExportedModel(embedding, sha256), parts).run();
  }

  EmbeddingsMarker export(SampleEmbedding embedding, int parts, String output) {
    return export(embedding, parts, settings("data", output, Format.BOTH, false));
  }

  byte[] bytes(String file) throws IOException {
    return Files.readAllBytes(folder.resolve(file));
  }

  List<Row> table(String output) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve(output + "/parquet"))) {
      files
          .filter(file -> file.toString().endsWith(".parquet"))
          .sorted()
          .forEach(file -> rows.addAll(spark.read().parquet(file.toString()).collectAsList()));
    }
    return rows;
  }

  static float[][] vectors(List<Row> table) {
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

  List<String> names(String output) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(output))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".crc"))
          .sorted()
          .toList();
    }
  }

  static void assertEnds(Runnable job, ExitCode code, String... parts) {
    assertThatThrownBy(job::run)
        .isInstanceOf(JobException.class)
        .hasMessageContainingAll(parts)
        .extracting(e -> ((JobException) e).exitCode())
        .isEqualTo(code);
  }
}
