package org.histloss.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.histloss.training.TinyJob.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.Settings;
import org.histloss.dataset.DatasetManifest.SplitRule;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.ValidationSplit;
import org.histloss.evaluation.embedding.ModelEmbedding;
import org.histloss.evaluation.retrieval.RetrievalProtocol;
import org.histloss.network.EmbeddingModel;
import org.histloss.training.TrainJob.Resume;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EarlyStoppingTest {
  /** Round 4 is as good as round 2, which is not better. */
  private static final double[] COURSE = {0.1, 0.3, 0.2, 0.3, 0.4, 0.35, 0.2, 0.1, 0.9, 0.9};

  @TempDir static Path shared;
  @TempDir Path folder;
  private static SparkSession spark;
  private static Path data;

  @BeforeAll
  static void prepare() {
    spark = LocalSpark.open("local[2]");
    data = TinyDataset.prepare(spark, shared, 24);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** Scores by the round instead of by identities, and notes the models. */
  private static final class Course implements Validation {
    private final List<String> models = new ArrayList<>();
    private int round;

    Course(int roundsBefore) {
      this.round = roundsBefore;
    }

    @Override
    public Scores score(EmbeddingModel model) {
      models.add(model.parametersSha256());
      return new Scores(0.5, COURSE[round++], "cross-camera");
    }
  }

  private static Settings patient(String... more) {
    List<String> pairs = new ArrayList<>(List.of("training.evaluation-period=1"));
    pairs.addAll(List.of(more));
    return settings(pairs.toArray(String[]::new));
  }

  private TinyJob job(String name) {
    return TinyJob.in(spark, data, folder.resolve(name));
  }

  @ParameterizedTest
  @CsvSource({"last,8", "best,5"})
  void a_run_stops_when_its_patience_is_over(String model, int round) {
    Course course = new Course(0);
    TinyJob job = job("run");
    TrainJob.Result result =
        job.train(patient("training.patience=3", "training.model=" + model), Resume.AUTO, course);

    assertThat(result.rounds()).isEqualTo(8);
    assertThat(result.batches()).isEqualTo(16);
    assertThat(result.parametersSha256()).isEqualTo(course.models.get(round - 1));
    assertThat(job.folder().metrics()).hasSize(8);
    assertThat(job.status().figures())
        .containsAllEntriesOf(
            Map.of(
                "rounds", 8.0,
                "batches", 16.0,
                "stoppedEarly", 1.0,
                "modelRound", (double) round,
                "bestRound", 5.0,
                "bestMeanAveragePrecision", 0.4));
    assertThat(job.status().validationProtocol()).isEqualTo("cross-camera");
    assertThat(folder.resolve("run/checkpoints").toFile().list())
        .containsExactlyInAnyOrder("round-000005", "round-000006", "round-000007");
  }

  @ParameterizedTest
  @ValueSource(strings = {"last", "best"})
  void a_run_that_broke_off_stops_where_it_would_have(String model) {
    Settings settings = patient("training.patience=3", "training.model=" + model);
    String undisturbed = job("one").train(settings, Resume.AUTO, new Course(0)).parametersSha256();

    TinyJob job = job("other");
    assertThatThrownBy(() -> job.train(settings, Resume.AUTO, new Course(0), 6))
        .hasMessageContaining("the terminal went away");
    TrainJob.Result resumed = job.train(settings, Resume.MUST, new Course(6));
    assertThat(resumed.parametersSha256()).isEqualTo(undisturbed);
    assertThat(resumed.rounds()).isEqualTo(8);
    assertThat(job.status().figures()).containsEntry("bestRound", 5.0);
    assertThat(job.status().validationProtocol()).isEqualTo("cross-camera");
  }

  @Test
  void the_best_may_be_the_last_round_and_then_nothing_stopped_early() {
    TinyJob job = job("run");
    Course course = new Course(0);
    TrainJob.Result result =
        job.train(
            patient("training.model=best", "training.checkpoint-period=0", "training.steps=18"),
            Resume.AUTO,
            course);
    assertThat(result.parametersSha256()).isEqualTo(course.models.get(8));
    assertThat(job.status().figures())
        .containsEntry("stoppedEarly", 0.0)
        .containsEntry("bestRound", 9.0)
        .containsEntry("modelRound", 9.0);
    // Without a period there are checkpoints of best rounds only; the last two are kept.
    assertThat(folder.resolve("run/checkpoints").toFile().list())
        .containsExactlyInAnyOrder("round-000002", "round-000005");
  }

  @Test
  void a_run_whose_patience_is_over_at_its_last_round_did_not_stop_early() {
    TinyJob job = job("run");
    job.train(patient("training.patience=3", "training.steps=16"), Resume.AUTO, new Course(0));
    assertThat(job.status().figures()).containsEntry("rounds", 8.0);
    assertThat(job.status().figures()).containsEntry("stoppedEarly", 0.0);
  }

  @ParameterizedTest
  @CsvSource({
    "training.patience=3,training.patience = 3",
    "training.model=best,training.model = best"
  })
  void who_decides_by_scores_must_evaluate(String pair, String message) {
    assertThatThrownBy(() -> settings(pair))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessage(
            message + ": needs training.evaluation-period above 0 and validation identities");
  }

  private Validation scoring(Path dataset) {
    ValidationSplit split =
        ValidationSplit.open(spark, dataset.toUri().toString(), RetrievalProtocol.of(false), 16);
    return model -> {
      var result = split.score(ModelEmbedding.of(model));
      return new Validation.Scores(
          result.recallAt(1), result.meanAveragePrecision(), "leave-one-out");
    };
  }

  @Test
  void who_decides_by_scores_needs_validation_identities() {
    assertThatThrownBy(() -> scoring(data))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessageContaining("has no validation identities; prepare it with split.val above 0");
  }

  @Test
  void test_identities_are_never_read() throws IOException {
    Path dataset =
        TinyDataset.prepare(spark, folder.resolve("split"), 40, new SplitRule(0.5, 0.3, 0.2, 1));
    int destroyed = 0;
    try (var files = Files.walk(dataset.resolve("samples/split=test"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        byte[] content = Files.readAllBytes(file);
        Arrays.fill(content, (byte) 0xff);
        Files.write(file, content);
        destroyed++;
      }
    }
    assertThat(destroyed).isPositive();

    TinyJob job = TinyJob.in(spark, dataset, folder.resolve("run"));
    Settings settings = patient("training.patience=2", "training.model=best");
    job.train(settings, Resume.AUTO, scoring(dataset));
    List<RoundMetrics> metrics = job.folder().metrics();
    double best =
        metrics.stream().mapToDouble(m -> m.validation().meanAveragePrecision()).max().orElse(-1);
    assertThat(job.status().figures()).containsEntry("bestMeanAveragePrecision", best);
    assertThat(job.status().validationProtocol()).isEqualTo("leave-one-out");
    assertThat(metrics).extracting(m -> m.validation().protocol()).containsOnly("leave-one-out");
  }
}
