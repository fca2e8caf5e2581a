package org.histloss.retraining.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.histloss.config.SettingsReader;
import org.histloss.evaluation.retrieval.IdentityMeans.Difference;
import org.histloss.evaluation.retrieval.IdentityMeans.Interval;
import org.histloss.report.history.HistoryEntry.Check;
import org.histloss.report.history.HistoryEntry.Score;
import org.histloss.report.history.HistoryEntry.Slice;
import org.junit.jupiter.api.Test;

/** Each rule decides alone, on its border and beside it. */
class PromotionGateTest {
  private static final Difference BETTER = difference(0.38, 0.412, 0.011, 0.05);
  private static final Difference SAME = difference(0.5, 0.5, -0.01, 0.01);

  private static Difference difference(double before, double now, double low, double high) {
    return new Difference(before, now, now - before, new Interval(low, high), 0.9);
  }

  private static Slice slice(int identities, double change) {
    return slice("camera a → b", identities, change);
  }

  private static Slice slice(String name, int identities, double change) {
    return new Slice(name, 90, identities, 0.4 + change, 0.4, new Score(change, null, null));
  }

  private static Decision decide(
      Difference precision, Difference first, List<Slice> slices, String... rules) {
    PromotionGate gate = new PromotionGate(SettingsReader.readRetrain(null, List.of(rules)).gate());
    return gate.decide(
        new PromotionGate.Measured(
            "leave-one-out", precision.mean(), first.mean(), precision, first, slices));
  }

  @Test
  void aGainIsPromotedInWordsWithNumbers() {
    Decision found = decide(BETTER, SAME, List.of());

    assertThat(found.promoted()).isTrue();
    assertThat(found.words())
        .isEqualTo(
            "Promoted: mAP 41.2 % against 38.0 %, +3.2 points (95 % interval +1.1 to +5.0); R@1"
                + " 50.0 % against 50.0 %, ±0.0 points (95 % interval −1.0 to +1.0); protocol"
                + " leave-one-out.");
  }

  @Test
  void withoutAChampionTheFloorsDecide() {
    PromotionGate gate =
        new PromotionGate(
            SettingsReader.readRetrain(
                    null, List.of("retrain.gate.map-floor=0.3", "retrain.gate.recall-floor=0.5"))
                .gate());

    assertThat(
            gate.decide(new PromotionGate.Measured("cross-camera", 0.3, 0.5, null, null, List.of()))
                .promoted())
        .isTrue();
    Decision below =
        gate.decide(
            new PromotionGate.Measured("cross-camera", 0.29996, 0.5, null, null, List.of()));
    assertThat(below.promoted()).isFalse();
    // The refused figure never looks like the limit.
    assertThat(below.words())
        .isEqualTo(
            "Not promoted: mAP floor 29.996 %, at least 30.000 % (retrain.gate.map-floor)."
                + " mAP 30.0 %, R@1 50.0 %; protocol cross-camera.");
    assertThat(
            gate.decide(
                    new PromotionGate.Measured(
                        "cross-camera", Double.NaN, 0.5, null, null, List.of()))
                .promoted())
        .isFalse();
    assertThat(
            gate.decide(
                    new PromotionGate.Measured("cross-camera", 0.3, 0.499, null, null, List.of()))
                .promoted())
        .isFalse();
  }

  @Test
  void theGainIsMeasuredOrShown() {
    Difference small = difference(0.40, 0.41, -0.005, 0.025);

    assertThat(decide(small, SAME, List.of()).promoted()).isTrue();
    assertThat(decide(small, SAME, List.of(), "retrain.gate.min-gain=0.02").promoted()).isFalse();
    assertThat(decide(small, SAME, List.of(), "retrain.gate.evidence=shown").promoted()).isFalse();
    assertThat(decide(BETTER, SAME, List.of(), "retrain.gate.evidence=shown").promoted()).isTrue();
    Difference unknown = new Difference(0.4, 0.5, 0.1, null, Double.NaN);
    assertThat(decide(unknown, SAME, List.of()).promoted()).isTrue();
    assertThat(decide(unknown, SAME, List.of(), "retrain.gate.evidence=shown").promoted())
        .isFalse();
  }

  @Test
  void whatIsShownToBeWorseIsRefusedWhateverTheLeastGain() {
    Difference worse = difference(0.40, 0.39, -0.02, -0.001);

    assertThat(decide(worse, SAME, List.of(), "retrain.gate.min-gain=-0.5").promoted()).isFalse();
    assertThat(decide(BETTER, worse, List.of()).promoted()).isFalse();
    assertThat(decide(BETTER, difference(0.4, 0.39, -0.02, 0), List.of()).promoted()).isTrue();
  }

  @Test
  void aSliceThatLosesTooMuchIsNamed() {
    Decision found = decide(BETTER, SAME, List.of(slice(32, -0.071)));

    assertThat(found.promoted()).isFalse();
    assertThat(found.words())
        .startsWith(
            "Not promoted: mAP of camera a → b −7.1 points (32 identities), at least −5.0 points"
                + " (retrain.gate.max-slice-loss). mAP 41.2 %");
    assertThat(decide(BETTER, SAME, List.of(slice(32, -0.05))).promoted()).isTrue();
    assertThat(decide(BETTER, SAME, List.of(slice(9, -0.071))).promoted()).isTrue();
  }

  /** Of many small slices one or other always loses so much. */
  @Test
  void aSlicesLossCountsWhereItIsShown() {
    Slice chance = new Slice("camera a → b", 40, 15, 0.3, 0.4, new Score(-0.096, -0.278, 0.067));
    Slice shown = new Slice("camera a → b", 40, 15, 0.3, 0.4, new Score(-0.096, -0.15, -0.001));

    Decision found = decide(BETTER, SAME, List.of(chance));
    assertThat(found.promoted()).isTrue();
    assertThat(found.checks())
        .extracting(Check::measured)
        .contains("−9.6 points (15 identities, not shown to be a loss)");
    assertThat(decide(BETTER, SAME, List.of(shown)).promoted()).isFalse();
    String measured = "retrain.gate.slice-evidence=measured";
    assertThat(decide(BETTER, SAME, List.of(chance), measured).promoted()).isFalse();
  }

  /** Twelve cameras make 132 slices: each is held against the rule, and few are told of. */
  @Test
  void ofManySlicesTheWorstAreNamedAndTheOthersCounted() {
    List<Slice> many =
        IntStream.range(0, 132)
            .mapToObj(i -> slice("camera %d → b".formatted(i), 32, i * 0.001))
            .toList();

    Decision kept = decide(BETTER, SAME, many);
    assertThat(kept.promoted()).isTrue();
    assertThat(kept.checks().subList(5, kept.checks().size()))
        .containsExactly(
            new Check(
                "mAP of each of 132 slices",
                "±0.0 points (32 identities, the lowest, camera 0 → b)",
                "at least −5.0 points (retrain.gate.max-slice-loss)",
                true));

    List<Slice> some = new ArrayList<>(many);
    for (int i = 0; i < 7; i++) {
      some.set(10 * i, slice("camera bad %d → b".formatted(i), 32, -0.06 - 0.01 * i));
    }
    some.set(11, slice("camera small → b", 9, -0.9));
    some.set(12, slice("camera unknown → b", 32, Double.NaN));
    Decision lost = decide(BETTER, SAME, some);
    assertThat(lost.promoted()).isFalse();
    assertThat(lost.checks().subList(5, lost.checks().size()))
        .extracting(Check::name)
        .containsExactly(
            "mAP of camera unknown → b",
            "mAP of camera bad 6 → b",
            "mAP of camera bad 5 → b",
            "mAP of camera bad 4 → b",
            "mAP of camera bad 3 → b",
            "mAP of 3 further slices",
            "mAP of each of the other 123 slices");
    assertThat(lost.words())
        .contains(
            "mAP of 3 further slices −8.0 points (32 identities, the lowest, camera bad 2 → b)");
  }

  @Test
  void everyRuleIsACheckInAFixedOrder() {
    assertThat(decide(BETTER, SAME, List.of(slice(10, 0.01))).checks())
        .extracting(Check::name)
        .containsExactly(
            "mAP floor",
            "R@1 floor",
            "gain in mAP",
            "mAP not shown to be worse",
            "R@1 not shown to be worse",
            "mAP of camera a → b");
  }
}
