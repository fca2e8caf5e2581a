package org.histloss.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.Settings;
import org.histloss.config.SettingsReader;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.network.EmbeddingModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainJobTest {
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

  private static Settings settings(String... more) {
    List<String> pairs =
        new ArrayList<>(
            List.of(
                "image.height=" + TinyDataset.SIDE,
                "image.width=" + TinyDataset.SIDE,
                "batch.identities=4",
                "batch.samples-per-identity=3",
                "network.channels=[4,6]",
                "network.embedding-dimension=8",
                "loss.bins=20",
                "training.steps=20",
                "training.averaging-period=2",
                "training.checkpoint-period=1"));
    pairs.addAll(List.of(more));
    return SettingsReader.with(pairs.toArray(String[]::new));
  }

  private TrainJob.Result train(Settings settings, TrainJob.Resume resume, boolean overwrite) {
    return train(settings, resume, overwrite, OutputStream.nullOutputStream());
  }

  private TrainJob.Result train(
      Settings settings, TrainJob.Resume resume, boolean overwrite, OutputStream out) {
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new TrainJob(spark, request(settings, resume, overwrite), new Progress(stream, true))
        .run();
  }

  private TrainJob.Request request(Settings settings, TrainJob.Resume resume, boolean overwrite) {
    return new TrainJob.Request(
        data.toUri().toString(), run().toUri().toString(), settings, overwrite, resume);
  }

  private Path run() {
    return folder.resolve("run");
  }

  private RunStatus status() {
    return new RunFolder(run().toUri().toString(), new Configuration()).status();
  }

  private void assertRefused(ExitCode exitCode, String message, Settings settings) {
    assertThatThrownBy(() -> train(settings, TrainJob.Resume.AUTO, false))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(exitCode))
        .hasMessageContaining(message);
    assertThat(run()).doesNotExist();
  }

  @Test
  void a_run_folder_holds_configuration_metrics_model_and_status() throws Exception {
    TrainJob.Result result = train(settings(), TrainJob.Resume.AUTO, false);

    RunFolder written = new RunFolder(run().toUri().toString(), new Configuration());
    assertThat(written.status().state()).isEqualTo("done");
    assertThat(written.status().parametersSha256()).isEqualTo(result.parametersSha256());
    assertThat(written.metrics()).hasSize(5);
    RoundMetrics first = written.metrics().get(0);
    assertThat(first.batches()).isEqualTo(4);
    assertThat(first.positivePairs()).isPositive();
    assertThat(java.util.Arrays.stream(first.positive()).sum())
        .isCloseTo(first.positivePairs(), org.assertj.core.api.Assertions.within(1e-6));
    assertThat(first.loss()).isBetween(0.0, 1.0);
    assertThat(Files.readString(run().resolve("config.conf"))).contains("averaging-period");
  }

  @Test
  void the_model_folder_can_be_loaded_alone() {
    TrainJob.Result result = train(settings(), TrainJob.Resume.AUTO, false);
    EmbeddingModel model =
        EmbeddingModel.load(new org.apache.hadoop.fs.Path(result.model()), new Configuration());
    assertThat(model.parametersSha256()).isEqualTo(result.parametersSha256());
    float[] embedding =
        model.embed(new float[][] {new float[model.description().shape().size()]})[0];
    double norm = 0.0;
    for (float value : embedding) {
      norm += value * value;
    }
    assertThat(norm).isCloseTo(1.0, org.assertj.core.api.Assertions.within(1e-5));
  }

  private static OutputStream breakingAfterTwoRounds() {
    return new OutputStream() {
      private int writes;

      @Override
      public void write(int b) {}

      @Override
      public void write(byte[] bytes, int from, int length) {
        if (++writes > 2) {
          throw new IllegalStateException("the terminal went away");
        }
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"uniform", "quantiles", "balanced-quantiles"})
  void a_run_that_broke_off_is_resumed_to_the_same_bits(String nodes) {
    Settings settings = settings("loss.nodes=" + nodes);
    String undisturbed = train(settings, TrainJob.Resume.NEVER, true).parametersSha256();

    OutputStream breaking = breakingAfterTwoRounds();
    assertThatThrownBy(() -> train(settings, TrainJob.Resume.NEVER, true, breaking))
        .hasMessageContaining("the terminal went away");
    assertThat(status().state()).isEqualTo("failed");

    assertThat(train(settings, TrainJob.Resume.MUST, false).parametersSha256())
        .isEqualTo(undisturbed);
    assertThat(new RunFolder(run().toUri().toString(), new Configuration()).metrics()).hasSize(5);
  }

  @Test
  void nodes_at_quantiles_change_what_is_learnt() {
    String even = train(settings(), TrainJob.Resume.NEVER, true).parametersSha256();
    Settings quantiles = settings("loss.nodes=quantiles");
    assertThat(train(quantiles, TrainJob.Resume.NEVER, true).parametersSha256()).isNotEqualTo(even);
  }

  @Test
  void an_unfinished_run_of_other_settings_is_not_resumed() {
    OutputStream breaking = breakingAfterTwoRounds();
    assertThatThrownBy(() -> train(settings(), TrainJob.Resume.NEVER, false, breaking))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> train(settings("training.seed=9"), TrainJob.Resume.AUTO, false))
        .hasMessageContaining("training.seed: the unfinished run has 1, now 9");
  }

  @Test
  void a_finished_run_is_not_overwritten_unasked() {
    String first = train(settings(), TrainJob.Resume.AUTO, false).parametersSha256();
    assertThatThrownBy(() -> train(settings(), TrainJob.Resume.AUTO, false))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessageContaining("exists already");
    assertThat(status().parametersSha256()).isEqualTo(first);
    assertThat(train(settings("training.seed=9"), TrainJob.Resume.AUTO, true).parametersSha256())
        .isNotEqualTo(first);
  }

  @Test
  void must_resume_needs_something_to_resume() {
    assertThatThrownBy(() -> train(settings(), TrainJob.Resume.MUST, false))
        .hasMessageContaining("--resume must");
    assertThat(run()).doesNotExist();
  }

  @Test
  void mistakes_leave_no_folder() {
    assertRefused(
        ExitCode.BAD_CONFIGURATION, "batch.identities = 500", settings("batch.identities=500"));
    assertRefused(
        ExitCode.BAD_CONFIGURATION,
        "image = 3×16×16",
        settings("image.height=16", "image.width=16"));
    assertRefused(
        ExitCode.BAD_CONFIGURATION,
        "are halved to nothing",
        settings("network.channels=[2,2,2,2,2,2]"));
  }

  @Test
  void a_learning_rate_that_destroys_the_network_ends_as_diverged() {
    assertThatThrownBy(
            () ->
                train(
                    settings(
                        "training.learning-rate=1e38",
                        "training.updater=sgd",
                        "training.weight-decay=1"),
                    TrainJob.Resume.AUTO,
                    false))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DIVERGED))
        .hasMessageMatching("(?s).*batch [2-9], sample .+ of identity .+: embedding \\d+ .*");
    assertThat(status().exitCode()).isEqualTo(40);
  }

  @Test
  void parameters_that_the_last_step_breaks_are_no_model() {
    Settings settings =
        settings(
            "training.steps=2",
            "training.averaging-period=1",
            "training.schedule=constant",
            "training.learning-rate=1e60",
            "training.updater=sgd",
            "training.weight-decay=1");
    assertThatThrownBy(() -> train(settings, TrainJob.Resume.AUTO, false))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DIVERGED))
        .hasMessageContaining("round 1: a parameter is NaN or infinite");
    assertThat(run().resolve("model")).doesNotExist();
  }

  @Test
  void a_folder_that_is_no_run_is_never_replaced() throws Exception {
    Path model = Files.createDirectories(run().resolve("model"));
    Files.writeString(model.resolve("precious.txt"), "years of work");
    assertThatThrownBy(() -> train(settings(), TrainJob.Resume.AUTO, true))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessageContaining("holds no run");
    assertThat(model.resolve("precious.txt")).hasContent("years of work");
  }

  @Test
  void a_round_that_does_not_fit_is_refused_before_the_old_run_goes() {
    String first = train(settings(), TrainJob.Resume.AUTO, false).parametersSha256();
    // A million bins make sixteen megabytes of histograms for each of a hundred mini-batches.
    Settings large = settings("loss.bins=1000000", "training.averaging-period=50");
    assertThatThrownBy(() -> train(large, TrainJob.Resume.AUTO, true))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessageContaining("spark.driver.maxResultSize");
    assertThat(status().parametersSha256()).isEqualTo(first);
    assertThat(run().resolve("model")).exists();
  }

  @Test
  void kept_updater_states_that_are_too_large_are_refused() {
    assertRefused(
        ExitCode.BAD_CONFIGURATION,
        "training.max-kept-state = 1: must be at least 6,",
        settings(
            "training.updater-state=keep",
            "training.max-kept-state=1",
            "training.workers=100",
            "network.channels=[4,20]"));
  }

  @Test
  void a_run_that_is_replaced_says_so_until_the_new_one_is_done() {
    train(settings(), TrainJob.Resume.AUTO, false);
    List<String> states = new ArrayList<>();
    OutputStream watching =
        new OutputStream() {
          @Override
          public void write(int b) {}

          @Override
          public void write(byte[] bytes, int from, int length) {
            states.add(status().state());
          }
        };
    train(settings("training.seed=9"), TrainJob.Resume.AUTO, true, watching);
    assertThat(states).isNotEmpty().containsOnly("being replaced");
    assertThat(status().state()).isEqualTo("done");
  }

  @Test
  void a_run_that_ended_before_its_first_checkpoint_begins_anew() {
    Settings rare = settings("training.checkpoint-period=0");
    String undisturbed = train(rare, TrainJob.Resume.NEVER, true).parametersSha256();
    assertThatThrownBy(() -> train(rare, TrainJob.Resume.NEVER, true, breakingAfterTwoRounds()))
        .hasMessageContaining("the terminal went away");

    assertThatThrownBy(
            () ->
                train(
                    settings("training.checkpoint-period=0", "training.seed=9"),
                    TrainJob.Resume.AUTO,
                    false))
        .hasMessageContaining("training.seed: the unfinished run has 1, now 9");
    assertThat(train(rare, TrainJob.Resume.AUTO, false).parametersSha256()).isEqualTo(undisturbed);
    assertThat(new RunFolder(run().toUri().toString(), new Configuration()).metrics()).hasSize(5);
  }

  @Test
  void a_run_that_was_killed_while_it_made_its_folder_begins_anew() throws Exception {
    String undisturbed = train(settings(), TrainJob.Resume.NEVER, true).parametersSha256();
    FileUtils.deleteDirectory(run().toFile());
    Files.createDirectories(run());
    assertThat(train(settings(), TrainJob.Resume.AUTO, false).parametersSha256())
        .isEqualTo(undisturbed);

    FileUtils.deleteDirectory(run().toFile());
    Files.createDirectories(run());
    Path torn = Files.writeString(run().resolve(".config.conf.1b4e28ba.tmp"), "batc");
    assertThat(train(settings(), TrainJob.Resume.AUTO, false).parametersSha256())
        .isEqualTo(undisturbed);
    assertThat(torn).doesNotExist();
  }

  @Test
  void a_run_that_was_killed_while_it_replaced_another_begins_anew() throws Exception {
    String undisturbed = train(settings(), TrainJob.Resume.NEVER, true).parametersSha256();
    RunFolder killed = new RunFolder(run().toUri().toString(), new Configuration());
    train(settings("training.seed=9"), TrainJob.Resume.NEVER, true);
    killed.publishStatus(RunStatus.beingReplaced());
    Files.delete(run().resolve("config.conf"));

    assertThat(train(settings(), TrainJob.Resume.AUTO, false).parametersSha256())
        .isEqualTo(undisturbed);
  }

  @Test
  void what_a_killed_run_had_begun_to_write_is_removed() throws Exception {
    assertThatThrownBy(
            () -> train(settings(), TrainJob.Resume.NEVER, true, breakingAfterTwoRounds()))
        .hasMessageContaining("the terminal went away");
    Path torn = run().resolve("checkpoints/round-000003/.state.bin.6fa459ea.tmp");
    Files.createDirectories(torn.getParent());
    Files.writeString(torn, "half");

    train(settings(), TrainJob.Resume.MUST, false);
    assertThat(torn).doesNotExist();
  }

  @Test
  void a_damaged_checkpoint_is_passed_over_for_the_one_before() throws Exception {
    String undisturbed = train(settings(), TrainJob.Resume.NEVER, true).parametersSha256();
    assertThatThrownBy(
            () -> train(settings(), TrainJob.Resume.NEVER, true, breakingAfterTwoRounds()))
        .hasMessageContaining("the terminal went away");
    Path newest = run().resolve("checkpoints/round-000002/checkpoint.json");
    Files.writeString(newest, "{\"nextRo");

    assertThat(train(settings(), TrainJob.Resume.MUST, false).parametersSha256())
        .isEqualTo(undisturbed);
    assertThat(status().warnings()).hasSize(1);
    assertThat(status().warnings().get(0))
        .contains("round-000002 is damaged or unfinished")
        .contains("the one before is used");
  }

  @Test
  void a_failure_inside_spark_is_told_by_the_status() throws Exception {
    Path damaged = TinyDataset.prepare(spark, folder.resolve("damaged"), 24);
    try (var files = Files.walk(damaged.resolve("samples/split=train"))) {
      Path file = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(file);
      java.util.Arrays.fill(bytes, 4, 68, (byte) 0xff);
      Files.write(file, bytes);
      // Else Hadoop's checksum notices before Parquet does.
      Files.delete(file.resolveSibling("." + file.getFileName() + ".crc"));
    }
    TrainJob.Request request =
        new TrainJob.Request(
            damaged.toUri().toString(),
            run().toUri().toString(),
            settings(),
            false,
            TrainJob.Resume.AUTO);
    Progress silent = new Progress(new PrintStream(OutputStream.nullOutputStream()), true);
    assertThatThrownBy(() -> new TrainJob(spark, request, silent).run())
        .isInstanceOfSatisfying(
            JobException.class,
            e -> assertThat(e.exitCode()).as(e.getMessage()).isEqualTo(ExitCode.BAD_DATA));
    assertThat(status().state()).isEqualTo("failed");
    assertThat(status().exitCode()).isEqualTo(21);
  }
}
