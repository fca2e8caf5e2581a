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
    return new EvaluatedModel(
        model.description().shape(),
        ModelEmbedding.of(model).checkFinite("model"),
        ModelEmbedding.of(EmbeddingModel.untrained(model.description())));
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
