package org.histloss.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether the loss still has something to learn from, judged by one round's histograms.
 *
 * @param overlap Σ min(h⁺_r, h⁻_r) of the round's histograms: 1 where positive and negative pairs
 *     are distributed alike, 0 where no similarity is common to both
 * @param inertPositives share of the positive pairs with zero gradient
 * @param inertNegatives share of the negative pairs with zero gradient
 * @param nodesOccupied nodes of the histograms on which a pair lies
 * @param nodes all nodes
 * @param advice what is off and what to try, a sentence each; empty when all is well
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TrainingHealth(
    double overlap,
    double inertPositives,
    double inertNegatives,
    int nodesOccupied,
    int nodes,
    List<String> advice) {
  /** Above this share of pairs without a gradient most of a mini-batch's work is in vain. */
  private static final double MOSTLY_INERT = 0.9;

  /** Above this mean similarity even of negative pairs, embeddings have become one. */
  private static final double ALIKE = 0.95;

  /** The health of a round. */
  public static TrainingHealth of(RoundMetrics round) {
    double[] positive = round.positive();
    double[] negative = round.negative();
    double overlap = 0.0;
    int occupied = 0;
    for (int r = 0; r < positive.length; r++) {
      overlap +=
          Math.min(
              share(positive[r], round.positivePairs()), share(negative[r], round.negativePairs()));
      occupied += positive[r] + negative[r] > 0 ? 1 : 0;
    }
    return new TrainingHealth(
        overlap,
        round.inertPositives(),
        round.inertNegatives(),
        occupied,
        positive.length,
        advice(round, overlap, occupied));
  }

  private static List<String> advice(RoundMetrics round, double overlap, int occupied) {
    List<String> advice = new ArrayList<>();
    double positives = perBatch(round, round.positivePairs());
    if (mean(round.negative(), round.negativePairs()) > ALIKE || round.zeroRows() > 0) {
      advice.add(
          "embeddings of different identities are all but equal (collapse): try a lower"
              + " training.learning-rate or more identities in a mini-batch");
    } else if (overlap > 0 && positives < occupied) {
      advice.add(
          text(
              "a mini-batch's %.0f positive pairs are spread over %d nodes, so its histogram is"
                  + " mostly noise: try fewer loss.bins or larger mini-batches",
              positives, occupied));
    }
    if (round.inertNegatives() > MOSTLY_INERT) {
      advice.add(
          text(
              "%.0f %% of the negative pairs give no gradient, as their mini-batches are separated"
                  + " already: more steps change little; try larger mini-batches, fewer loss.bins,"
                  + " stronger augmentation, or stop",
              100 * round.inertNegatives()));
    }
    if (round.inertPositives() > MOSTLY_INERT && overlap > 0.1) {
      advice.add(
          text(
              "%.0f %% of the positive pairs give no gradient although the distributions overlap:"
                  + " try fewer loss.bins or loss.variant = linear",
              100 * round.inertPositives()));
    }
    return advice;
  }

  /** Mean similarity: what the soft counts keep exactly. */
  static double mean(double[] counts, long pairs) {
    double sum = 0.0;
    for (int r = 0; r < counts.length; r++) {
      sum += counts[r] * (-1.0 + 2.0 * r / (counts.length - 1));
    }
    return share(sum, pairs);
  }

  private static double perBatch(RoundMetrics round, long pairs) {
    int batches = round.weights().stream().mapToInt(Integer::intValue).sum();
    return share(pairs, batches);
  }

  private static double share(double part, long whole) {
    return whole == 0 ? 0.0 : part / whole;
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** One line for the log. */
  @Override
  public String toString() {
    return text(
        "histograms overlap by %.1f %%, no gradient for %.0f %% of the positive and %.0f %% of the"
            + " negative pairs, %d of %d nodes occupied",
        100 * overlap, 100 * inertPositives, 100 * inertNegatives, nodesOccupied, nodes);
  }
}
