package org.histloss.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.junit.jupiter.api.Test;

class ProtocolSettingsTest {

  @Test
  void theDefaultFollowsTheCameraRule() {
    ProtocolSettings defaults = SettingsReader.with().evaluation().protocol();

    assertThat(defaults)
        .isEqualTo(new ProtocolSettings(ProtocolSettings.Name.AUTO, 100, 1, "", ""));
    assertThat(SettingsReader.with().evaluation().excludeSameCamera()).isTrue();
  }

  @Test
  void eachKeyIsRead() {
    ProtocolSettings read =
        SettingsReader.with(
                "evaluation.protocol=single-shot",
                "evaluation.single-shot-draws=7",
                "evaluation.single-shot-seed=-3",
                "evaluation.probe-camera=\"01\"",
                "evaluation.gallery-camera=2")
            .evaluation()
            .protocol();

    assertThat(read)
        .isEqualTo(new ProtocolSettings(ProtocolSettings.Name.SINGLE_SHOT, 7, -3, "01", "2"));
  }

  @Test
  void badValuesAreNamed() {
    assertRefused(
        "evaluation.single-shot-draws = 0: must be from 1 to 100000",
        "evaluation.single-shot-draws=0");
    assertRefused(
        "evaluation.gallery-camera = a: must be another than evaluation.probe-camera",
        "evaluation.probe-camera=a",
        "evaluation.gallery-camera=a");
    assertRefused(
        "evaluation.protocol = cuhk03: must be one of auto, leave-one-out, cross-camera,"
            + " single-shot",
        "evaluation.protocol=cuhk03");
  }

  private static void assertRefused(String message, String... settings) {
    assertThatThrownBy(() -> SettingsReader.with(settings))
        .hasMessage(message)
        .isInstanceOfSatisfying(
            JobException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION));
  }
}
