package org.histloss.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BestScoreTest {

  private static Validation.Scores scores(double precision, String protocol) {
    return new Validation.Scores(0.5, precision, protocol);
  }

  @Test
  void aScoreIsToldWithItsProtocol() {
    BestScore first = BestScore.after(null, 2, scores(0.4, "cross-camera"));
    BestScore later = BestScore.after(first, 4, scores(0.4, "cross-camera"));

    assertThat(first.words()).isEqualTo("round 2 (mAP 40.0 %, cross-camera)");
    assertThat(later).isEqualTo(new BestScore(2, 0.4, 1, "cross-camera"));
  }

  /** A run may go on from a checkpoint of before; nothing in it may have changed the protocol. */
  @Test
  void aCheckpointFromBeforeProtocolsWereRecordedLearnsIt() throws IOException {
    BestScore before = new BestScore(2, 0.4, 0, null);

    Checkpoint fresh = CheckpointStoreTest.checkpoint(2, 0);
    Checkpoint checkpoint =
        new Checkpoint(
            2,
            fresh.configuration(),
            fresh.datasetVersion(),
            fresh.state(),
            fresh.stretch(),
            before);
    byte[] marker = CheckpointMarker.of(checkpoint, new byte[] {1}).json();
    assertThat(new String(marker, StandardCharsets.UTF_8).replaceAll("\\s", ""))
        .contains("{\"round\":2,\"meanAveragePrecision\":0.4,\"evaluationsSince\":0}");
    assertThat(CheckpointMarker.read(marker).best()).isEqualTo(before);

    assertThat(before.words()).isEqualTo("round 2 (mAP 40.0 %)");
    assertThat(BestScore.after(before, 3, scores(0.3, "leave-one-out")).words())
        .isEqualTo("round 2 (mAP 40.0 %, leave-one-out)");
  }
}
