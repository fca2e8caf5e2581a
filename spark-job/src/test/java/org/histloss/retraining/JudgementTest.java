package org.histloss.retraining;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.histloss.report.history.HistoryEntry.Drift;
import org.histloss.report.history.HistoryEntry.Figures;
import org.histloss.report.history.HistoryEntry.Similarities;
import org.junit.jupiter.api.Test;

class JudgementTest {
  private static Figures by(String protocol) {
    double[] pairs = new double[200];
    pairs[120] = 9;
    return new Figures(protocol, Map.of(), new Similarities(pairs, pairs));
  }

  /** Another protocol compares other pairs: that their similarities are others is no drift. */
  @Test
  void pairsOfTwoProtocolsDoNotDrift() {
    assertThat(Judgement.similarities(by("leave-one-out"), by("cross-camera"))).isEmpty();
    assertThat(Judgement.similarities(by("cross-camera"), by("cross-camera")))
        .extracting(Drift::of)
        .containsExactly("positive similarities", "negative similarities");
    assertThat(Judgement.similarities(by(null), by("cross-camera"))).hasSize(2);
  }
}
