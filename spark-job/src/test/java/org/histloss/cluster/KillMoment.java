package org.histloss.cluster;

import java.util.List;
import java.util.SplittableRandom;

/**
 * When a driver is killed: drawn from a seed, and found by what the run folder shows.
 *
 * @param inCheckpoint whether as soon as a checkpoint is being written, else at any moment
 * @param where in the rest of the run, from 0 to 1
 * @param pause between two rounds, from 0 to 1
 * @param onCluster whether the driver is one of the cluster, else of two threads
 * @param again whether the process that goes on is killed as well
 */
record KillMoment(
    boolean inCheckpoint, double where, double pause, boolean onCluster, boolean again) {
  private static final int LAST_CHECKPOINT = SmallRun.ROUNDS - 1;

  /**
   * How long things take.
   *
   * @param start milliseconds to the end of the first round
   * @param round milliseconds of a round
   */
  record Tempo(long start, long round) {}

  /** The moment of one attempt; every third, from the first on, waits for a checkpoint. */
  static KillMoment draw(long seed, int attempt) {
    SplittableRandom random = new SplittableRandom(31 * seed + attempt);
    return new KillMoment(
        attempt % 3 == 0,
        random.nextDouble(),
        random.nextDouble(),
        random.nextBoolean(),
        random.nextBoolean());
  }

  /** Waits for the moment; false when the process ended before. */
  boolean await(TrainProcess train, Tempo tempo) throws InterruptedException {
    List<String> before = train.temporaryFiles();
    long done = train.rounds();
    boolean writing = inCheckpoint && done < LAST_CHECKPOINT;
    // Before the first round, before any other, after the last one, or before any checkpoint left.
    long choices = (writing ? LAST_CHECKPOINT : SmallRun.ROUNDS + 1) - done;
    long rounds = done + (long) (where * choices);
    if (!train.awaitRounds(rounds)) {
      return false;
    }
    if (writing) {
      return train.await(
          () ->
              train.temporaryFiles().stream()
                  .anyMatch(file -> file.startsWith("checkpoints/") && !before.contains(file)));
    }
    return !train.endedWithin((long) (pause * (rounds == done ? tempo.start() : tempo.round())));
  }
}
