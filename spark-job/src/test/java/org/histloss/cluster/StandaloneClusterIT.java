package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application jar on a real cluster: a Master and two Workers as processes of their own. */
@Tag("cluster")
class StandaloneClusterIT {
  private static final List<String> LOCAL = List.of("spark.driver.memory=2g");

  /** Batch norm is in the network; dropout, augmentation and a ragged last round are added. */
  static final String[] SETTINGS = {
    "--set", "batch.identities=8",
    "--set", "training.averaging-period=3",
    "--set", "training.steps=16",
    "--set", "training.checkpoint-period=2",
    "--set", "network.dropout=0.3",
    "--set", "augment.erase=0.5",
    "--set", "network.channels=[8,8,16]",
    "--set", "network.embedding-dimension=32",
  };

  @TempDir static Path folder;
  private static StandaloneCluster cluster;
  private static Path dataset;

  @BeforeAll
  static void startClusterAndPrepare() throws Exception {
    cluster = StandaloneCluster.start(folder, 2);
    Path photos = TinyPictures.write(folder.resolve("photos"), 40, 4, 2);
    dataset = folder.resolve("dataset");
    Submission prepare =
        Submission.run(
            folder,
            "local[2]",
            LOCAL,
            "prepare",
            "--source",
            "folder",
            "--input",
            photos.toString(),
            "--output",
            dataset.toString());
    assertThat(prepare.exitCode()).as(prepare.error()).isZero();
  }

  @AfterAll
  static void endCluster() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
    // A local-cluster's workers leave a copy of the jar for each executor, always in this place.
    FileUtils.deleteDirectory(Built.SPARK_HOME.resolve("work").toFile());
  }

  @Test
  void trainsTheSameModelAsOneMachine() throws Exception {
    Submission local = Submission.run(folder, "local[1]", LOCAL, train("run-local"));
    Submission processes =
        Submission.run(folder, "local-cluster[2,1,2048]", LOCAL, train("run-local-cluster"));
    Submission distributed = cluster.submit(train("run-cluster"));

    assertThat(local.exitCode()).as(local.error()).isZero();
    assertThat(processes.exitCode()).as(processes.error()).isZero();
    assertThat(distributed.exitCode()).as(distributed.error()).isZero();
    assertThat(local.lastLine()).matches("parameters sha256 [0-9a-f]{64}");
    assertThat(processes.lastLine()).isEqualTo(local.lastLine());
    assertThat(distributed.lastLine()).isEqualTo(local.lastLine());
  }

  @Test
  void preparesAndEvaluatesThere() throws Exception {
    Path photos = TinyPictures.write(folder.resolve("photos"), 40, 4, 2);
    Path prepared = folder.resolve("prepared-on-cluster");
    Submission prepare =
        cluster.submit(
            "prepare",
            "--source",
            "folder",
            "--input",
            photos.toString(),
            "--output",
            prepared.toString());
    assertThat(prepare.exitCode()).as(prepare.error()).isZero();
    Submission train = cluster.submit(train("run-to-evaluate"));
    assertThat(train.exitCode()).as(train.error()).isZero();

    Submission evaluate =
        cluster.submit(
            "evaluate",
            "--model",
            folder.resolve("run-to-evaluate/model").toString(),
            "--data",
            prepared.toString(),
            "--output",
            folder.resolve("report").toString());

    assertThat(evaluate.exitCode()).as(evaluate.error()).isZero();
    assertThat(evaluate.output()).contains("trained", "untrained", "raw pixels");
    assertThat(folder.resolve("report/report.html")).isNotEmptyFile();
  }

  @Test
  void doctorFindsExecutorsThatComputeLikeTheDriver() throws Exception {
    Submission doctor = cluster.submit("doctor");

    assertThat(doctor.exitCode()).as(doctor.output() + doctor.error()).isZero();
    assertThat(doctor.output())
        .contains("master " + cluster.url())
        .contains("2 of 2 executors on 1 host answered")
        .contains("computes like the driver's");
    assertThat(doctor.lastLine()).isEqualTo("all is well");
  }

  @Test
  void aMistakeKeepsItsExitCodeThroughSparkSubmit() throws Exception {
    Submission refused = cluster.submit("doctor", "--set", "loss.bins=0");

    assertThat(refused.exitCode()).as(refused.error()).isEqualTo(20);
    assertThat(refused.error())
        .contains("loss.bins = 0: must be at least 1\n")
        .doesNotContain("\tat ");
  }

  private static String[] train(String run) {
    String[] start = {
      "train", "--data", dataset.toString(), "--output", folder.resolve(run).toString()
    };
    String[] all = java.util.Arrays.copyOf(start, start.length + SETTINGS.length);
    System.arraycopy(SETTINGS, 0, all, start.length, SETTINGS.length);
    return all;
  }
}
