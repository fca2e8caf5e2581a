package org.histloss.retraining;

import java.util.LinkedHashMap;
import java.util.Map;
import org.histloss.evaluation.ComparisonResult;
import org.histloss.evaluation.ComparisonResult.ModelFigures;
import org.histloss.evaluation.EvaluationResult;
import org.histloss.evaluation.retrieval.IdentityMeans.Interval;
import org.histloss.evaluation.retrieval.Measure;
import org.histloss.evaluation.retrieval.RetrievalMetrics;
import org.histloss.evaluation.retrieval.RetrievalProtocol;
import org.histloss.loss.SimilarityHistogram;
import org.histloss.report.history.HistoryEntry.Figures;
import org.histloss.report.history.HistoryEntry.Score;
import org.histloss.report.history.HistoryEntry.Similarities;

/** Carries a model's figures into a line of the history. */
final class RunFigures {
  private static final int CELLS = 200;

  private RunFigures() {}

  /** Figures of a model that was evaluated alone. */
  static Figures of(EvaluationResult result) {
    EvaluationResult.Figures figures = result.test();
    return figures(
        result.protocol(),
        figures.metrics(),
        figures.byIdentity().get(Measure.FIRST_RIGHT).interval(),
        figures.byIdentity().get(Measure.AVERAGE_PRECISION).interval(),
        figures.distributions());
  }

  /** Figures of a comparison's model of this number, from 0. */
  static Figures of(ComparisonResult result, int model) {
    ModelFigures figures = result.models().get(model);
    return figures(
        result.protocol(),
        figures.metrics(),
        figures.intervals().get(Measure.FIRST_RIGHT),
        figures.intervals().get(Measure.AVERAGE_PRECISION),
        figures.distributions());
  }

  private static Figures figures(
      RetrievalProtocol protocol,
      RetrievalMetrics.Result metrics,
      Interval first,
      Interval precision,
      SimilarityHistogram pairs) {
    Map<String, Score> scores = new LinkedHashMap<>();
    scores.put("R@1", score(metrics.recallAt(1), first));
    scores.put("R@5", score(metrics.recallAt(5), null));
    scores.put("R@10", score(metrics.recallAt(10), null));
    scores.put("mAP", score(metrics.meanAveragePrecision(), precision));
    return new Figures(
        protocol.name(),
        scores,
        new Similarities(cells(pairs.positive()), cells(pairs.negative())));
  }

  static Score score(double value, Interval interval) {
    return interval == null
        ? new Score(value, null, null)
        : new Score(value, interval.low(), interval.high());
  }

  /** From counts on many nodes of [−1, 1] to counts in 200 cells. */
  static double[] cells(double[] nodes) {
    double[] cells = new double[CELLS];
    for (int k = 0; k < nodes.length; k++) {
      int cell = (int) ((long) k * CELLS / (nodes.length - 1));
      cells[Math.min(cell, CELLS - 1)] += nodes[k];
    }
    return cells;
  }
}
