package org.histloss.training;

import java.io.Serializable;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * All that a replica of the network carries from one round to the next, as plain arrays that travel
 * cheaply.
 *
 * @param parameters every number of the network, batch-norm statistics included, in DL4J's order
 * @param updater the local optimizer's state (Adam's moments), empty when it has none
 */
record ReplicaState(float[] parameters, float[] updater) implements Serializable {

  /** The state of a network, copied. */
  static ReplicaState of(ComputationGraph graph) {
    INDArray updater = graph.getUpdater().getStateViewArray();
    return new ReplicaState(
        graph.params().dup().data().asFloat(),
        updater == null ? new float[0] : updater.dup().data().asFloat());
  }

  /** A network of this state. */
  ComputationGraph open(String networkJson) {
    ComputationGraph graph =
        new ComputationGraph(ComputationGraphConfiguration.fromJson(networkJson));
    graph.init(Nd4j.createFromArray(parameters), false);
    if (updater.length > 0) {
      graph.setUpdater(new ComputationGraphUpdater(graph, Nd4j.createFromArray(updater)));
    }
    return graph;
  }

  /** Gives a network this state. */
  void put(ComputationGraph graph) {
    graph.params().assign(Nd4j.createFromArray(parameters));
    putUpdater(graph);
  }

  private void putUpdater(ComputationGraph graph) {
    INDArray view = graph.getUpdater().getStateViewArray();
    if (view != null && updater.length > 0) {
      view.assign(Nd4j.createFromArray(updater).reshape(view.shape()));
    }
  }

  /** True without NaN and infinities. */
  boolean finite() {
    // Zero times a finite number is zero; times anything else it is NaN, which stays.
    double sum = 0.0;
    for (float value : parameters) {
      sum += value * 0.0;
    }
    for (float value : updater) {
      sum += value * 0.0;
    }
    return sum == 0.0;
  }

  /** Bytes on the wire. */
  long bytes() {
    return 4L * (parameters.length + updater.length);
  }
}
