package org.histloss.training;

import java.util.List;
import java.util.function.Function;
import org.histloss.config.LossSettings;
import org.histloss.config.LossSettings.NodeRule;
import org.histloss.config.Settings;
import org.histloss.loss.BatchStatistics;
import org.histloss.loss.SimilarityHistogram;
import org.histloss.training.RoundResult.BatchResult;

/** What the histograms of a round's mini-batches mean for the next round. */
final class RoundHistograms {
  private RoundHistograms() {}

  /** One part of the statistics, added up in the order of worker and local step. */
  static SimilarityHistogram sum(
      List<RoundResult> round, Function<BatchStatistics, SimilarityHistogram> part) {
    List<SimilarityHistogram> parts =
        round.stream()
            .flatMap(result -> result.batches().stream())
            .map(BatchResult::statistics)
            .map(part)
            .toList();
    SimilarityHistogram sum = new SimilarityHistogram(parts.get(0).nodes());
    parts.forEach(sum::combine);
    return sum;
  }

  /**
   * The pooled histograms after a round, on the loss's nodes; null but for the scope {@code
   * pooled}.
   */
  static PooledHistograms pool(
      Settings settings, List<RoundResult> round, PooledHistograms before) {
    if (settings.training().averaging().histogramScope() != Settings.HistogramScope.POOLED) {
      return null;
    }
    // Nodes that follow the data lie on the fine grid, and so do the pooled histograms then.
    boolean even = settings.loss().nodes() == NodeRule.UNIFORM;
    SimilarityHistogram counts =
        sum(round, even ? BatchStatistics::histogram : BatchStatistics::fine);
    return PooledHistograms.after(before, counts, settings.loss().poolRate());
  }

  /**
   * Where the loss's nodes lie in the next round, by their numbers on the fine grid: at quantiles
   * of all pairs of the round; null where they lie evenly. A round without positive or without
   * negative pairs moves nothing.
   */
  static int[] nodes(LossSettings loss, List<RoundResult> round, int[] before) {
    if (loss.nodes() == NodeRule.UNIFORM) {
      return null;
    }
    SimilarityHistogram pairs = sum(round, BatchStatistics::fine);
    return pairs.empty()
        ? before
        : pairs.quantiles(loss.bins(), loss.nodes() == NodeRule.BALANCED_QUANTILES);
  }
}
