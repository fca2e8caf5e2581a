package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What plain {@code mvn verify} says of clusters and kills; the rest is behind -Pcluster. */
@Tag("every-build")
class EveryBuildIT {
  private static final String LARGE = "network.embedding-dimension=1024";

  @TempDir Path folder;

  @Test
  void aClusterAndAKilledDriverGiveTheSameParameters() throws Exception {
    SmallRun small = SmallRun.prepare(folder);
    String onCluster;
    try (StandaloneCluster cluster = StandaloneCluster.start(folder, 2);
        TrainProcess train = small.start(cluster.place(2), "on-cluster", "--set", LARGE)) {
      onCluster = train.parameters();
    }
    KillMoment inCheckpoint = new KillMoment(true, 0.6, 0.0, false, false);
    try (TrainProcess train = small.start(Place.local(2), "killed", "--set", LARGE)) {
      assertThat(inCheckpoint.await(train, null)).as(train.log().tail()).isTrue();
      assertThat(train.kill()).as("killed").isTrue();
      assertThat(train.rounds()).isBetween(1L, SmallRun.ROUNDS - 1L);
    }
    try (TrainProcess train =
        small.start(Place.local(2), "killed", "--set", LARGE, "--resume", "must")) {
      assertThat(train.parameters()).isEqualTo(onCluster);
    }
  }
}
