package org.histloss.dataprep;

import static org.assertj.core.api.Assertions.assertThat;

import org.histloss.dataprep.PrepareSettings.Picture;
import org.histloss.dataprep.PrepareSettings.Source;
import org.histloss.dataset.DatasetManifest.SplitRule;
import org.histloss.dataset.ExitCode;
import org.junit.jupiter.api.Test;

class PrepareSettingsTest {
  @Test
  void namesTheThingItsValueAndTheRule() {
    assertThat(refused(() -> new Picture(0, 32, 3)))
        .isEqualTo("image.height = 0: must be between 1 and 4096");
    assertThat(refused(() -> new Picture(32, 5000, 3)))
        .isEqualTo("image.width = 5000: must be between 1 and 4096");
    assertThat(refused(() -> new Picture(32, 32, 4)))
        .isEqualTo("image.channels = 4: must be 1 or 3");
    assertThat(refused(() -> settings(new SplitRule(0.5, 0.2, 0.5, 1))))
        .isEqualTo("split.train + split.val + split.test = 1.2: must be 1");
    assertThat(refused(() -> settings(new SplitRule(1.5, 0, -0.5, 1))))
        .isEqualTo("split.train = 1.5: must be between 0 and 1");
    assertThat(refused(() -> settings(new SplitRule(Double.NaN, 0, 0.5, 1))))
        .isEqualTo("split.train = NaN: must be between 0 and 1");
    assertThat(refused(() -> Source.of("zip", "x")))
        .isEqualTo("source = zip: must be one of folder, csv, parquet, emoji, glyphs");
    assertThat(refused(() -> Source.of("folder", " ")))
        .isEqualTo("input: must be given for source = folder");
    assertThat(refused(() -> Source.of("emoji", "/data")))
        .isEqualTo("input = /data: source = emoji makes its own data and reads none");
  }

  private static PrepareSettings settings(SplitRule rule) {
    return new PrepareSettings(Source.demo("glyphs"), new Picture(8, 8, 3), rule, "out", false);
  }

  private static String refused(Runnable action) {
    return Prepared.refused(ExitCode.BAD_CONFIGURATION, action);
  }
}
