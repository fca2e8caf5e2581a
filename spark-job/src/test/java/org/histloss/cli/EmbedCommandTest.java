package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.histloss.config.SettingsReader;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.evaluation.StoredSamples;
import org.histloss.network.EmbeddingModel;
import org.histloss.network.EmbeddingModel.Description;
import org.histloss.network.Networks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole command, in this process, on a session that it closes. */
class EmbedCommandTest {
  private static final SampleShape FIVE = new SampleShape(0, 0, 0, 5);

  @TempDir private Path folder;
  private String data = "data";
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void prepare() throws IOException {
    new StoredSamples()
        .add(0, "hall", null, null, List.of(1f, 2f, 3f, 4f, 5f))
        .add(0, null, null, null, List.of(2f, 1f, 3f, 4f, 5f))
        .add(1, "hall", null, null, List.of(0f, 0f, 1f, 0f, 0f))
        .write(folder.resolve("data"), FIVE);
    model().save(new org.apache.hadoop.fs.Path(at("run/model")), new Configuration());
  }

  private static EmbeddingModel model() {
    String json =
        Networks.configure(
                SettingsReader.with(
                    "network.name=mlp", "network.hidden=[]", "network.embedding-dimension=3"),
                FIVE,
                10)
            .toJson();
    return EmbeddingModel.untrained(new Description(FIVE, 3, "mlp", json, 1));
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private int embed(String... more) {
    StoredSamples.spark();
    CommandLine line = Histloss.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    String[] common = {"embed", "--model", at("run/model"), "--data", at(data)};
    String[] all = Arrays.copyOf(common, common.length + more.length);
    System.arraycopy(more, 0, all, common.length, more.length);
    return line.execute(all);
  }

  @Test
  void allSamplesAreEmbeddedByTheModelThatTheMarkerNames() throws IOException {
    assertThat(embed("--output", at("out"))).as(err.toString()).isZero();

    assertThat(out.toString()).isEqualTo("3 embeddings of 3 numbers in " + at("out") + "\n");
    String marker = Files.readString(folder.resolve("out/embeddings.json"));
    assertThat(marker).contains(model().parametersSha256(), "\"split\" : \"all\"");
    assertThat(folder.resolve("out/embeddings.npy")).isNotEmptyFile();
    assertThat(folder.resolve("out/parquet")).isNotEmptyDirectory();
  }

  @Test
  void theSameCommandAgainEndsWellAndChangesNothing() throws IOException {
    assertThat(embed("--output", at("out"))).as(err.toString()).isZero();
    FileTime longAgo = FileTime.fromMillis(1_000);
    Files.setLastModifiedTime(folder.resolve("out/embeddings.npy"), longAgo);
    out.getBuffer().setLength(0);

    assertThat(embed("--output", at("out"))).as(err.toString()).isZero();

    assertThat(out.toString())
        .isEqualTo("embeddings " + at("out") + ": there already (same model, data, split)\n");
    assertThat(Files.getLastModifiedTime(folder.resolve("out/embeddings.npy"))).isEqualTo(longAgo);
    assertThat(embed("--output", at("out"), "--overwrite")).as(err.toString()).isZero();
    assertThat(out.toString()).endsWith("3 embeddings of 3 numbers in " + at("out") + "\n");
    assertThat(Files.getLastModifiedTime(folder.resolve("out/embeddings.npy")))
        .isNotEqualTo(longAgo);
  }

  @Test
  void anotherExportIsRefusedByWhatDiffers() throws IOException {
    assertThat(embed("--output", at("out"))).as(err.toString()).isZero();
    byte[] marker = Files.readAllBytes(folder.resolve("out/embeddings.json"));

    assertRefused(20, "split = all there, test asked", "--split", "test", "--output", at("out"));
    assertRefused(20, "format = both there, npy asked", "--format", "npy", "--output", at("out"));
    String batch = "evaluation.embed-batch=2";
    assertRefused(20, "embedBatch = 128 there, 2", "--set", batch, "--output", at("out"));
    String before = model().parametersSha256();
    float[] parameters = model().parameters();
    parameters[2] = 3;
    EmbeddingModel other = EmbeddingModel.of(model().description(), parameters);
    other.save(new org.apache.hadoop.fs.Path(at("run/model")), new Configuration());
    String differs =
        "parametersSha256 = " + before + " there, " + other.parametersSha256() + " asked; give";
    assertRefused(20, differs, "--output", at("out"));
    assertThat(folder.resolve("out/embeddings.json")).hasBinaryContent(marker);
    Files.delete(folder.resolve("out/ids.csv"));
    model().save(new org.apache.hadoop.fs.Path(at("run/model")), new Configuration());
    assertRefused(20, "ids.csv is missing; give another", "--output", at("out"));
  }

  @Test
  void zeroEmbeddingsAreTold() {
    EmbeddingModel.of(model().description(), new float[model().parameters().length])
        .save(new org.apache.hadoop.fs.Path(at("run/model")), new Configuration());

    assertThat(embed("--output", at("out"))).as(err.toString()).isZero();

    assertThat(out.toString().lines())
        .last()
        .isEqualTo(
            "3 of them are zero: they have no direction, their similarity to everything is 0");
  }

  @Test
  void dataOfAnotherShapeIsRefused() throws IOException {
    StoredSamples.patterned(2, 2, 1).write(folder.resolve("pictures"), StoredSamples.SHAPE);
    data = "pictures";
    assertRefused(20, "the data set holds 3×8×8", "--output", at("out"));
  }

  @Test
  void mistakesAreOneLine() throws IOException {
    assertRefused(21, "split val of", "--split", "val", "--output", at("out"));
    float[] parameters = model().parameters();
    parameters[2] = Float.NaN;
    EmbeddingModel.of(model().description(), parameters)
        .save(new org.apache.hadoop.fs.Path(at("run/model")), new Configuration());
    assertRefused(20, "model: parameter 2 of", "--output", at("out"));
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private void assertRefused(int code, String part, String... more) {
    err.getBuffer().setLength(0);
    assertThat(embed(more)).isEqualTo(code);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).contains(part);
  }
}
