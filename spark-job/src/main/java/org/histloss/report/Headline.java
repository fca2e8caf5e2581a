package org.histloss.report;

import java.util.ArrayList;
import java.util.List;

/** The report in one sentence. */
final class Headline {
  private Headline() {}

  /**
   * Composes the sentence from the scores that are known.
   *
   * @param split whose queries they are
   * @param test the evaluated model's, or null: then the sentence says that nothing was scored
   * @param untrained before training, or null
   * @param rawPixels without a network, or null
   */
  static String of(String split, Scores test, Scores untrained, Scores rawPixels) {
    if (test == null) {
      return "No retrieval scores were taken.";
    }
    List<String> against = new ArrayList<>();
    if (untrained != null) {
      against.add(Figures.percent(untrained.recallAt1()) + " before training");
    }
    if (rawPixels != null) {
      against.add(Figures.percent(rawPixels.recallAt1()) + " with raw pixels");
    }
    String comparison = against.isEmpty() ? "" : ", against " + String.join(" and ", against);
    String interval = test.interval(Scores.Detail.RECALL_AT_1);
    return "For %s of %s %s queries the first result shows the right identity%s%s."
        .formatted(
            Figures.percent(test.recallAt1()),
            Figures.whole(test.queries()),
            Figures.splitWord(split),
            interval == null ? "" : " (95\u00a0% confidence: " + interval + ")",
            comparison);
  }
}
