package org.histloss.retraining;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.histloss.evaluation.ComparisonResult;
import org.histloss.evaluation.ComparisonResult.SliceResult;
import org.histloss.evaluation.retrieval.IdentityMeans.Difference;
import org.histloss.evaluation.retrieval.IdentityMeans.Interval;
import org.histloss.report.history.HistoryEntry;
import org.junit.jupiter.api.Test;

/** What the history has room for. */
class TrialTest {
  private static SliceResult slice(String name, double gain) {
    return new SliceResult(
        name, 90, 30, new Difference(0.4, 0.4 + gain, gain, new Interval(gain, gain), 0.5));
  }

  private static Trial trial(List<SliceResult> slices) {
    return new Trial(
        null,
        null,
        new ComparisonResult(
            null, "test", null, 30, List.of(), List.of(), List.of(), slices, null, Map.of()));
  }

  @Test
  void ofManyPairsOfCamerasTheWorstAreToldOfAndAllAreJudged() {
    List<SliceResult> slices = new ArrayList<>();
    for (int i = 0; i < 132; i++) {
      slices.add(slice("camera %d → b".formatted(i), (i * 37 % 132) * 0.001));
    }
    slices.add(slice("new identities", 0.9));
    Trial trial = trial(slices);

    assertThat(trial.slices()).hasSize(133);
    assertThat(trial.told())
        .hasSize(13)
        .extracting(HistoryEntry.Slice::name)
        .contains("camera 0 → b", "new identities")
        .isSubsetOf(trial.slices().stream().map(HistoryEntry.Slice::name).toList());
    assertThat(trial.told().subList(0, 12))
        .allSatisfy(slice -> assertThat(slice.difference().value()).isLessThan(0.012));
  }

  @Test
  void ofFewEachIsToldOf() {
    Trial trial = trial(List.of(slice("camera a → b", 0.1), slice("rare identities", -0.2)));
    assertThat(trial.told()).usingRecursiveComparison().isEqualTo(trial.slices());
  }
}
