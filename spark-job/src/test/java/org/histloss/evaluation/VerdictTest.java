package org.histloss.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.histloss.evaluation.retrieval.IdentityMeans.Difference;
import org.histloss.evaluation.retrieval.IdentityMeans.Interval;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final Verdict VERDICT = new Verdict("B", "A", 0.95);
  private static final Difference PRECISION_UP = difference(0.398, 0.412, 0.006, 0.022);
  private static final Difference PRECISION_OPEN = difference(0.398, 0.400, -0.007, 0.011);
  private static final Difference PRECISION_DOWN = difference(0.412, 0.398, -0.022, -0.006);
  private static final Difference FIRST_UP = difference(0.48, 0.501, 0.009, 0.033);
  private static final Difference FIRST_OPEN = difference(0.50, 0.501, -0.013, 0.015);

  private static Difference difference(double reference, double mean, double low, double high) {
    return new Difference(reference, mean, mean - reference, new Interval(low, high), 0.9);
  }

  @Test
  void bothMeasuresShowTheSameModel() {
    assertThat(VERDICT.of(PRECISION_UP, FIRST_UP))
        .isEqualTo(
            "B is better than A: mAP 41.2 against 39.8 %, +1.4 points (95 % interval +0.6 to +2.2);"
                + " R@1 50.1 against 48.0 %, +2.1 points (95 % interval +0.9 to +3.3).");
    assertThat(VERDICT.of(PRECISION_DOWN, difference(0.6, 0.5, -0.12, -0.08)))
        .startsWith("A is better than B: mAP 41.2 against 39.8 %, +1.4 points (95 % interval +0.6");
  }

  @Test
  void whatCannotBeShownIsNotSaidToBeEqual() {
    assertThat(VERDICT.of(PRECISION_OPEN, FIRST_OPEN))
        .isEqualTo(
            "No difference between B and A can be shown: mAP 40.0 against 39.8 %, +0.2 points"
                + " (95 % interval −0.7 to +1.1); R@1 50.1 against 50.0 %, +0.1 points (95 %"
                + " interval −1.3 to +1.5).");
    Difference none = difference(0.4, 0.4, 0, 0);
    assertThat(VERDICT.of(none, none))
        .isEqualTo(
            "B and A are equal: mAP 40.0 against 40.0 %, ±0.0 points (95 % interval ±0.0 to ±0.0);"
                + " R@1 40.0 against 40.0 %, ±0.0 points (95 % interval ±0.0 to ±0.0).");
    assertThat(VERDICT.of(PRECISION_OPEN, none)).startsWith("No difference between B and A");
  }

  @Test
  void oneMeasureAloneIsNamed() {
    assertThat(VERDICT.of(PRECISION_UP, FIRST_OPEN))
        .startsWith("B is better than A by mAP, by R@1 no difference can be shown: mAP 41.2");
    assertThat(VERDICT.of(PRECISION_OPEN, difference(0.6, 0.5, -0.12, -0.08)))
        .startsWith("A is better than B by R@1, by mAP no difference can be shown: mAP 39.8");
  }

  @Test
  void measuresThatDisagreeAreBothNamed() {
    assertThat(VERDICT.of(PRECISION_DOWN, FIRST_UP))
        .startsWith("The measures disagree, A by mAP, B by R@1: mAP 39.8 against 41.2 %, −1.4");
  }

  @Test
  void anEndNearZeroIsToldFromZero() {
    assertThat(VERDICT.of(difference(0.4, 0.4012, 0.0002, 0.0023), FIRST_UP))
        .contains("mAP 40.1 against 40.0 %, +0.12 points (95 % interval +0.02 to +0.23)");
    assertThat(VERDICT.of(difference(0.4, 0.41, -0.000004, 0.02), FIRST_UP))
        .contains("+1.000 points (95 % interval ±0.000 to +2.000)");
  }

  @Test
  void theConfidenceOfSeveralModelsIsPrinted() {
    assertThat(new Verdict("B", "A", 1 - 0.05 / 2).of(PRECISION_UP, FIRST_UP))
        .contains("(97.5 % interval +0.6 to +2.2)");
    assertThat(new Verdict("B", "A", 1 - 0.05 / 3).of(PRECISION_UP, FIRST_UP))
        .contains("(98.33 % interval +0.6 to +2.2)");
  }

  @Test
  void oneIdentityShowsNothing() {
    Difference single = new Difference(0.4, 0.5, 0.1, null, Double.NaN);
    assertThat(VERDICT.of(single, single))
        .isEqualTo(
            "Nothing can be shown on fewer than two identities: mAP 50.0 against 40.0 %, +10.0"
                + " points; R@1 50.0 against 40.0 %, +10.0 points (B against A).");
  }
}
