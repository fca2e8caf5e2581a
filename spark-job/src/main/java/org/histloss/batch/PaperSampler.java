package org.histloss.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.histloss.dataset.JobException;

/**
 * The paper's batches: identities in random order, each with all its samples (up to a cap) in
 * random order, one after the other until the batch is full.
 *
 * <p>Corner cases, besides those of {@link Sampler}:
 *
 * <ul>
 *   <li>Every batch has exactly {@code size} samples.
 *   <li>An identity that a full batch cuts off continues in the next batch.
 *   <li>Of an identity with more samples than the cap, another random choice takes part in each
 *       epoch.
 *   <li>The last batch of an epoch is filled with identities drawn again, none of which it holds
 *       already, and where those do not suffice with the samples that the batch before has of the
 *       identity that was cut off.
 *   <li>A batch larger than the data is refused.
 * </ul>
 */
public final class PaperSampler implements Sampler {
  private final IdentityIndex index;
  private final int size;
  private final int cap;
  private final long seed;

  /**
   * A sampler over these identities.
   *
   * @param size samples a batch, at least 4
   * @param cap the most samples of one identity in an epoch, from 2 to size/2
   * @throws JobException exit code 20 when the capped data does not fill one batch
   */
  public PaperSampler(IdentityIndex index, int size, int cap, long seed) {
    long available = 0;
    for (int i = 0; i < index.size(); i++) {
      available += Math.min(index.count(i), cap);
    }
    if (size > available) {
      throw JobException.badConfiguration(
          "batch.size = %d: the training data gives only %d samples (batch.cap-per-identity = %d)",
          size, available, cap);
    }
    this.index = index;
    this.size = size;
    this.cap = cap;
    this.seed = seed;
  }

  @Override
  public List<MiniBatchPlan> epoch(long epoch) {
    SplittableRandom random = new SplittableRandom(Seeds.mix(seed, epoch));
    List<MiniBatchPlan> batches = new ArrayList<>();
    BatchUnderWay batch = new BatchUnderWay(index);
    int[] cutOff = {};
    for (int identity : Shuffle.draw(index.size(), index.size(), random)) {
      int[] samples = draw(identity, random);
      int fitting = Math.min(samples.length, size - batch.size());
      batch.add(identity, Arrays.copyOf(samples, fitting));
      if (batch.size() == size) {
        batches.add(batch.plan());
        batch = new BatchUnderWay(index);
        cutOff = Arrays.copyOf(samples, fitting < samples.length ? fitting : 0);
        if (fitting < samples.length) {
          batch.add(identity, Arrays.copyOfRange(samples, fitting, samples.length));
        }
      }
    }
    if (batch.size() > 0) {
      refill(batch, random);
      batch.addToFirst(Arrays.copyOf(cutOff, Math.min(cutOff.length, size - batch.size())));
      batches.add(batch.plan());
    }
    return batches;
  }

  private int[] draw(int identity, SplittableRandom random) {
    int n = index.count(identity);
    return Shuffle.draw(n, Math.min(n, cap), random);
  }

  private void refill(BatchUnderWay batch, SplittableRandom random) {
    for (int identity : Shuffle.draw(index.size(), index.size(), random)) {
      if (batch.size() == size) {
        return;
      }
      if (!batch.holds(identity)) {
        int[] samples = draw(identity, random);
        batch.add(identity, Arrays.copyOf(samples, Math.min(samples.length, size - batch.size())));
      }
    }
  }
}
