package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.Settings;
import org.histloss.config.SettingsReader;
import org.histloss.dataprep.PrepareJob;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.network.EmbeddingModel;
import org.histloss.network.EmbeddingModel.Description;
import org.histloss.network.Networks;
import org.histloss.report.ReportData;
import org.histloss.report.Scores;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small model on photographs as cameras name them. */
class EvaluatingTest {
  private static final int SIDE = 8;
  private static final SampleShape SHAPE = new SampleShape(3, SIDE, SIDE, 0);

  @TempDir private static Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void preparePhotos() throws IOException {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("evaluating")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate();
    for (int i = 0; i < 24; i++) {
      draw(folder.resolve("photos/person" + i / 3).resolve("IMG_%04d.png".formatted(i)), i);
    }
    Settings settings = settings("split.train=0.25", "split.val=0.25", "split.test=0.5");
    new PrepareJob(
            spark,
            PrepareCommand.request(
                settings, "folder", at("photos").toString(), at("dataset").toString(), false))
        .run();
    model().save(at("run/model"), new Configuration());
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static void draw(Path file, int time) throws IOException {
    BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = picture.createGraphics();
    pen.setColor(Color.getHSBColor(time / 3 / 8f, 1, 1 - 0.1f * (time % 3)));
    pen.fillRect(1 + time / 3 % 4, 1, 4, 2 + time / 3 % 5);
    pen.dispose();
    Files.createDirectories(file.getParent());
    ImageIO.write(picture, "png", file.toFile());
  }

  private static Settings settings(String... more) {
    String[] common = {
      "image.height=" + SIDE,
      "image.width=" + SIDE,
      "augment.shift=0",
      "network.channels=[4]",
      "network.embedding-dimension=8",
    };
    return SettingsReader.with(
        Stream.concat(Arrays.stream(common), Arrays.stream(more)).toArray(String[]::new));
  }

  private static EmbeddingModel model() {
    String network = Networks.configure(settings(), SHAPE, 10).toJson();
    return EmbeddingModel.untrained(new Description(SHAPE, 8, "convnet", network, 1));
  }

  private static org.apache.hadoop.fs.Path at(String name) {
    return new org.apache.hadoop.fs.Path(folder.toUri().toString(), name);
  }

  private static ReportData evaluate(String run, String output, String... settings) {
    return new Evaluating(spark, settings(settings))
        .run(at(run + "/model"), at("dataset").toString(), at(output), false, Map.of())
        .report();
  }

  private static void assertRefused(String run, String output, ExitCode code, String... parts) {
    assertThatThrownBy(
            () -> evaluate(run, output, "evaluation.exclude-same-camera=" + (parts.length > 1)))
        .isInstanceOfSatisfying(JobException.class, e -> assertThat(e.exitCode()).isEqualTo(code))
        .hasMessageContainingAll(parts);
    assertThat(folder.resolve(output)).doesNotExist();
  }

  @Test
  void photographsOfOneCameraAreRefusedWithTheRemedy() {
    assertRefused(
        "run",
        "nothing-to-find",
        ExitCode.BAD_DATA,
        "one camera (IMG)",
        "--set evaluation.exclude-same-camera=false");
  }

  @Test
  void theReportNamesItsSplitAndCountsWhatIsSkipped() {
    ReportData report =
        evaluate(
            "run",
            "report-val",
            "evaluation.exclude-same-camera=false",
            "evaluation.split=val",
            "evaluation.recall-at=[1,2]");

    assertThat(report.split()).isEqualTo("val");
    assertThat(report.headline()).contains("validation queries");
    assertThat(report.recallAt()).isEqualTo(List.of(1, 2));
    assertThat(report.test().skipped()).isZero();
    assertThat(report.training()).isNull();
  }

  @Test
  void ranksBeyondTheGalleryEndWhereTheGalleryEnds() throws IOException {
    ReportData report =
        evaluate(
            "run",
            "report-ranks",
            "evaluation.exclude-same-camera=false",
            "evaluation.recall-at=[1,100]",
            "evaluation.cmc-ranks=200",
            "evaluation.split=val");

    assertThat(report.test().cmc()).hasSize((int) report.test().gallery());
    assertThat(report.test().recallAt(100)).hasValue(1);
    assertThat(Files.readString(folder.resolve("report-ranks/report.html")))
        .contains("R@100", "<td>100.0</td>");
  }

  @Test
  void zeroEmbeddingsAreToldInReportAndJson() throws IOException {
    EmbeddingModel.of(model().description(), new float[model().parameters().length])
        .save(at("zero/model"), new Configuration());

    ReportData report = evaluate("zero", "report-zero", "evaluation.exclude-same-camera=false");

    long samples = report.test().gallery();
    assertThat(report.test().detail().zeroEmbeddings()).isEqualTo(samples);
    assertThat(report.untrained().detail().zeroEmbeddings()).isNull();
    Scores.Detail.Ties ties = report.test().detail().ties();
    assertThat(ties.queries()).isEqualTo(report.test().queries());
    assertThat(ties.optimistic())
        .containsOnlyKeys("recall@1", "mAP", "mAP (trapezoids)", "mINP", "R-precision", "MAP@R")
        .allSatisfy((name, best) -> assertThat(best).as(name).isEqualTo(1));
    assertThat(ties.pessimistic())
        .containsOnlyKeys(ties.optimistic().keySet())
        .allSatisfy((name, worst) -> assertThat(worst).as(name).isLessThan(0.5));
    assertThat(Files.readString(folder.resolve("report-zero/report.html")))
        .contains("Embeddings that are zero: " + samples + " of this model.");
    assertThat(Files.readString(folder.resolve("report-zero/report.json")))
        .contains("\"zeroEmbeddings\" : " + samples);
  }

  @Test
  void rankListsLieBesideTheReportUnlessTheyAreNotWanted() throws IOException {
    ReportData report = evaluate("run", "ranked", "evaluation.exclude-same-camera=false");
    evaluate("run", "unranked", "evaluation.exclude-same-camera=false", "report.rank-lists=false");

    List<String> lines = Files.readAllLines(folder.resolve("ranked/ranks.csv"));
    long ranked = Math.min(8, report.test().gallery() - 1);
    assertThat(lines).hasSize(1 + (int) (report.test().queries() * ranked));
    assertThat(lines.get(0))
        .isEqualTo("query_sample_id,rank,gallery_sample_id,similarity,relevant,protocol");
    assertThat(lines.get(1)).endsWith(",leave-one-out");
    assertThat(folder.resolve("unranked/report.html")).exists();
    assertThat(folder.resolve("unranked/ranks.csv")).doesNotExist();
    assertThat(report.findings().suspects().negatives()).isNotEmpty();
    assertThat(report.findings().embedding().norms()).isNotNull();
    assertThat(report.findings().cameras()).isNull();
  }

  @Test
  void aModelThatIsNotFiniteIsToBlameItself() {
    float[] parameters = model().parameters();
    parameters[3] = Float.NaN;
    EmbeddingModel.of(model().description(), parameters)
        .save(at("diverged/model"), new Configuration());

    assertRefused(
        "diverged",
        "report-diverged",
        ExitCode.BAD_CONFIGURATION,
        "model: parameter 3 of " + parameters.length + " is NaN: must be finite");
  }

  @Test
  void damagedMetricsOfTheRunDoNotLoseTheReport() throws IOException {
    model().save(at("damaged/model"), new Configuration());
    Files.writeString(folder.resolve("damaged/metrics.jsonl"), "{\"round\": 1, \n");

    ReportData report =
        evaluate("damaged", "report-damaged", "evaluation.exclude-same-camera=false");

    assertThat(report.training()).isNull();
    assertThat(report.test().queries()).isPositive();
    assertThat(folder.resolve("report-damaged/report.html")).isNotEmptyFile();
  }

  @Test
  void a_model_in_the_working_folder_has_a_run() {
    Configuration hadoop = new Configuration();
    assertThat(
            EvaluateCommand.whole(new org.apache.hadoop.fs.Path("model"), hadoop)
                .getParent()
                .getName())
        .isEqualTo(java.nio.file.Path.of("").toAbsolutePath().getFileName().toString());
    assertThatThrownBy(() -> EvaluateCommand.whole(new org.apache.hadoop.fs.Path("/"), hadoop))
        .hasMessage("--model /: must be a run's folder model");
  }
}
