package org.histloss.evaluation.embedding;

import java.util.function.Function;
import org.histloss.dataset.JobException;
import org.histloss.network.EmbeddingModel;
import org.histloss.network.EmbeddingModel.Description;

/**
 * A network's embedding, sent to executors as plain numbers and built there once a task.
 *
 * @param description the network
 * @param parameters all its numbers
 */
@SuppressWarnings("ArrayRecordComponent") // Carries parameters; never compared.
public record ModelEmbedding(Description description, float[] parameters)
    implements SampleEmbedding {

  /** The embedding of a model as it stands; a copy of its parameters is taken. */
  public static ModelEmbedding of(EmbeddingModel model) {
    return new ModelEmbedding(model.description(), model.parameters());
  }

  /**
   * This embedding, if all its parameters are finite; else the first sample would be blamed for
   * what the model lacks.
   *
   * @throws JobException exit code 20 naming a parameter that is not finite
   */
  public ModelEmbedding checkFinite(String name) {
    for (int i = 0; i < parameters.length; i++) {
      if (!Float.isFinite(parameters[i])) {
        throw JobException.badConfiguration(
            "%s: parameter %d of %d is %s: must be finite; train it again",
            name, i, parameters.length, parameters[i]);
      }
    }
    return this;
  }

  @Override
  public int dimension() {
    return description.embeddingDimension();
  }

  @Override
  public Function<float[][], float[][]> open() {
    return EmbeddingModel.of(description, parameters)::embed;
  }

  @Override
  public SampleEmbedding norms() {
    return new Norms(this);
  }

  /** The lengths of a network's outputs. */
  private record Norms(ModelEmbedding model) implements SampleEmbedding {
    @Override
    public int dimension() {
      return 1;
    }

    @Override
    public Function<float[][], float[][]> open() {
      EmbeddingModel network = EmbeddingModel.of(model.description(), model.parameters());
      return samples -> {
        double[] norms = network.norms(samples);
        float[][] rows = new float[norms.length][];
        for (int i = 0; i < rows.length; i++) {
          rows[i] = new float[] {(float) Math.min(norms[i], Float.MAX_VALUE)};
        }
        return rows;
      };
    }
  }
}
