package org.histloss.training;

import java.io.Serializable;

/**
 * One stored sample on its way to the worker that trains on it, still compressed.
 *
 * @param sampleId its id
 * @param identity whose it is
 * @param label its identity's number within the batch
 * @param batchSize samples in its batch
 * @param image PNG, or null
 * @param features numbers, or null
 */
record PlacedSample(
    String sampleId, String identity, int label, int batchSize, byte[] image, float[] features)
    implements Serializable {

  /**
   * What to call a sample.
   *
   * @param sampleId its id
   * @param identity whose it is
   */
  record Name(String sampleId, String identity) implements Serializable {
    @Override
    public String toString() {
      return "sample " + sampleId + " of identity " + identity;
    }
  }

  /** Its name. */
  Name name() {
    return new Name(sampleId, identity);
  }
}
