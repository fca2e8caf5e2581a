package org.histloss.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchStreamTest {
  private final IdentityIndex index = SamplerContractTest.index(50, 9, 4);

  private BatchStream stream() {
    return new BatchStream(new IdentitySampler(index, 8, 3, 11));
  }

  @Test
  void epochs_lie_end_to_end() {
    Sampler sampler = new IdentitySampler(index, 8, 3, 11);
    List<MiniBatchPlan> expected = new ArrayList<>();
    for (int epoch = 0; epoch < 4; epoch++) {
      expected.addAll(sampler.epoch(epoch));
    }
    BatchStream stream = stream();
    for (int b = 0; b < expected.size(); b++) {
      assertThat(stream.batch(b).ordinals()).isEqualTo(expected.get(b).ordinals());
    }
    assertThat(stream.batchesIn(4)).isEqualTo(expected.size());
    assertThat(stream.batchesIn(0)).isZero();
  }

  @Test
  void a_batch_is_the_same_whenever_it_is_asked_for() {
    BatchStream forward = stream();
    List<long[]> batches = new ArrayList<>();
    for (int b = 0; b < 60; b++) {
      batches.add(forward.batch(b).ordinals());
    }
    BatchStream anyOrder = stream();
    for (int b : new int[] {59, 0, 31, 30, 58, 1, 17}) {
      assertThat(anyOrder.batch(b).ordinals()).isEqualTo(batches.get(b));
    }
  }
}
