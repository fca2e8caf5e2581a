package org.histloss.retraining.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.histloss.report.history.HistoryEntry.Drift;
import org.junit.jupiter.api.Test;

class MovementTest {
  @Test
  void equalDistributionsDoNotMove() {
    double[] counts = {1, 4, 9, 4, 1, 0, 3};
    double[] quantiles = {0, 0.1, 0.1, 0.5, 2};

    assertThat(Movement.ofCounts("x", counts, counts)).isEqualTo(new Drift("x", 0, 0));
    assertThat(Movement.ofQuantiles("x", quantiles, quantiles)).isEqualTo(new Drift("x", 0, 0));
    assertThat(Movement.ofQuantiles("x", new double[] {3, 3}, new double[] {3, 3}))
        .isEqualTo(new Drift("x", 0, 0));
  }

  @Test
  void twoCellsAreMovedAsOnPaper() {
    // (3/4 − 1/2) ln 1.5 + (1/4 − 1/2) ln 0.5 = 0.25 ln 3
    Drift found = Movement.ofCounts("x", new double[] {2, 2}, new double[] {3, 1});

    assertThat(found.psi()).isCloseTo(0.25 * Math.log(3), within(1e-12));
    assertThat(found.ks()).isCloseTo(0.25, within(1e-12));
  }

  @Test
  void anEmptyBinCountsHalf() {
    // All of four pairs change sides: 2 · (1 − 1/8) ln 8.
    Drift found = Movement.ofCounts("x", new double[] {4, 0}, new double[] {0, 4});

    assertThat(found.psi()).isCloseTo(2 * 0.875 * Math.log(8), within(1e-12));
    assertThat(found.ks()).isEqualTo(1);
  }

  @Test
  void tenDecilesOfManyCells() {
    double[] even = IntStream.range(0, 200).mapToDouble(i -> 1).toArray();
    double[] upper = IntStream.range(0, 200).mapToDouble(i -> i < 100 ? 1 : 3).toArray();
    Drift found = Movement.ofCounts("x", even, upper);

    // Five deciles of 0.05 and five of 0.15 against ten of 0.1.
    assertThat(found.psi())
        .isCloseTo(5 * (-0.05 * Math.log(0.5) + 0.05 * Math.log(1.5)), within(1e-9));
    assertThat(found.ks()).isCloseTo(0.25, within(1e-9));
  }

  @Test
  void quantilesThatAreShiftedMove() {
    double[] before = IntStream.range(0, 201).mapToDouble(i -> i / 200.0).toArray();
    double[] after = IntStream.range(0, 201).mapToDouble(i -> i / 200.0 + 0.1).toArray();
    Drift found = Movement.ofQuantiles("x", before, after);

    assertThat(found.ks()).isCloseTo(0.1, within(0.01));
    assertThat(found.psi()).isBetween(0.3, 1.0);
  }

  @Test
  void onlyEqualCellsCanBeHeldAgainstEachOther() {
    assertThatThrownBy(() -> Movement.ofCounts("x", new double[2], new double[3]))
        .hasMessage("cells = 2 and 3: must be equally many");
    assertThatThrownBy(() -> Movement.ofQuantiles("x", new double[2], new double[3]))
        .hasMessageContaining("equally many");
    assertThat(Movement.ofCounts("x", new double[2], new double[] {1, 1}).psi()).isZero();
  }
}
