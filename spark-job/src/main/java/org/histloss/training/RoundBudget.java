package org.histloss.training;

import org.histloss.dataset.JobException;
import org.histloss.loss.Nodes;

/**
 * What one round brings back to the driver: each worker's replica, and each mini-batch's
 * histograms.
 *
 * @param plan of the run
 * @param stateBytes of one replica's parameters and updater
 * @param bins of the loss
 * @param keepsState whether each worker's updater state comes to the driver
 */
record RoundBudget(RoundPlan plan, long stateBytes, int bins, boolean keepsState) {
  /** Replicas of more bytes in all are averaged on the executors. */
  private static final long MOST_GATHERED = 512L << 20;

  /** Share of the heap that a round may take; the rest is Spark's and the segments'. */
  private static final double HEAP_SHARE = 0.6;

  /** Whether replicas stay on the executors and are averaged there. */
  static boolean spreads(int workers, long stateBytes) {
    return workers * stateBytes > MOST_GATHERED;
  }

  /** Bytes of a round's results on the driver. */
  long resultBytes() {
    long histogramBytes = 2L * Double.BYTES * (new Nodes(bins).count() + Nodes.FINE.count());
    boolean spread = !keepsState && spreads(plan.workers(), stateBytes);
    long replicas = spread ? stateBytes : plan.workers() * stateBytes;
    return replicas + plan.batchesPerRound() * histogramBytes;
  }

  /** Bytes on the driver's heap: the results, serialised or not, the old replica and the new. */
  long heapBytes() {
    return 2L * resultBytes() + 2L * stateBytes;
  }

  /**
   * Refuses updater states that are too large to be kept.
   *
   * @param updaterBytes of one worker
   * @param most megabytes for all
   * @throws JobException exit code 20
   */
  void checkKept(long updaterBytes, int most) {
    long needed = (plan.workers() * updaterBytes + (1 << 20) - 1) >> 20;
    if (keepsState && needed > most) {
      throw JobException.badConfiguration(
          "training.max-kept-state = %d: must be at least %d, what %d workers' updater states take"
              + " in megabytes; or set training.updater-state to average or reset",
          most, needed, plan.workers());
    }
  }

  /**
   * Refuses a round that does not fit, before anything is written.
   *
   * @param resultLimit {@code spark.driver.maxResultSize} in bytes, 0 for none
   * @param heap the driver's heap in bytes
   * @throws JobException exit code 20
   */
  void check(long resultLimit, long heap) {
    if (resultLimit > 0 && resultBytes() > resultLimit) {
      throw JobException.badConfiguration(
          "spark.driver.maxResultSize = %d bytes: must be at least %d, what %d workers with %d"
              + " mini-batches bring back in a round",
          resultLimit, resultBytes(), plan.workers(), plan.batchesPerRound());
    }
    if (heapBytes() > HEAP_SHARE * heap) {
      throw JobException.badConfiguration(
          "driver memory = %d bytes: must be at least %d, as %d workers bring back %d bytes in a"
              + " round; raise spark.driver.memory",
          heap, (long) (heapBytes() / HEAP_SHARE), plan.workers(), resultBytes());
    }
  }
}
