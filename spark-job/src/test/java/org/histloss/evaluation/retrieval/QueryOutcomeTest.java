package org.histloss.evaluation.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QueryOutcomeTest {
  /** Relevant items in places 1, 3 and 6 of the ranking: R = 3. */
  private static final QueryOutcome MIXED = new QueryOutcome(0, 0, new int[] {0, 2, 5});

  @Test
  void measuresAreThoseWorkedOutByHand() {
    assertThat(MIXED.averagePrecision()).isEqualTo((1.0 + 2 / 3.0 + 3 / 6.0) / 3, within(1e-15));
    // Just before them the precisions are 1 (by rule), 1/2 and 2/5.
    assertThat(MIXED.trapezoidAveragePrecision())
        .isEqualTo(
            ((1 + 1) / 2.0 + (1 / 2.0 + 2 / 3.0) / 2 + (2 / 5.0 + 3 / 6.0) / 2) / 3, within(1e-15));
    assertThat(MIXED.inverseNegativePenalty()).isEqualTo(3 / 6.0);
    assertThat(MIXED.precisionAtR()).isEqualTo(2 / 3.0);
    assertThat(MIXED.averagePrecisionAtR()).isEqualTo((1.0 + 2 / 3.0) / 3, within(1e-15));
    assertThat(Measure.FIRST_RIGHT.of(MIXED)).isEqualTo(1);
  }

  @Test
  void nothingAmongTheFirstRCountsNothingThere() {
    QueryOutcome late = new QueryOutcome(0, 0, new int[] {2, 3});

    assertThat(late.precisionAtR()).isZero();
    assertThat(late.averagePrecisionAtR()).isZero();
    assertThat(Measure.FIRST_RIGHT.of(late)).isZero();
    // The trapezoid starts at 0 here, and not at 1 as for a relevant item at the top.
    assertThat(late.trapezoidAveragePrecision())
        .isEqualTo(((0 + 1 / 3.0) / 2 + (1 / 3.0 + 2 / 4.0) / 2) / 2, within(1e-15));
  }

  @ParameterizedTest
  @EnumSource(Measure.class)
  void aPerfectRankingMeasuresOne(Measure measure) {
    assertThat(measure.of(new QueryOutcome(0, 0, new int[] {0, 1, 2, 3}))).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Measure.class)
  void withoutARelevantItemThereIsNoMeasure(Measure measure) {
    assertThatThrownBy(() -> measure.of(new QueryOutcome(7, 9, new int[0])))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("query 9 has no relevant item");
  }
}
