package org.histloss.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearningRateTest {
  private static LearningRate rate(String course) {
    return new LearningRate(course, 0.01, 0.1, 100);
  }

  @Test
  void constant_stays() {
    assertThat(rate("constant").at(0)).isEqualTo(0.01);
    assertThat(rate("constant").at(99)).isEqualTo(0.01);
  }

  @Test
  void cosine_falls_from_the_peak_to_nothing() {
    assertThat(rate("cosine").at(0)).isEqualTo(0.01);
    assertThat(rate("cosine").at(50)).isCloseTo(0.005, within(1e-12));
    assertThat(rate("cosine").at(100)).isCloseTo(0.0, within(1e-12));
  }

  @Test
  void one_cycle_rises_then_falls() {
    assertThat(rate("one-cycle").at(0)).isCloseTo(0.01 / 11, within(1e-12));
    assertThat(rate("one-cycle").at(9)).isCloseTo(0.1 / 11, within(1e-12));
    assertThat(rate("one-cycle").at(10)).isEqualTo(0.01);
    assertThat(rate("one-cycle").at(55)).isCloseTo(0.005, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"constant", "cosine", "one-cycle"})
  void rounds_and_iterations_make_one_clock(String course) {
    for (int clock = 0; clock < 100; clock++) {
      assertThat(rate(course).valueAt(clock % 7, clock - clock % 7))
          .isEqualTo(rate(course).at(clock));
      assertThat(rate(course).valueAt(clock, 0)).isEqualTo(rate(course).at(clock));
    }
  }
}
