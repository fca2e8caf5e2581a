package org.histloss.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.histloss.config.Settings.AverageBy;
import org.histloss.training.BatchNormSlots.Slot;
import org.histloss.training.RoundResult.BatchResult;
import org.junit.jupiter.api.Test;

class ReplicaAverageTest {
  private static final ReplicaAverage PLAIN =
      new ReplicaAverage(new BatchNormSlots(List.of()), AverageBy.BATCHES);

  private static RoundResult result(int worker, int batches, float[] parameters, float... updater) {
    List<BatchResult> seen =
        new ArrayList<>(Collections.nCopies(batches, new BatchResult(0, null, 0)));
    ReplicaState state = batches == 0 ? null : new ReplicaState(parameters, updater);
    return new RoundResult(worker, state, seen, 0, new RoundResult.Timings(0, 0, 0), null, null);
  }

  @Test
  void weights_are_the_batches_seen() {
    ReplicaState average =
        PLAIN.of(
            List.of(result(0, 3, new float[] {1, 10}, 4), result(1, 1, new float[] {5, -10}, 8)),
            true);
    assertThat(average.parameters()).containsExactly(2f, 5f);
    assertThat(average.updater()).containsExactly(5f);
  }

  @Test
  void a_worker_without_a_batch_takes_no_part() {
    ReplicaState average =
        PLAIN.of(
            List.of(
                result(0, 2, new float[] {1}, 1),
                result(1, 0, null),
                result(2, 2, new float[] {3}, 3)),
            true);
    assertThat(average.parameters()).containsExactly(2f);
    assertThat(average.updater()).containsExactly(2f);
  }

  @Test
  void a_reset_updater_starts_from_zero() {
    ReplicaState average = PLAIN.of(List.of(result(0, 1, new float[] {1}, 7, 8)), false);
    assertThat(average.updater()).containsExactly(0f, 0f);
  }

  @Test
  void sums_follow_one_tree_in_double() {
    // 1e8 and -1e8 meet in the tree's left half, so that the small numbers survive.
    float[][] values = {{1e8f}, {-1e8f}, {1f}, {3f}};
    List<RoundResult> results = new ArrayList<>();
    for (int w = 0; w < values.length; w++) {
      results.add(result(w, 1, values[w]));
    }
    assertThat(PLAIN.of(results, false).parameters()).containsExactly(1f);
  }

  @Test
  void variances_are_those_of_the_mixture() {
    // Worker 0: mean 1, variance 2; worker 1: mean 5, variance 4; equal weights.
    ReplicaAverage average =
        new ReplicaAverage(
            new BatchNormSlots(List.of(new Slot("norm", 0, 1, 1))), AverageBy.BATCHES);
    ReplicaState mixture =
        average.of(
            List.of(result(0, 2, new float[] {1, 2}), result(1, 2, new float[] {5, 4})), false);
    assertThat(mixture.parameters()).containsExactly(3f, 7f);
  }

  @Test
  void divergence_is_the_mean_way_from_the_average_without_batch_norm_statistics() {
    ReplicaAverage average =
        new ReplicaAverage(
            new BatchNormSlots(List.of(new Slot("norm", 2, 3, 1))), AverageBy.BATCHES);
    List<RoundResult> results =
        List.of(
            result(0, 1, new float[] {3, 5, 100, 7}), result(1, 1, new float[] {3, 3, -100, 9}));
    ReplicaState mean = average.of(results, true);
    // w̄ = (3, 4), both replicas lie 1 from it.
    assertThat(average.divergence(results, mean)).isEqualTo(0.2);
  }

  @Test
  void nothing_to_average_is_refused() {
    assertThatThrownBy(() -> PLAIN.of(List.of(result(0, 0, null)), false))
        .hasMessageContaining("no worker had a batch");
  }
}
