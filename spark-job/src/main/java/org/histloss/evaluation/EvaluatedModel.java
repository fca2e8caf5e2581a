package org.histloss.evaluation;

import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.embedding.ModelEmbedding;
import org.histloss.evaluation.embedding.SampleEmbedding;
import org.histloss.network.EmbeddingModel;

/**
 * A model as an evaluation needs it.
 *
 * @param shape what it reads
 * @param trained the model itself
 * @param untrained the same network before training, or null where it is not known
 */
public record EvaluatedModel(
    SampleShape shape, SampleEmbedding trained, SampleEmbedding untrained) {

  /**
   * A trained model beside its own network before training, drawn from the same seed.
   *
   * @throws JobException exit code 20 when a parameter of the model is not finite
   */
  public static EvaluatedModel of(EmbeddingModel model) {
    ModelEmbedding trained = ModelEmbedding.of(model);
    checkFinite("model", trained.parameters());
    return new EvaluatedModel(
        model.description().shape(),
        trained,
        ModelEmbedding.of(EmbeddingModel.untrained(model.description())));
  }

  /** Else the first sample would be blamed for what the model lacks. */
  static void checkFinite(String name, float[] parameters) {
    for (int i = 0; i < parameters.length; i++) {
      if (!Float.isFinite(parameters[i])) {
        throw JobException.badConfiguration(
            "%s: parameter %d of %d is %s: must be finite; train it again",
            name, i, parameters.length, parameters[i]);
      }
    }
  }

  /**
   * Refuses data that the model can't read.
   *
   * @throws JobException exit code 20 naming both shapes
   */
  void checkFits(SampleShape data) {
    if (!shape.equals(data)) {
      throw JobException.badConfiguration(
          "model reads %s, the data set holds %s: must be equal", shape, data);
    }
  }
}
