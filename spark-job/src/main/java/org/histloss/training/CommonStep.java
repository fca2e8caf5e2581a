package org.histloss.training;

import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a step that all workers take together does to a network: forward, backward, and the one
 * application of the summed gradient.
 */
final class CommonStep {
  private CommonStep() {}

  /**
   * Embeddings as training computes them: batch norm by this mini-batch's statistics, dropout by
   * the masks that the clock has set. Nothing of the network changes.
   *
   * @return [N, D]
   */
  static INDArray forward(ComputationGraph graph, DataSet batch) {
    return graph.output(true, batch.getFeatures())[0];
  }

  /**
   * The gradient of the score with respect to all parameters, in DL4J's order, as a row. For
   * batch-norm statistics DL4J has the old value less the new one in the gradient's place.
   */
  static INDArray gradient(ComputationGraph graph, DataSet batch) {
    graph.setInputs(batch.getFeatures());
    graph.setLabels(batch.getLabels());
    graph.computeGradientAndScore();
    INDArray gradient = graph.getFlattenedGradients().dup();
    graph.clear();
    return gradient;
  }

  /**
   * Lets the updater take one step along a gradient.
   *
   * @param graph with its gradients' view initialised
   * @param gradient one a parameter, in DL4J's order
   * @param step on the clock of the run, from 0
   * @param samples that the gradient comes from
   */
  static void apply(ComputationGraph graph, float[] gradient, long step, int samples) {
    INDArray view = graph.getFlattenedGradients();
    view.assign(Nd4j.createFromArray(gradient).reshape(view.shape()));
    graph
        .getUpdater()
        .update(
            new DefaultGradient(view),
            Math.toIntExact(step),
            0,
            samples,
            LayerWorkspaceMgr.noWorkspaces());
    INDArray parameters = graph.params();
    parameters.subi(view.reshape(parameters.shape()));
  }
}
