package org.histloss.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.histloss.evaluation.EvaluationResult.ByIdentity;
import org.histloss.evaluation.EvaluationResult.Figures;
import org.histloss.evaluation.retrieval.Measure;
import org.histloss.evaluation.retrieval.RetrievalMetrics;
import org.histloss.evaluation.retrieval.draws.DrawSpread;
import org.histloss.report.Scores;

/**
 * Carries intervals and further measures into the report.
 *
 * @param draws by which the intervals were found
 * @param ranks of Recall@K whose spread is kept, at most
 */
record ScoreDetails(int draws, int ranks) {
  private static final Map<String, Measure> GROUPED = new LinkedHashMap<>();
  private static final Map<String, Measure> FURTHER = new LinkedHashMap<>();

  static {
    GROUPED.put(Scores.Detail.RECALL_AT_1, Measure.FIRST_RIGHT);
    GROUPED.put(Scores.Detail.MEAN_AVERAGE_PRECISION, Measure.AVERAGE_PRECISION);
    FURTHER.put("mAP (trapezoids)", Measure.TRAPEZOID_AVERAGE_PRECISION);
    FURTHER.put("mINP", Measure.INVERSE_NEGATIVE_PENALTY);
    FURTHER.put("R-precision", Measure.PRECISION_AT_R);
    FURTHER.put("MAP@R", Measure.AVERAGE_PRECISION_AT_R);
  }

  Scores.Detail of(Figures figures) {
    RetrievalMetrics.Result metrics = figures.metrics();
    Map<String, Double> overIdentities = new LinkedHashMap<>();
    Map<String, Scores.Detail.Interval> intervals = new LinkedHashMap<>();
    for (String name : GROUPED.keySet()) {
      ByIdentity grouped = figures.byIdentity().get(GROUPED.get(name));
      overIdentities.put(name, grouped.mean());
      if (grouped.interval() != null) {
        intervals.put(
            name, new Scores.Detail.Interval(grouped.interval().low(), grouped.interval().high()));
      }
    }
    int identities = figures.byIdentity().get(Measure.FIRST_RIGHT).identities();
    return new Scores.Detail(
        named(FURTHER, metrics.means()),
        identities,
        overIdentities,
        intervals,
        draws,
        ties(metrics.ties()),
        overDraws(figures.spread()),
        figures.zeroEmbeddings() == 0 ? null : figures.zeroEmbeddings());
  }

  private Scores.Detail.OverDraws overDraws(DrawSpread spread) {
    if (spread == null) {
      return null;
    }
    // The spread of a single draw is not known.
    int held = spread.draws() == 1 ? 0 : Math.min(ranks, spread.recall().length);
    return new Scores.Detail.OverDraws(
        spread.draws(),
        spread.leftOut(),
        Arrays.stream(spread.recall()).limit(held).boxed().toList(),
        spread.draws() == 1 ? null : spread.averagePrecision());
  }

  /** What equal similarities leave open; null where they decide nothing. */
  static Scores.Detail.Ties ties(RetrievalMetrics.TieBounds bounds) {
    return bounds.queries() == 0
        ? null
        : new Scores.Detail.Ties(
            bounds.queries(), all(bounds.optimistic()), all(bounds.pessimistic()));
  }

  private static Map<String, Double> all(Map<Measure, Double> means) {
    Map<String, Double> all = named(GROUPED, means);
    all.putAll(named(FURTHER, means));
    return all;
  }

  private static Map<String, Double> named(Map<String, Measure> names, Map<Measure, Double> means) {
    Map<String, Double> named = new LinkedHashMap<>();
    names.forEach((name, measure) -> named.put(name, means.getOrDefault(measure, Double.NaN)));
    return named;
  }
}
