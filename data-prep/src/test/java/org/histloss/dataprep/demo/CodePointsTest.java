package org.histloss.dataprep.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodePointsTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "1f600, 1f600", // a face
        "2764-fe0f, 2764", // a heart with its variation selector
        "1f1e9-1f1ea, 1f1e9-1f1ea", // the flag DE
        "1f1e9, 1f1e9", // a letter alone
        "1f44d-1f3fd, none", // a thumb with a skin tone
        "1f3fd, none", // a skin tone alone
        "1f468-200d-1f373, none", // a joined sequence
        "31-fe0f-20e3, none", // a keycap
        "e0c3, none" // private use
      })
  void keepsSinglePointsAndFlags(String code, String identity) {
    assertThat(CodePoints.identity(code)).isEqualTo(identity);
  }

  @Test
  void flagsAreTold() {
    assertThat(CodePoints.flag("1f1e9-1f1ea")).isTrue();
    assertThat(CodePoints.flag("1f600")).isFalse();
  }
}
