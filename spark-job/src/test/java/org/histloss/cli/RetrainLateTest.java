package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was taken for dead, wakes, and goes on. */
class RetrainLateTest {
  private static final String NEXT =
      "{\"owner\":\"the next night\",\"since\":\"now\",\"heartbeat\":3,\"released\":false}";

  @TempDir Path folder;

  /**
   * The next holder may have published the same run meanwhile, by another processor's arithmetic.
   */
  @Test
  void whoLostTheLockDuringTheTrainingWritesNoModel() throws IOException {
    NightlyRegistry nights = new NightlyRegistry(folder);
    nights.grow(0, 20);

    int code =
        nights.retrainWith(
            "train",
            () -> Files.writeString(nights.path("registry/lock/000002.json"), NEXT),
            // So that no heartbeat finds out before the training's end.
            "--set=retrain.lock.heartbeat-seconds=600",
            "--set=retrain.lock.expiry-seconds=1800");

    assertThat(code).as(nights.err()).isEqualTo(31);
    assertThat(nights.out()).contains("generation 1 has lost the lock to the next night");
    assertThat(nights.path("registry/status.json")).as("the other run's to write").doesNotExist();
    assertThat(nights.registry().champion()).isNull();
    Path run;
    try (var runs = Files.list(nights.path("registry/unfinished"))) {
      run = runs.findFirst().orElseThrow();
    }
    assertThat(run.resolve("run/model")).exists();
    assertThat(run.resolve("model")).doesNotExist();
    assertThat(nights.path("registry/versions")).doesNotExist();
  }

  /** Nobody waits for a training that is for nothing: it would go on for hours. */
  @Test
  void aTrainingEndsSoonAfterItsLockIsLost() throws IOException {
    NightlyRegistry nights = new NightlyRegistry(folder);
    nights.grow(0, 20);

    int code =
        nights.retrainWith(
            "train",
            () -> Files.writeString(nights.path("registry/lock/000002.json"), NEXT),
            "--set=training.steps=100000",
            "--set=retrain.lock.heartbeat-seconds=1",
            "--set=retrain.lock.expiry-seconds=4");

    assertThat(code).as(nights.err()).isEqualTo(31);
    assertThat(nights.err().lines()).singleElement().asString().contains("has lost the lock to");
    assertThat(nights.registry().versions()).isEmpty();
  }
}
