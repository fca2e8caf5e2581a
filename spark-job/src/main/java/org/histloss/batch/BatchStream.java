package org.histloss.batch;

import java.util.ArrayList;
import java.util.List;

/**
 * The endless stream of mini-batches b = 0, 1, 2, …: the epochs of a sampler laid end to end.
 *
 * <p>A pure function of the sampler: batch b is the same whenever and wherever it is asked for. The
 * stream knows neither workers nor rounds. Reading forward is cheap; going back replays from the
 * epoch that holds the batch. Not safe for use by several threads.
 */
public final class BatchStream {
  private final Sampler sampler;

  /** {@code starts.get(e)} is the number of the first batch of epoch e. */
  private final List<Long> starts = new ArrayList<>(List.of(0L));

  private long loadedEpoch = -1;
  private List<MiniBatchPlan> loaded = List.of();

  /** The stream of this sampler's epochs. */
  public BatchStream(Sampler sampler) {
    this.sampler = sampler;
  }

  /** Batch {@code number}, from 0. */
  public MiniBatchPlan batch(long number) {
    while (starts.get(starts.size() - 1) <= number) {
      load(starts.size() - 1L);
    }
    int epoch = starts.size() - 2;
    while (starts.get(epoch) > number) {
      epoch--;
    }
    if (epoch != loadedEpoch) {
      load(epoch);
    }
    return loaded.get(Math.toIntExact(number - starts.get(epoch)));
  }

  /** How many batches the first {@code epochs} epochs have together. */
  public long batchesIn(int epochs) {
    while (starts.size() <= epochs) {
      load(starts.size() - 1L);
    }
    return starts.get(epochs);
  }

  private void load(long epoch) {
    loaded = sampler.epoch(epoch);
    loadedEpoch = epoch;
    if (epoch == starts.size() - 1L) {
      starts.add(starts.get(starts.size() - 1) + loaded.size());
    }
  }
}
