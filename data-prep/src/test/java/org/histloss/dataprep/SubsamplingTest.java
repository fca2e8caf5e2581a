package org.histloss.dataprep;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubsamplingTest {
  private static final long MOST = 8_000_000;

  @ParameterizedTest
  @CsvSource({
    "3000, 2000, 32, 32, 1, 1",
    "4000, 3000, 32, 32, 2, 1",
    "12000, 9000, 32, 32, 5, 3",
    "12000, 9000, 64, 32, 3, 5",
    "16000, 100, 32, 32, 1, 1",
    "160000, 100, 32, 32, 2, 1",
    "100, 160000, 32, 32, 1, 2"
  })
  void theStepsAreTheSmallestThatFit(int w, int h, int targetW, int targetH, int x, int y) {
    assertThat(Subsampling.of(w, h, targetW, targetH, MOST)).isEqualTo(new Subsampling(x, y));
  }

  @Test
  void eachSideStaysTwiceAsLongAsTheTargets() {
    Subsampling steps = Subsampling.of(12_000, 9_000, 2_000, 3_000, MOST);
    assertThat(steps).isEqualTo(new Subsampling(3, 1));
    assertThat(12_000 / steps.x()).isEqualTo(2 * 2_000);
  }

  @Test
  void atMost16PixelsForEachOfTheTargetsAreLeft() {
    for (int side = 1; side < 14_000; side += 7) {
      Subsampling steps = Subsampling.of(side, 200, 50, 60, 1);
      long left = (side + steps.x() - 1L) / steps.x() * ((200 + steps.y() - 1) / steps.y());
      assertThat(left).as("%d columns", side).isLessThanOrEqualTo(16 * 50 * 60);
    }
  }
}
