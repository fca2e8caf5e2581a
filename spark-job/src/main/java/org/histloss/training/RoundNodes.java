package org.histloss.training;

import java.util.List;
import org.histloss.config.LossSettings;
import org.histloss.config.LossSettings.NodeRule;
import org.histloss.loss.AdaptiveNodes;
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
  private AdaptiveNodes current;

  /**
   * The nodes to begin with.
   *
   * @param stored those of the checkpoint from which a run goes on, or null
   */
  RoundNodes(LossSettings loss, int[] stored) {
    this.loss = loss;
    if (loss.nodes() != NodeRule.UNIFORM) {
      current = stored == null ? AdaptiveNodes.even(loss.bins()) : new AdaptiveNodes(stored);
    }
  }

  /** The nodes of the next round, or null where they never move. */
  AdaptiveNodes current() {
    return current;
  }

  /** Their places for a checkpoint, or null. */
  int[] stored() {
    return current == null ? null : current.cuts();
  }

  /** Places the nodes after a round; a round without positive or negative pairs moves nothing. */
  void follow(List<RoundResult> round) {
    if (current == null) {
      return;
    }
    SimilarityHistogram pairs = new SimilarityHistogram(Nodes.FINE);
    round.stream()
        .flatMap(result -> result.batches().stream())
        .map(BatchResult::statistics)
        .map(BatchStatistics::fine)
        .forEach(pairs::combine);
    if (!pairs.empty()) {
      boolean balanced = loss.nodes() == NodeRule.BALANCED_QUANTILES;
      current = AdaptiveNodes.quantiles(pairs, loss.bins(), balanced);
    }
  }
}
