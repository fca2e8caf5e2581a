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
 */
record RoundBudget(RoundPlan plan, long stateBytes, int bins) {
  /** Share of the heap that a round may take; the rest is Spark's and the segments'. */
  private static final double HEAP_SHARE = 0.6;

  /** Bytes of a round's results. */
  long resultBytes() {
    long histogramBytes = 2L * Double.BYTES * (new Nodes(bins).count() + Nodes.FINE.count());
    return plan.workers() * stateBytes + plan.batchesPerRound() * histogramBytes;
  }

  /** Bytes on the driver's heap: the results, and sums in double along one path of the tree. */
  long heapBytes() {
    int sums = 2 + (Integer.SIZE - Integer.numberOfLeadingZeros(plan.workers()));
    return resultBytes() + sums * 2L * stateBytes;
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
