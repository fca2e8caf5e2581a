package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.histloss.cluster.SmallTraining.Config;
import org.histloss.training.RunFolder;
import org.histloss.training.RunStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application jar on YARN with two NodeManagers, data and runs on HDFS. */
@Tag("cluster")
class YarnIT {
  @TempDir static Path folder;
  private static YarnCluster yarn;
  private static SmallTraining training;
  private static String parameters;

  @BeforeAll
  static void prepareOnYarnAndTrainLocally() throws Exception {
    yarn = YarnCluster.start(folder.resolve("hadoop"), 2);
    String photos = SmallTraining.pictures(folder).toUri().toString();
    String dataset = yarn.at("dataset");
    Submission prepare =
        yarn.client("prepare", "--source", "folder", "--input", photos, "--output", dataset);
    assertThat(prepare.exitCode()).as(prepare.error()).isZero();
    training = new SmallTraining(dataset);
    parameters = training.trainLocally(folder);
  }

  @AfterAll
  static void endCluster() {
    if (yarn != null) {
      yarn.close();
    }
  }

  @Test
  void trainsTheSameModelWithTheDriverHere() throws Exception {
    String run = yarn.at("run-client");

    Submission train = yarn.client(training.command(run));

    assertThat(train.exitCode()).as(train.error()).isZero();
    assertThat(train.lastLine()).isEqualTo("parameters sha256 " + parameters);
    SmallTraining.assertDone(run, parameters);
  }

  @Test
  void trainsTheSameModelWithTheDriverOnTheCluster() throws Exception {
    String run = yarn.at("run-cluster");
    Config config = new Config(yarn.write("job.conf", SmallTraining.configuration()));

    Submission train = yarn.cluster(training.command(run, config));

    assertThat(train.exitCode()).as(train.error()).isZero();
    assertThat(train.error()).contains("final status: SUCCEEDED");
    assertThat(train.output()).as("the driver's output stays on the cluster").isEmpty();
    SmallTraining.assertDone(run, parameters);
  }

  @Test
  void aMistakeEndsAsFailedAndLeavesNothing() throws Exception {
    String run = yarn.at("run-mistaken");
    Config config = new Config(yarn.write("bad.conf", SmallTraining.configuration("loss.bins=0")));

    Submission train = yarn.cluster(training.command(run, config));

    assertThat(train.exitCode()).as(train.error()).isEqualTo(1);
    assertThat(train.error())
        .contains("final status: FAILED")
        .contains("exit code 20: loss.bins = 0: must be at least 1");
    assertThat(yarn.files().exists(new org.apache.hadoop.fs.Path(run))).isFalse();
  }

  @Test
  void aDivergedRunEndsAsFailedAndItsStatusSaysSo() throws Exception {
    String run = yarn.at("run-diverged");

    Submission train = yarn.cluster(training.command(run, "--set", "training.learning-rate=1e38"));

    assertThat(train.exitCode()).as(train.error()).isEqualTo(1);
    assertThat(train.error()).contains("final status: FAILED", "exit code 40: ");
    RunStatus status = new RunFolder(run, new Configuration()).status();
    assertThat(status.state()).isEqualTo("failed");
    assertThat(status.exitCode()).isEqualTo(40);
  }

  @Test
  void goesOnFromACheckpointAfterTheDriverIsKilled() throws Exception {
    String run = yarn.at("run-broken-off");
    var checkpoint = new org.apache.hadoop.fs.Path(run, "checkpoints/round-000002/checkpoint.json");

    try (LoggedProcess train = yarn.startOnCluster("broken-off.log", training.command(run))) {
      while (!yarn.files().exists(checkpoint)) {
        assertThat(endedWithin(train, 100)).as(train.tail()).isFalse();
      }
      assertThat(yarn.drivers()).as("drivers on YARN").hasSize(1);
      yarn.drivers().forEach(ProcessHandle::destroyForcibly);
      train.handle().onExit().get(5, TimeUnit.MINUTES);
      assertThat(train.tail()).contains("final status: FAILED");
    }
    assertThat(new RunFolder(run, new Configuration()).status()).as("status").isNull();

    Submission resumed = yarn.client(training.command(run, "--resume", "must"));

    assertThat(resumed.exitCode()).as(resumed.error()).isZero();
    assertThat(resumed.error()).contains("going on with " + run + " from round ");
    assertThat(resumed.lastLine()).isEqualTo("parameters sha256 " + parameters);
    SmallTraining.assertDone(run, parameters);
  }

  private static boolean endedWithin(LoggedProcess process, long milliseconds) throws Exception {
    try {
      process.handle().onExit().get(milliseconds, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }
}
