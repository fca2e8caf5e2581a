package org.histloss.config;

import java.io.Serializable;

/**
 * The part of section {@code evaluation} about where the work is done.
 *
 * @param rankOn {@code evaluation.rank-on}
 */
public record RankingSettings(Place rankOn) implements Serializable {

  /** {@code evaluation.rank-on}. */
  public enum Place {
    /** On the driver where the embeddings fit well, on the executors otherwise. */
    AUTO,
    DRIVER,
    EXECUTORS
  }
}
