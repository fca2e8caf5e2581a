package org.histloss.training;

/**
 * The rounds of one segment, which all have the same averaging period.
 *
 * @param plan by which batches are dealt
 * @param endRound the round after its last
 * @param followingPeriod the averaging period of the stretch after it, as its segment is prepared
 *     while this one trains
 */
record Stretch(RoundPlan plan, long endRound, int followingPeriod) {
  /** Whether the run ends with this stretch. */
  boolean last() {
    return plan.endBatch(endRound - 1) == plan.batches();
  }
}
