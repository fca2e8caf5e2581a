package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application jar on a real cluster: a Master and two Workers as processes of their own. */
@Tag("cluster")
class StandaloneClusterIT {
  @TempDir static Path folder;
  private static StandaloneCluster cluster;

  @BeforeAll
  static void startCluster() throws IOException, InterruptedException {
    cluster = StandaloneCluster.start(folder, 2);
  }

  @AfterAll
  static void endCluster() {
    cluster.close();
  }

  @Test
  void doctorFindsExecutorsThatComputeLikeTheDriver() throws Exception {
    Submission doctor = cluster.submit("doctor");

    assertThat(doctor.exitCode()).as(doctor.output() + doctor.error()).isZero();
    assertThat(doctor.output())
        .contains("master " + cluster.url())
        .contains("2 tasks ran, all on what the driver has");
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
}
