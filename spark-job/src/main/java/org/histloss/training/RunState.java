package org.histloss.training;

import java.io.Serializable;
import java.util.List;

/**
 * All that one round hands to the next.
 *
 * @param replica the common parameters and, where it is shared, the updater's state
 * @param velocity of the outer momentum, one a parameter; empty without it
 * @param kept each worker's own updater state where workers keep theirs; else empty
 * @param pool histograms of the rounds before, or null before the first
 * @param nodes of the loss where they follow the data, by their numbers on the fine grid, or null
 * @param divergence of the replicas at the last average, 0 before
 */
record RunState(
    ReplicaState replica,
    float[] velocity,
    List<float[]> kept,
    PooledHistograms pool,
    int[] nodes,
    double divergence)
    implements Serializable {

  /** The state in which a run begins. */
  static RunState beginning(ReplicaState replica) {
    return new RunState(replica, new float[0], List.of(), null, null, 0.0);
  }

  /** The same with another replica. */
  RunState withReplica(ReplicaState other) {
    return new RunState(other, velocity, kept, pool, nodes, divergence);
  }

  /** The updater's state with which a worker begins the next round. */
  float[] updaterOf(int worker) {
    return kept.isEmpty() ? replica.updater() : kept.get(worker);
  }

  /** Bytes of all arrays that grow with the network. */
  long bytes() {
    return replica.bytes()
        + 4L * velocity.length
        + kept.stream().mapToLong(k -> 4L * k.length).sum();
  }
}
