package org.histloss.training;

import java.util.List;
import org.histloss.config.LossSettings;
import org.histloss.config.LossSettings.NodeRule;
import org.histloss.loss.BatchStatistics;
import org.histloss.loss.Nodes;
import org.histloss.loss.SimilarityHistogram;
import org.histloss.training.RoundResult.BatchResult;

/**
 * Where the loss's nodes lie in the next round: at quantiles of all pairs of the round before,
 * counted on the fine grid; evenly in the first round. Nothing where {@code loss.nodes} is {@code
 * uniform}.
 */
final class RoundNodes {
  private final LossSettings loss;
  private int[] current;

  /**
   * The nodes to begin with.
   *
   * @param stored those of the checkpoint from which a run goes on, or null
   */
  RoundNodes(LossSettings loss, int[] stored) {
    this.loss = loss;
    this.current = stored;
  }

  /**
   * The nodes of the next round by their numbers on the fine grid, or null where they lie evenly.
   */
  int[] current() {
    return current;
  }

  /** Places the nodes after a round; a round without positive or negative pairs moves nothing. */
  void follow(List<RoundResult> round) {
    if (loss.nodes() == NodeRule.UNIFORM) {
      return;
    }
    SimilarityHistogram pairs = new SimilarityHistogram(Nodes.FINE);
    round.stream()
        .flatMap(result -> result.batches().stream())
        .map(BatchResult::statistics)
        .map(BatchStatistics::fine)
        .forEach(pairs::combine);
    if (!pairs.empty()) {
      current = pairs.quantiles(loss.bins(), loss.nodes() == NodeRule.BALANCED_QUANTILES);
    }
  }
}
