package org.histloss.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.histloss.training.TinyJob.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.Settings;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.training.TrainJob.Resume;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an unfinished run may be gone on with, and on what storage. */
class ResumeTest {
  @TempDir static Path shared;
  @TempDir Path folder;
  private static SparkSession spark;
  private static Path data;
  private static String undisturbed;

  @BeforeAll
  static void prepare() {
    spark = LocalSpark.open("local[2]");
    data = TinyDataset.prepare(spark, shared, 24);
    undisturbed =
        TinyJob.in(spark, data, shared.resolve("run"))
            .train(settings(), Resume.AUTO)
            .parametersSha256();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** A run that broke off in its fourth round. */
  private TinyJob brokenOff() {
    TinyJob job = TinyJob.in(spark, data, folder.resolve("run"));
    assertThatThrownBy(() -> job.train(settings(), Resume.AUTO, null, 3))
        .hasMessageContaining("the terminal went away");
    return job;
  }

  private static void assertRefused(TinyJob job, Settings settings, Resume resume, String message) {
    assertThatThrownBy(() -> job.train(settings, resume))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void other_settings_are_refused_by_key_with_both_values() {
    TinyJob job = brokenOff();
    Settings other = settings("training.seed=9", "loss.bins=30", "report.queries=1");
    String message =
        "loss.bins: the unfinished run has 20, now 30; training.seed: the unfinished run has 1, now"
            + " 9; go on as it was begun, or start anew with --overwrite or another --output than "
            + job.output();
    assertRefused(job, other, Resume.AUTO, message);
    assertRefused(job, other, Resume.MUST, message);
    assertThat(job.train(settings(), Resume.MUST).parametersSha256()).isEqualTo(undisturbed);
  }

  @Test
  void other_data_is_refused() {
    TinyJob job = brokenOff();
    Path more = TinyDataset.prepare(spark, folder.resolve("more"), 25);
    TinyJob other = TinyJob.in(spark, more, folder.resolve("run"));
    assertRefused(
        other, settings(), Resume.AUTO, "the unfinished run was trained on data set version ");
    assertRefused(other, settings(), Resume.MUST, "--data " + more.toUri());
  }

  @Test
  void harmless_settings_may_change() {
    TinyJob job = brokenOff();
    Settings other =
        settings(
            "data.verify=sha256",
            "training.checkpoint-period=3",
            "training.checkpoints-kept=1",
            "training.norm-limit=2000",
            "evaluation.recall-at=[1,2]",
            "evaluation.rank-on=executors",
            "evaluation.bootstrap-draws=300",
            "report.suspects=3",
            "report.rank-lists=false",
            "report.title=another");
    assertThat(job.train(other, Resume.MUST).parametersSha256()).isEqualTo(undisturbed);
    assertThat(job.folder().metrics()).hasSize(10);
    assertThat(job.folder().configuration()).isEqualTo(other.effective());
    assertThat(folder.resolve("run/checkpoints").toFile().list()).containsExactly("round-000009");
  }

  @Test
  void the_documentation_lists_what_is_harmless() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "checkpoints.md"));
    Set<String> always = new TreeSet<>();
    Set<String> unvalidated = new TreeSet<>();
    for (String key : settings().values().keySet()) {
      if (SettingChange.harmless(key, true)) {
        always.add(key);
      } else if (SettingChange.harmless(key, false)) {
        unvalidated.add(key);
      }
    }
    assertThat(listed(page, "harmless")).containsExactlyInAnyOrderElementsOf(always);
    assertThat(listed(page, "unvalidated")).containsExactlyInAnyOrderElementsOf(unvalidated);
  }

  private static List<String> listed(String page, String name) {
    int from = page.indexOf("<!-- " + name + " -->");
    String list = page.substring(from, page.indexOf("<!-- end -->", from));
    return Pattern.compile("`([a-z.-]+)`").matcher(list).results().map(m -> m.group(1)).toList();
  }

  /** The run's checkpoints as a version wrote them that did not know some keys. */
  private void forget(TinyJob job, String... keys) throws IOException {
    for (String round : List.of("round-000002", "round-000003")) {
      Path checkpoint = folder.resolve("run/checkpoints").resolve(round);
      byte[] state = Files.readAllBytes(checkpoint.resolve("state.bin"));
      Path file = checkpoint.resolve("checkpoint.json");
      CheckpointMarker marker = CheckpointMarker.read(Files.readAllBytes(file));
      String old =
          marker
              .configuration()
              .lines()
              .filter(line -> Stream.of(keys).noneMatch(key -> line.startsWith(key + " ")))
              .collect(Collectors.joining("\n"));
      assertThat(old.lines().count() + keys.length)
          .isEqualTo(marker.configuration().lines().count());
      Checkpoint saved = marker.with(state);
      Checkpoint forgetful =
          new Checkpoint(
              saved.nextRound(),
              old,
              saved.datasetVersion(),
              saved.state(),
              saved.stretch(),
              saved.best());
      Files.write(file, CheckpointMarker.of(forgetful, state).json());
      job.folder().publishConfiguration(old);
    }
  }

  @Test
  void a_run_begun_before_a_key_existed_had_its_default() throws IOException {
    TinyJob job = brokenOff();
    forget(job, "report.suspects", "evaluation.protocol", "loss.nodes", "training.outer-momentum");

    assertRefused(
        job,
        settings("training.outer-momentum=0.5"),
        Resume.AUTO,
        "training.outer-momentum: the unfinished run has 0.0, now 0.5");
    assertThat(job.train(settings(), Resume.MUST).parametersSha256()).isEqualTo(undisturbed);
    assertThat(job.folder().metrics()).hasSize(10);
    assertThat(job.folder().configuration()).isEqualTo(settings().effective());
  }

  @Test
  void how_validation_scores_are_taken_may_change_where_none_is_taken() {
    String[] other = {"evaluation.protocol=leave-one-out", "evaluation.embed-batch=7"};
    String validated = "training.evaluation-period=2";
    List<SettingChange> without =
        SettingChange.between(settings().effective(), settings(other).effective());
    List<SettingChange> with =
        SettingChange.between(
            settings(validated).effective(), settings(other[0], other[1], validated).effective());
    assertThat(without).extracting(SettingChange::harmless).containsExactly(true, true);
    assertThat(with).extracting(SettingChange::harmless).containsExactly(false, false);
    assertThat(SettingChange.between(settings(other).effective(), settings(validated).effective()))
        .extracting(SettingChange::harmless)
        .containsExactly(false, false, false);
  }

  @Test
  void auto_goes_on_must_goes_on_and_never_starts_anew() {
    TinyJob job = brokenOff();
    TrainJob.Request unasked =
        new TrainJob.Request(
            data.toUri().toString(), job.output(), settings(), false, Resume.NEVER);
    assertThatThrownBy(() -> new TrainJob(spark, unasked, new Progress(System.out, false)).run())
        .hasMessageContaining("exists already");

    assertThat(job.train(settings(), Resume.AUTO).parametersSha256()).isEqualTo(undisturbed);
    assertRefused(job, settings(), Resume.MUST, "--resume must");
    assertRefused(job, settings(), Resume.AUTO, "exists already");
    Settings other = settings("training.seed=9");
    assertThat(job.train(other, Resume.NEVER).parametersSha256()).isNotEqualTo(undisturbed);
    assertThat(job.folder().metrics()).hasSize(10);
  }

  @Test
  void where_no_checkpoint_is_whole_auto_begins_anew_and_says_so() throws IOException {
    TinyJob job = brokenOff();
    for (String round : List.of("round-000002", "round-000003")) {
      Files.write(
          folder.resolve("run/checkpoints").resolve(round).resolve("state.bin"), new byte[3]);
    }
    assertRefused(job, settings(), Resume.MUST, "holds no unfinished run with a whole checkpoint");
    assertThat(job.train(settings(), Resume.AUTO).parametersSha256()).isEqualTo(undisturbed);
    assertThat(job.status().warnings()).hasSize(3);
    assertThat(job.status().warnings().get(2)).contains("holds no whole checkpoint");
  }

  @Test
  void a_norm_that_explodes_ends_the_run_and_names_the_last_good_checkpoint() {
    String[] steep = {
      "training.schedule=constant", "training.learning-rate=0.1", "training.norm-limit=1.5"
    };
    TinyJob job = TinyJob.in(spark, data, folder.resolve("run"));
    assertThatThrownBy(() -> job.train(settings(steep), Resume.AUTO))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DIVERGED))
        .hasMessageMatching(
            "round ([2-9]|10): the parameters' norm is [0-9.]+, at the run's start it was [0-9.]+,"
                + " and training.norm-limit = 1.5 is exceeded; .*; the last good checkpoint is"
                + " .*/run/checkpoints/round-0000\\d\\d");
    assertThat(job.status().exitCode()).isEqualTo(40);
    assertThat(job.status().message()).contains("the last good checkpoint is");

    steep[2] = "training.norm-limit=1e6";
    String resumed = job.train(settings(steep), Resume.MUST).parametersSha256();
    TinyJob whole = TinyJob.in(spark, data, folder.resolve("whole"));
    assertThat(whole.train(settings(steep), Resume.AUTO).parametersSha256()).isEqualTo(resumed);
  }

  @Test
  void on_an_object_store_a_killed_run_is_resumed_to_the_same_bits() {
    BlobFileSystem.register(spark.sparkContext().hadoopConfiguration(), "blob");
    TinyJob whole = onStore();
    assertThat(whole.train(settings(), Resume.AUTO).parametersSha256()).isEqualTo(undisturbed);
    long steps = bucket(whole).steps();

    long seed = 20261;
    SplittableRandom random = new SplittableRandom(seed);
    for (int time = 0; time < 8; time++) {
      long step = time == 0 ? 2 : random.nextLong(1, steps);
      TinyJob job = onStore();
      bucket(job).killAt(step, false);
      String context = "seed %d, killed at step %d of %d".formatted(seed, step, steps);
      assertThatThrownBy(() -> job.train(settings(), Resume.AUTO))
          .as(context)
          .hasMessageContaining("the writer was killed");
      bucket(job).revive();
      assertThat(job.folder().status()).as(context).isNull();
      assertThat(job.train(settings(), Resume.AUTO).parametersSha256())
          .as(context)
          .isEqualTo(undisturbed);
      assertThat(job.status().state()).isEqualTo("done");
    }
  }

  private static TinyJob onStore() {
    return new TinyJob(spark, data, "blob://" + UUID.randomUUID() + "/run");
  }

  private static BlobFileSystem.Bucket bucket(TinyJob job) {
    return BlobFileSystem.bucket(java.net.URI.create(job.output()).getAuthority());
  }
}
