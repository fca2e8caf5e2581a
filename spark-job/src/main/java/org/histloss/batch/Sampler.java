package org.histloss.batch;

import java.util.List;

/**
 * Deals the samples of an index into mini-batches, epoch by epoch.
 *
 * <p>Contract of every sampler:
 *
 * <ul>
 *   <li>The same index, settings, seed and epoch give the same plan.
 *   <li>Every identity with at least two samples appears in every epoch.
 *   <li>No batch holds a sample twice.
 *   <li>Every batch has at least two identities.
 *   <li>Identities with one sample never appear.
 * </ul>
 */
public interface Sampler {
  /**
   * The batches of one epoch, in order.
   *
   * @param epoch from 0
   */
  List<MiniBatchPlan> epoch(long epoch);
}
