package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.histloss.config.Settings;
import org.histloss.config.SettingsReader;
import org.histloss.evaluation.retrieval.RetrievalProtocol.CrossCamera;
import org.histloss.evaluation.retrieval.RetrievalProtocol.LeaveOneOut;
import org.histloss.evaluation.retrieval.RetrievalProtocol.SingleShot;
import org.junit.jupiter.api.Test;

class ProtocolsTest {
  private static final String IGNORE_CAMERAS = "evaluation.exclude-same-camera=false";

  private static Settings.Evaluation settings(String... settings) {
    return SettingsReader.with(settings).evaluation();
  }

  @Test
  void withoutANameTheCameraRuleDecides() {
    assertThat(Protocols.of(settings())).isEqualTo(new CrossCamera());
    assertThat(Protocols.of(settings(IGNORE_CAMERAS))).isEqualTo(new LeaveOneOut());
  }

  @Test
  void aNameWinsOverTheCameraRule() {
    assertThat(Protocols.of(settings("evaluation.protocol=leave-one-out")))
        .isEqualTo(new LeaveOneOut());
    assertThat(Protocols.of(settings("evaluation.protocol=cross-camera", IGNORE_CAMERAS)))
        .isEqualTo(new CrossCamera());
    assertThat(
            Protocols.of(
                settings(
                    "evaluation.protocol=single-shot",
                    "evaluation.single-shot-draws=9",
                    "evaluation.single-shot-seed=5",
                    "evaluation.gallery-camera=b")))
        .isEqualTo(new SingleShot(null, "b", 9, 5));
  }

  @Test
  void trainingScoresWithoutDraws() {
    assertThat(Protocols.whileTraining(settings("evaluation.protocol=single-shot")))
        .isEqualTo(new CrossCamera());
    assertThat(Protocols.whileTraining(settings(IGNORE_CAMERAS))).isEqualTo(new LeaveOneOut());
  }
}
