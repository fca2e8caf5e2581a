package org.histloss.report;

import java.util.ArrayList;
import java.util.List;

/** The report in two sentences. */
final class Headline {
  private Headline() {}

  /**
   * Composes them from the scores that are known.
   *
   * @param split whose queries they are
   * @param test the evaluated model's, or null: then it says that nothing was scored
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
    return "For %s of %s %s queries the first result shows the right identity%s%s. %s"
        .formatted(
            Figures.percent(test.recallAt1()),
            Figures.whole(test.queries()),
            Figures.splitWord(split),
            sure(test, Scores.Detail.RECALL_AT_1),
            comparison,
            precision(test));
  }

  private static String precision(Scores test) {
    String mean =
        "mAP is %s%s."
            .formatted(
                Figures.percent(test.meanAveragePrecision()),
                sure(test, Scores.Detail.MEAN_AVERAGE_PRECISION));
    Scores.Detail.OverDraws over = test.overDraws();
    return over == null ? mean : mean + " Both are means over %s.".formatted(draws(over));
  }

  /** {@code 100 draws}, and how much these differ where that is known. */
  private static String draws(Scores.Detail.OverDraws over) {
    String count = over.count() == 1 ? "a single draw" : Figures.whole(over.count()) + " draws";
    return over.recallAt(1).isEmpty() || over.meanAveragePrecisionDeviation() == null
        ? count
        : "%s, with standard deviations of %s and %s points"
            .formatted(
                count,
                Figures.points(over.recallAt(1).getAsDouble()),
                Figures.points(over.meanAveragePrecisionDeviation()));
  }

  private static String sure(Scores test, String score) {
    String interval = test.interval(score);
    return interval == null ? "" : " (95\u00a0% confidence: " + interval + ")";
  }
}
