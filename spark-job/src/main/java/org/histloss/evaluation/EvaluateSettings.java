package org.histloss.evaluation;

import org.histloss.dataset.JobException;
import org.histloss.evaluation.retrieval.RetrievalProtocol;

/**
 * What is evaluated and how.
 *
 * @param data folder of the data set, a Hadoop path
 * @param split {@code train}, {@code val} or {@code test}
 * @param protocol who is compared with whom
 * @param baselines whether the untrained network and raw pixels are evaluated beside the model
 * @param bootstrap of the scores' intervals
 * @param limits sizes that change no score
 */
public record EvaluateSettings(
    String data,
    String split,
    RetrievalProtocol protocol,
    boolean baselines,
    Bootstrap bootstrap,
    Limits limits) {

  /**
   * How intervals are found.
   *
   * @param draws how often identities are redrawn
   * @param seed of the draws
   */
  public record Bootstrap(int draws, long seed) {
    /** What {@code reference.conf} has. */
    public static final Bootstrap DEFAULT = new Bootstrap(2_000, 1);
  }

  /**
   * Sizes that change no score.
   *
   * @param embedBatch most samples embedded at once
   * @param queries best and worst queries and hardest identities shown, so many of each
   * @param neighbours results shown for each of the queries, and in the rank lists
   * @param suspects label suspects shown, so many positive and negative pairs
   * @param place where embeddings are ranked
   */
  public record Limits(int embedBatch, int queries, int neighbours, int suspects, Place place) {
    /** The usual sizes. */
    public static final Limits DEFAULT = new Limits(128, 6, 8, 12, Place.AUTO);

    /** With the usual number of suspects, and the place left to how much there is to rank. */
    public Limits(int embedBatch, int queries, int neighbours) {
      this(embedBatch, queries, neighbours, 12, Place.AUTO);
    }

    /** Where embeddings are ranked; it changes no number. */
    public enum Place {
      /** On the driver where they fit well, on the executors otherwise. */
      AUTO,
      DRIVER,
      EXECUTORS
    }

    /** Refuses sizes that can't be. */
    public Limits {
      require("evaluation.embed-batch", embedBatch, 1);
      require("report.queries", queries, 0);
      require("report.neighbours", neighbours, 1);
      require("report.suspects", suspects, 0);
    }

    private static void require(String key, int value, int least) {
      if (value < least) {
        throw JobException.badConfiguration("%s = %d: must be at least %d", key, value, least);
      }
    }
  }
}
