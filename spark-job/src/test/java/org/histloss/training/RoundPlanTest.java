package org.histloss.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RoundPlanTest {
  @Test
  void every_batch_is_dealt_once_in_the_order_of_the_stream() {
    for (int workers : new int[] {1, 2, 3, 5}) {
      for (int period : new int[] {1, 4, 7}) {
        for (long batches : new long[] {1, 2, 11, 28, 29, 70}) {
          RoundPlan plan = new RoundPlan(workers, period, batches);
          List<Long> dealt = new ArrayList<>();
          for (long round = 0; round < plan.rounds(); round++) {
            for (int worker = 0; worker < workers; worker++) {
              for (int step = 0; step < plan.batchesOf(round, worker); step++) {
                long batch = plan.batch(round, worker, step);
                assertThat(plan.round(batch)).isEqualTo(round);
                assertThat(plan.worker(batch)).isEqualTo((int) (batch % workers));
                assertThat(plan.worker(batch)).isEqualTo(worker);
                assertThat(plan.step(batch)).isEqualTo(step);
                dealt.add(batch);
              }
            }
          }
          assertThat(dealt)
              .containsExactlyInAnyOrderElementsOf(LongStream.range(0, batches).boxed().toList());
        }
      }
    }
  }

  @Test
  void only_the_last_round_is_short() {
    RoundPlan plan = new RoundPlan(3, 4, 29);
    assertThat(plan.rounds()).isEqualTo(3);
    assertThat(plan.batchesOf(1, 2)).isEqualTo(4);
    assertThat(List.of(plan.batchesOf(2, 0), plan.batchesOf(2, 1), plan.batchesOf(2, 2)))
        .containsExactly(2, 2, 1);
    assertThat(plan.localSteps()).isEqualTo(10);
    assertThat(new RoundPlan(3, 4, 25).batchesOf(2, 1)).isZero();
  }

  @Test
  void a_segment_holds_whole_rounds() {
    assertThat(new RoundPlan(3, 4, 29).roundsPerSegment(8, 128)).isEqualTo(2);
    assertThat(new RoundPlan(3, 4, 29).roundsPerSegment(2, 128)).isEqualTo(1);
  }

  @Test
  void a_segment_of_long_rounds_and_large_batches_has_fewer_of_them() {
    // 10 · 100 batches of 1,000 samples are a million uses a round; four million are allowed.
    RoundPlan plan = new RoundPlan(10, 100, 1_000_000);
    assertThat(plan.roundsPerSegment(2000, 1000)).isEqualTo(4);
    assertThat(plan.roundsPerSegment(2000, 10_000)).isEqualTo(1);
  }
}
