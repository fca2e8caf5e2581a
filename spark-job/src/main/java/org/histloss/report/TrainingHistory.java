package org.histloss.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The course of a training.
 *
 * @param loss the loss by name, such as {@code histogram, 200 bins}, or null
 * @param rounds every round in order
 * @param batches what the mini-batches held over the whole training, or null
 * @param health how the loss stood in the last round, or null
 * @param phases where a round's time goes, in the order in which a round goes through them; empty
 *     where that is not known
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TrainingHistory(
    String loss, List<Round> rounds, BatchPairs batches, Health health, List<Phase> phases) {

  /** Keeps copies of the lists. */
  public TrainingHistory {
    rounds = ReportData.copy(rounds);
    phases = ReportData.copy(phases);
  }

  /**
   * One averaging round.
   *
   * @param round its number, from 0
   * @param batches mini-batches seen by all workers up to its end
   * @param loss mean loss of its mini-batches
   * @param samplesPerSecond samples of all workers over the round's wall time
   * @param learningRate at its end
   * @param validation scores on validation identities after it, or null
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Round(
      long round,
      long batches,
      double loss,
      double samplesPerSecond,
      double learningRate,
      Validation validation) {}

  /**
   * A part of a round's time.
   *
   * @param name for people
   * @param seconds of a round, on the mean
   * @param share of the whole round, a fraction
   */
  public record Phase(String name, double seconds, double share) {}

  /**
   * Scores on validation identities, as fractions.
   *
   * @param recallAt1 Recall@1
   * @param meanAveragePrecision mAP
   * @param protocol by which they were taken, by its name, or null where that was not recorded
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Validation(
      @JsonProperty("recall@1") double recallAt1,
      @JsonProperty("mAP") double meanAveragePrecision,
      String protocol) {}

  /**
   * What the mini-batches of a training held.
   *
   * @param batches mini-batches trained on
   * @param skipped mini-batches among them without a positive or without a negative pair
   * @param positivePairs mean positive pairs in a mini-batch
   * @param negativePairs mean negative pairs in a mini-batch
   * @param zeroGradientShare share of pairs without a gradient, a fraction, or null
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record BatchPairs(
      long batches,
      long skipped,
      double positivePairs,
      double negativePairs,
      Double zeroGradientShare) {}

  /**
   * Whether the loss still had something to learn from at the end.
   *
   * @param overlap share that the two histograms have in common
   * @param inertPositives share of positive pairs without a gradient
   * @param inertNegatives share of negative pairs without a gradient
   * @param nodesOccupied nodes of the histograms on which a pair lies
   * @param nodes all nodes
   * @param advice what is off and what to try, a sentence each
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Health(
      double overlap,
      double inertPositives,
      double inertNegatives,
      int nodesOccupied,
      int nodes,
      List<String> advice) {
    /** Keeps a copy of the advice. */
    public Health {
      advice = ReportData.copy(advice);
    }
  }
}
