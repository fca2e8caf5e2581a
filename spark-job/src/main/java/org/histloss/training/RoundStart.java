package org.histloss.training;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.histloss.loss.EmbeddingLossFunction;

/**
 * What the workers begin a round with: one broadcast for all and, where workers keep their own
 * updater's state, a small one for each, of which a worker fetches only its own.
 *
 * @param network the configuration as JSON
 * @param common replica, nodes and pooled histograms
 * @param kept a worker's own updater state each; empty where it is common or starts anew
 */
record RoundStart(
    Broadcast<String> network, Broadcast<Common> common, List<Broadcast<float[]>> kept)
    implements Serializable {

  /**
   * What all workers share.
   *
   * @param replica parameters and updater
   * @param pool histograms that mini-batches are held against, or null for their own
   * @param nodes of the loss where they follow the data, or null
   */
  record Common(ReplicaState replica, PooledHistograms pool, int[] nodes) implements Serializable {}

  /** A worker's network, its loss set up for this round. */
  ComputationGraph open(int worker) {
    Common start = common.value();
    ReplicaState replica = start.replica();
    if (!kept.isEmpty()) {
      replica = new ReplicaState(replica.parameters(), kept.get(worker).value());
    }
    ComputationGraph graph = replica.open(network.value());
    EmbeddingLossFunction loss = loss(graph);
    loss.place(start.nodes());
    if (start.pool() != null) {
      loss.againstPooled(start.pool().positive(), start.pool().negative());
    }
    return graph;
  }

  /** The loss of a network that {@link #open} gave. */
  static EmbeddingLossFunction loss(ComputationGraph graph) {
    OutputLayer layer = (OutputLayer) graph.getOutputLayer(0).conf().getLayer();
    return (EmbeddingLossFunction) layer.getLossFn();
  }

  /** Frees the executors' copies. */
  void destroy() {
    common.destroy();
    kept.forEach(Broadcast::destroy);
  }
}
