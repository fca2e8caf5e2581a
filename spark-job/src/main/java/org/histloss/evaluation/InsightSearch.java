package org.histloss.evaluation;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.histloss.evaluation.EvaluationResult.Figures;
import org.histloss.evaluation.Insights.Cameras;
import org.histloss.evaluation.Insights.Curves;
import org.histloss.evaluation.Insights.Health;
import org.histloss.evaluation.Insights.Roc;
import org.histloss.evaluation.retrieval.QueryOutcome;
import org.histloss.evaluation.retrieval.RetrievalEvaluator;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Pair;

/** Finds an evaluation's {@link Insights}; what is to be shown is known before its pictures are. */
final class InsightSearch {
  private final SampleFacts facts;
  private final Cameras cameras;
  private final HardIdentities hardest;
  private final RetrievalEvaluator.Suspects suspects;
  private final Health embedding;
  private final StreamedRanks rankLists;

  /**
   * Searches.
   *
   * @param outcomes of all queries
   * @param norms of the rows {@link EmbeddingHealth#sample} before normalisation, or null
   * @param limits how much is shown
   */
  InsightSearch(
      SampleFacts facts,
      EmbeddedSplit split,
      List<QueryOutcome> outcomes,
      double[] norms,
      EvaluateSettings.Limits limits) {
    this.facts = facts;
    this.cameras = CameraPairs.of(facts, split);
    this.hardest = new HardIdentities(facts, split, outcomes, limits.queries());
    this.suspects = split.suspects(limits.suspects());
    this.embedding =
        EmbeddingHealth.of(split.items(EmbeddingHealth.sample(split, facts)), split.zeros(), norms);
    this.rankLists = new StreamedRanks(facts, split, limits.neighbours());
  }

  /** Ordinals of all samples that are shown. */
  long[] ordinals() {
    IntStream pairs =
        Stream.of(suspects.positives(), suspects.negatives())
            .flatMap(List::stream)
            .flatMapToInt(pair -> IntStream.of(pair.row(), pair.other()));
    return IntStream.concat(hardest.rows(), pairs)
        .mapToLong(row -> facts.get(row).ordinal())
        .distinct()
        .sorted()
        .toArray();
  }

  /**
   * The insights with pictures.
   *
   * @param pictures ordinal → PNG; samples without a picture are absent
   * @param test the model's figures, or null; likewise the baselines'
   */
  Insights with(Map<Long, byte[]> pictures, Figures test, Figures untrained, Figures rawPixels) {
    return new Insights(
        new Curves(roc(test), roc(untrained), roc(rawPixels)),
        cameras,
        hardest.with(pictures),
        new Insights.Suspects(
            pairs(suspects.positives(), pictures), pairs(suspects.negatives(), pictures)),
        embedding,
        rankLists);
  }

  private static Roc roc(Figures figures) {
    return figures == null ? null : RocCurve.of(figures.distributions());
  }

  private List<Insights.Suspects.Pair> pairs(List<Pair> pairs, Map<Long, byte[]> pictures) {
    return pairs.stream()
        .map(
            pair ->
                new Insights.Suspects.Pair(
                    facts.picture(pair.row(), pictures),
                    facts.picture(pair.other(), pictures),
                    pair.similarity()))
        .toList();
  }
}
