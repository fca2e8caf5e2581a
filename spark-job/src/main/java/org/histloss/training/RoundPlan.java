package org.histloss.training;

import java.io.Serializable;

/**
 * How the stream of mini-batches is dealt to rounds, workers and local steps (the stream itself
 * knows of none of them).
 *
 * <p>Round r is the batches [rWH, (r+1)WH); batch b goes to worker b mod W as its local step ⌊(b −
 * rWH)/W⌋. Only the run's last round may be short, and then some workers may have fewer batches
 * than others or none.
 *
 * <p>A run whose averaging period changes has one plan after the other; each counts rounds and
 * batches from where it takes over, so the formulas above hold with r and b reckoned from there.
 *
 * @param workers W
 * @param averagingPeriod H, local steps a round
 * @param batches mini-batches of the whole run
 * @param originRound the first round of this plan
 * @param originBatch its first batch, a multiple of W
 */
record RoundPlan(int workers, int averagingPeriod, long batches, long originRound, long originBatch)
    implements Serializable {
  private static final long MAX_USES = 4_000_000;

  /** A plan for a whole run. */
  RoundPlan(int workers, int averagingPeriod, long batches) {
    this(workers, averagingPeriod, batches, 0, 0);
  }

  /** The plan from a round of this one on, with another averaging period. */
  RoundPlan withPeriod(int period, long fromRound) {
    return new RoundPlan(workers, period, batches, fromRound, firstBatch(fromRound));
  }

  /**
   * The same batches with each local step a round of its own; such a round's number is the step.
   */
  RoundPlan stepwise() {
    return new RoundPlan(workers, 1, batches);
  }

  /** The local step on the clock of the whole run at which a round begins. */
  long clock(long round) {
    return firstBatch(round) / workers;
  }

  /** Batches of a full round. */
  long batchesPerRound() {
    return (long) workers * averagingPeriod;
  }

  /** Rounds of the run if this plan holds to its end, the last one perhaps short. */
  long rounds() {
    return originRound + (batches - originBatch + batchesPerRound() - 1) / batchesPerRound();
  }

  /** Local steps of the run's longest worker, the length of a schedule. */
  long localSteps() {
    return (batches + workers - 1) / workers;
  }

  /** The first batch of a round. */
  long firstBatch(long round) {
    return originBatch + (round - originRound) * batchesPerRound();
  }

  /** The batch after a round's last. */
  long endBatch(long round) {
    return Math.min(batches, firstBatch(round + 1));
  }

  /** The round of a batch. */
  long round(long batch) {
    return originRound + (batch - originBatch) / batchesPerRound();
  }

  /** The worker of a batch. */
  int worker(long batch) {
    return (int) (batch % workers);
  }

  /** The local step of a batch within its round. */
  int step(long batch) {
    return (int) ((batch - firstBatch(round(batch))) / workers);
  }

  /** The batch that a worker trains on at one local step of a round. */
  long batch(long round, int worker, int step) {
    return firstBatch(round) + (long) step * workers + worker;
  }

  /** How many batches a worker has in a round. */
  int batchesOf(long round, int worker) {
    long before = endBatch(round) - firstBatch(round) - worker;
    return before <= 0 ? 0 : (int) ((before + workers - 1) / workers);
  }

  /**
   * Rounds a segment may hold: whole ones, at least one.
   *
   * @param partitions the most partitions of a segment
   * @param batchSize samples of a full mini-batch; a segment has at most {@value #MAX_USES} uses of
   *     samples, as the driver plans and the executors are told each
   */
  long roundsPerSegment(int partitions, long batchSize) {
    return Math.max(1, Math.min(partitions / workers, MAX_USES / (batchesPerRound() * batchSize)));
  }
}
