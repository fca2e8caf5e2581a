package org.histloss.network;

import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.histloss.config.Settings;
import org.histloss.config.Settings.Optimiser;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.JobException;
import org.histloss.loss.EmbeddingLossFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** From settings to a network's configuration. */
public final class Networks {
  private Networks() {}

  /**
   * The network that these settings ask for.
   *
   * @param shape one sample of the data set
   * @param localSteps local steps of the run, for the learning-rate schedule
   * @throws JobException exit code 20 when the network does not fit the samples
   */
  public static ComputationGraphConfiguration configure(
      Settings settings, SampleShape shape, long localSteps) {
    return configure(settings, shape, localSteps, DataType.FLOAT);
  }

  /** As above, in another number type (double is for gradient checks). */
  public static ComputationGraphConfiguration configure(
      Settings settings, SampleShape shape, long localSteps, DataType type) {
    Settings.Network network = settings.network();
    NetworkBuilder builder =
        new NetworkBuilder(
            shape,
            network.embeddingDimension(),
            network.dropout(),
            new EmbeddingLossFunction(section(settings, "loss.")),
            updater(settings, localSteps),
            settings.training().optimiser().weightDecay(),
            settings.training().seed(),
            type);
    return switch (network.name()) {
      case CONVNET -> {
        checkPicture(shape, network.channels().size());
        yield builder.convnet(network.channels().stream().mapToInt(i -> i).toArray());
      }
      case MLP -> builder.perceptron(network.hidden().stream().mapToInt(i -> i).toArray());
    };
  }

  private static void checkPicture(SampleShape shape, int convolutions) {
    if (!shape.picture()) {
      throw JobException.badConfiguration(
          "network.name = convnet: needs pictures, the data set holds %s; use network.name=mlp",
          shape);
    }
    int side = Math.min(shape.height(), shape.width());
    if (side >> (convolutions - 1) == 0) {
      throw JobException.badConfiguration(
          "network.channels = %d convolutions: %s pictures are halved to nothing after %d",
          convolutions, shape, 32 - Integer.numberOfLeadingZeros(side));
    }
  }

  /** The learning rate's course over a run of so many local steps. */
  public static LearningRate learningRate(Settings settings, long localSteps) {
    Optimiser optimiser = settings.training().optimiser();
    return new LearningRate(
        lower(optimiser.schedule()), optimiser.learningRate(), optimiser.warmUp(), localSteps);
  }

  private static IUpdater updater(Settings settings, long localSteps) {
    Optimiser optimiser = settings.training().optimiser();
    LearningRate rate = learningRate(settings, localSteps);
    return switch (optimiser.updater()) {
      case ADAM -> new Adam(rate);
      case SGD -> new Sgd(rate);
      case NESTEROVS -> new Nesterovs(rate, optimiser.momentum());
    };
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /** A section's keys without its name, as text. */
  private static Map<String, String> section(Settings settings, String prefix) {
    Map<String, String> section = new TreeMap<>();
    settings
        .values()
        .forEach(
            (key, value) -> {
              if (key.startsWith(prefix)) {
                section.put(key.substring(prefix.length()), value);
              }
            });
    return section;
  }
}
