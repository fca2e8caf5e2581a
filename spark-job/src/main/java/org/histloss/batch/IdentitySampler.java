package org.histloss.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.histloss.dataset.JobException;

/**
 * P identities × K samples a batch.
 *
 * <p>In an epoch an identity with n samples gives max(1, ⌊n/K⌋) groups of min(n, K) distinct
 * samples; which samples fill them is drawn anew each epoch, so the n mod K left over take their
 * turn in others. The groups are shuffled and batches take the next P groups of distinct
 * identities.
 *
 * <p>Corner cases, besides those of {@link Sampler}:
 *
 * <ul>
 *   <li>A batch has exactly P identities; a group whose identity is already in the batch waits for
 *       the next one.
 *   <li>When fewer than P distinct identities are left, the batch is filled with identities drawn
 *       again from the epoch, with freshly drawn samples.
 *   <li>An identity with fewer than K samples gives all it has, so a batch may hold fewer than P ×
 *       K samples.
 *   <li>More identities a batch than the data has are refused.
 * </ul>
 */
public final class IdentitySampler implements Sampler {
  private final IdentityIndex index;
  private final int identities;
  private final int samplesPerIdentity;
  private final long seed;

  private record Group(int identity, int[] samples) {}

  /**
   * A sampler over these identities.
   *
   * @param identities P, at least 2
   * @param samplesPerIdentity K, at least 2
   * @throws JobException exit code 20 when the index has fewer than P identities
   */
  public IdentitySampler(IdentityIndex index, int identities, int samplesPerIdentity, long seed) {
    if (identities > index.size()) {
      throw JobException.badConfiguration(
          "batch.identities = %d: the training data has only %d identities of at least two samples;"
              + " give --set batch.identities=%d or fewer, or more data",
          identities, index.size(), index.size());
    }
    this.index = index;
    this.identities = identities;
    this.samplesPerIdentity = samplesPerIdentity;
    this.seed = seed;
  }

  @Override
  public List<MiniBatchPlan> epoch(long epoch) {
    SplittableRandom random = new SplittableRandom(Seeds.mix(seed, epoch));
    Deque<Group> waiting = shuffledGroups(random);
    List<MiniBatchPlan> batches = new ArrayList<>();
    while (!waiting.isEmpty()) {
      BatchUnderWay batch = new BatchUnderWay(index);
      take(waiting, batch);
      refill(batch, random);
      batches.add(batch.plan());
    }
    return batches;
  }

  private Deque<Group> shuffledGroups(SplittableRandom random) {
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < index.size(); i++) {
      int size = Math.min(index.count(i), samplesPerIdentity);
      int[] samples = Shuffle.draw(index.count(i), index.count(i), random);
      for (int from = 0; from + size <= samples.length; from += size) {
        groups.add(new Group(i, java.util.Arrays.copyOfRange(samples, from, from + size)));
      }
    }
    int[] order = Shuffle.draw(groups.size(), groups.size(), random);
    Deque<Group> waiting = new ArrayDeque<>(groups.size());
    for (int g : order) {
      waiting.add(groups.get(g));
    }
    return waiting;
  }

  private void take(Deque<Group> waiting, BatchUnderWay batch) {
    Deque<Group> passedOver = new ArrayDeque<>();
    while (batch.identities() < identities && !waiting.isEmpty()) {
      Group group = waiting.poll();
      if (batch.holds(group.identity())) {
        passedOver.push(group);
      } else {
        batch.add(group.identity(), group.samples());
      }
    }
    passedOver.forEach(waiting::addFirst);
  }

  private void refill(BatchUnderWay batch, SplittableRandom random) {
    while (batch.identities() < identities) {
      int identity = random.nextInt(index.size());
      if (!batch.holds(identity)) {
        int size = Math.min(index.count(identity), samplesPerIdentity);
        batch.add(identity, Shuffle.draw(index.count(identity), size, random));
      }
    }
  }
}
