package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ways in which a standalone cluster may run a job, besides two executors and a driver here: each
 * gives the model of one machine.
 */
@Tag("cluster")
class ClusterModesIT {
  @TempDir static Path folder;
  private static StandaloneCluster cluster;
  private static SmallTraining training;
  private static String parameters;

  @BeforeAll
  static void prepareAndTrainLocally() throws Exception {
    cluster = StandaloneCluster.start(folder, 2, 2);
    String photos = SmallTraining.pictures(folder).toString();
    String dataset = folder.resolve("dataset").toString();
    Submission prepare =
        Submission.run(
            folder,
            "local[2]",
            List.of("spark.driver.memory=2g"),
            "prepare",
            "--source",
            "folder",
            "--input",
            photos,
            "--output",
            dataset);
    assertThat(prepare.exitCode()).as(prepare.error()).isZero();
    training = new SmallTraining(dataset);
    parameters = training.trainLocally(folder);
  }

  @AfterAll
  static void endCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void aWorkerRunsTheDriver() throws Exception {
    String run = folder.resolve("run-driver-on-worker").toString();
    Path config = Files.writeString(folder.resolve("job.conf"), SmallTraining.configuration());
    String file = config.toUri().toString();

    Submission train =
        submit(
            List.of(
                "spark.submit.deployMode=cluster",
                "spark.standalone.submit.waitAppCompletion=true",
                "spark.cores.max=2"),
            training.command(run, new SmallTraining.Config(file)));

    assertThat(train.error())
        .as(driversLog(train))
        .containsPattern("State of driver driver-\\S+ is FINISHED");
    assertThat(train.output()).as("the driver's output stays on its Worker").isEmpty();
    SmallTraining.assertDone(run, parameters);
  }

  @Test
  void aWorkersDriverFailsWithAMistake() throws Exception {
    String run = folder.resolve("run-mistaken").toString();

    Submission train =
        submit(
            List.of(
                "spark.submit.deployMode=cluster",
                "spark.standalone.submit.waitAppCompletion=true"),
            training.command(run, "--set", "loss.bins=0"));

    assertThat(train.error()).containsPattern("State of driver driver-\\S+ is FAILED");
    assertThat(driversLog(train)).contains("exit code 20: loss.bins = 0: must be at least 1");
    assertThat(folder.resolve(run)).doesNotExist();
  }

  @Test
  void executorsComeAndGoAsTasksNeedThem() throws Exception {
    String run = folder.resolve("run-dynamic").toString();

    Submission train =
        submit(
            List.of(
                "spark.dynamicAllocation.enabled=true",
                "spark.dynamicAllocation.shuffleTracking.enabled=true",
                "spark.dynamicAllocation.shuffleTracking.timeout=1s",
                "spark.dynamicAllocation.minExecutors=0",
                "spark.dynamicAllocation.maxExecutors=3",
                "spark.dynamicAllocation.executorIdleTimeout=1s"),
            training.command(run));

    assertThat(train.exitCode()).as(train.error()).isZero();
    Files.writeString(Path.of("/tmp/yarn-dyn.txt"), train.error());
    assertThat(train.error()).containsPattern("Requesting [1-9]\\d* new executor");
    assertThat(train.lastLine()).isEqualTo("parameters sha256 " + parameters);
    SmallTraining.assertDone(run, parameters);
  }

  @Test
  void fourWorkersTakeTurnsOnOneTaskSlot() throws Exception {
    String[] four = {"--set", "training.workers=4", "--set", "training.steps=200"};
    String run = folder.resolve("run-one-slot").toString();
    String same = training.trainLocally(folder, four);

    Submission train = submit(List.of("spark.cores.max=1"), training.command(run, four));

    assertThat(train.exitCode()).as(train.error()).isZero();
    assertThat(train.lastLine()).isEqualTo("parameters sha256 " + same);
    SmallTraining.assertDone(run, same);
  }

  /** What the driver wrote to standard error, beside the Worker that ran it. */
  private static String driversLog(Submission submitted) throws Exception {
    Matcher driver = Pattern.compile("submitted as (driver-\\S+)").matcher(submitted.error());
    assertThat(driver.find()).as(submitted.error()).isTrue();
    try (Stream<Path> files = Files.walk(folder, 3)) {
      Path log =
          files
              .filter(file -> file.endsWith(driver.group(1) + "/stderr"))
              .findFirst()
              .orElseThrow();
      return Files.readString(log);
    }
  }

  private static Submission submit(List<String> more, String... command) throws Exception {
    List<String> confs = new ArrayList<>();
    confs.addAll(List.of("spark.driver.memory=1g", "spark.driver.host=127.0.0.1"));
    confs.addAll(List.of("spark.executor.memory=1g", "spark.executor.cores=1"));
    confs.addAll(more);
    return Submission.run(folder, cluster.url(), confs, command);
  }
}
