package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.Settings;
import org.histloss.config.SettingsReader;
import org.histloss.dataprep.PrepareJob;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.network.EmbeddingModel;
import org.histloss.network.EmbeddingModel.Description;
import org.histloss.network.Networks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Small models of two networks on the same drawings, by the command line. */
class CompareCommandTest {
  private static final int SIDE = 8;
  private static final SampleShape SHAPE = new SampleShape(3, SIDE, SIDE, 0);

  @TempDir private static Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void prepare() throws IOException {
    for (int i = 0; i < 30; i++) {
      draw(
          folder.resolve("photos/thing, no. " + i / 3).resolve("c%d_%d.png".formatted(i % 3, i)),
          i);
    }
    Settings settings = settings(4, "split.train=0.2", "split.test=0.8");
    try (SparkSession spark = Sessions.open("prepare")) {
      new PrepareJob(
              spark, PrepareCommand.request(settings, "folder", at("photos"), at("dataset"), false))
          .run();
    }
    model(8, 1).save(new org.apache.hadoop.fs.Path(at("first/model")), new Configuration());
    model(4, 2).save(new org.apache.hadoop.fs.Path(at("second/model")), new Configuration());
    Files.writeString(
        folder.resolve("first/config.conf"),
        "network.embedding-dimension = 8, evaluation.recall-at = [1, 2]");
  }

  private static void draw(Path file, int time) throws IOException {
    BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = picture.createGraphics();
    pen.setColor(Color.getHSBColor(time / 3 / 10f, 1, 1 - 0.1f * (time % 3)));
    pen.fillRect(1 + time / 3 % 4, 1, 4, 2 + time / 3 % 5);
    pen.dispose();
    Files.createDirectories(file.getParent());
    ImageIO.write(picture, "png", file.toFile());
  }

  private static Settings settings(int dimension, String... more) {
    List<String> pairs =
        new ArrayList<>(
            List.of(
                "image.height=" + SIDE,
                "image.width=" + SIDE,
                "augment.shift=0",
                "network.channels=[4]",
                "network.embedding-dimension=" + dimension));
    pairs.addAll(Arrays.asList(more));
    return SettingsReader.with(pairs.toArray(String[]::new));
  }

  private static EmbeddingModel model(int dimension, long seed) {
    String network = Networks.configure(settings(dimension), SHAPE, 10).toJson();
    return EmbeddingModel.untrained(new Description(SHAPE, dimension, "convnet", network, seed));
  }

  private static String at(String name) {
    return folder.resolve(name).toString();
  }

  private int compare(String... arguments) {
    CommandLine line = Histloss.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    List<String> all = new ArrayList<>(List.of("compare", "--data", at("dataset")));
    all.addAll(Arrays.asList(arguments));
    return line.execute(all.toArray(String[]::new));
  }

  @Test
  void twoModelsOfDifferentNetworksBecomeOneVerdict() throws IOException {
    assertThat(compare(at("first/model"), at("second/model"), "--output", at("comparison")))
        .as(err.toString())
        .isZero();

    JsonNode json =
        new ObjectMapper().readTree(folder.resolve("comparison/comparison.json").toFile());
    assertThat(json.at("/title").asText()).isEqualTo("second against first on dataset");
    assertThat(json.at("/models/0/dimension").asInt()).isEqualTo(8);
    assertThat(json.at("/models/1/dimension").asInt()).isEqualTo(4);
    assertThat(out.toString())
        .startsWith("protocol: " + json.at("/protocol/description").asText())
        .startsWith("protocol: cross-camera: dot product; ")
        .as("the ranks of the first model's run")
        .containsPattern(" R@1 +R@2 +mAP\\R")
        .containsPattern("first +[0-9.]+ % +[0-9.]+ % +[0-9.]+ %\\R")
        .contains(json.at("/held/0/verdict").asText())
        .endsWith("comparison " + at("comparison") + "/comparison.html" + System.lineSeparator());
    int queries = json.at("/data/queries").asInt();
    assertThat(queries).isPositive();
    assertThat(
            json.at("/held/0/counts/won").asInt()
                + json.at("/held/0/counts/lost").asInt()
                + json.at("/held/0/counts/equal").asInt())
        .isEqualTo(queries);
    assertThat(folder.resolve("comparison/comparison.html")).isNotEmptyFile();
    assertThat(folder.resolve("comparison/distributions.png")).isNotEmptyFile();
    assertCsv(Files.readAllLines(folder.resolve("comparison/queries.csv")), json);
  }

  /** The mean of a column is the model's mAP, and names with commas are quoted. */
  private static void assertCsv(List<String> lines, JsonNode json) {
    assertThat(lines.get(0))
        .isEqualTo(
            "sample_id,identity,ap:first,first_rank:first,ap:second,first_rank:second,protocol");
    assertThat(lines).hasSize(1 + json.at("/data/queries").asInt());
    assertThat(lines.get(1))
        .matches("\"thing, no\\. \\d/c.*\",\"thing, no\\. \\d\",[^\"]*,cross-camera");
    double mean =
        lines.stream()
            .skip(1)
            .map(line -> line.replaceAll("\"[^\"]*\"", "").split(","))
            .mapToDouble(cells -> Double.parseDouble(cells[4]))
            .average()
            .orElseThrow();
    assertThat(mean).isCloseTo(json.at("/models/1/scores/mAP").asDouble(), within(1e-12));
  }

  @Test
  void helpSaysWhichProtocolsCompare() {
    CommandLine line = Histloss.commandLine();
    line.setOut(new PrintWriter(out, true));

    assertThat(line.execute("compare", "--help")).isZero();

    assertThat(out.toString().replaceAll("\\s+", " "))
        .contains("single-shot's draws can't be compared")
        .contains("give --set evaluation.protocol=cross-camera");
  }

  @Test
  void mistakesAreOneLineAndLeaveNoFolder() throws IOException {
    String first = at("first/model");
    Files.createDirectories(folder.resolve("taken/things"));

    assertThat(compare(first, at("second/../first/model"), "--output", at("none"))).isEqualTo(20);
    assertThat(compare(first, at("second/model"), "--output", at("taken"))).isEqualTo(20);
    assertThat(compare(first, at("second"), "--output", at("none"))).isEqualTo(21);
    assertThat(compare(first, at("second/model"), "--output", at("none"), "--set=training.steps=9"))
        .isEqualTo(20);

    assertThat(
            compare(
                first,
                at("second/model"),
                "--output",
                at("none"),
                "--set=evaluation.protocol=single-shot"))
        .isEqualTo(20);

    assertThat(err.toString().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .endsWith("first/model: given twice; a model can only be compared with others"),
            line -> assertThat(line).endsWith("exists already; give another folder or --overwrite"),
            line ->
                assertThat(line)
                    .endsWith(
                        "second is no model folder: model.json is missing; did you mean file:"
                            + at("second/model")
                            + "?"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "training.steps = 9: models are compared as they are; only evaluation.*,"
                            + " report.* and data.* can be set here"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "evaluation.protocol = single-shot: compare ranks every query once and makes"
                            + " no draws; give --set evaluation.protocol=cross-camera or"
                            + " leave-one-out"));
    assertThat(folder.resolve("none")).doesNotExist();
  }
}
