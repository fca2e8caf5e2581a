package org.histloss.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.histloss.config.SettingsReader;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.loss.Losses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J's gradient and score through whole networks against central differences of the loss. */
class NetworkGradientTest {
  private static final int BINS = 4;
  private static final int[] CODES = {0, 0, 1, 1, 2, 2};
  private static final double STEP = 1e-6;

  private static ComputationGraph network(String name, SampleShape shape, DataType type) {
    ComputationGraph graph =
        new ComputationGraph(
            Networks.configure(
                SettingsReader.with(
                    "network.name=" + name,
                    "network.channels=[3,4]",
                    "network.hidden=[7]",
                    "network.embedding-dimension=5",
                    "training.weight-decay=0",
                    "training.seed=3",
                    "loss.bins=" + BINS),
                shape,
                10,
                type));
    graph.init();
    return graph;
  }

  private static DataSet batch(SampleShape shape, DataType type) {
    Nd4j.getRandom().setSeed(9);
    INDArray x =
        shape.picture()
            ? Nd4j.rand(type, CODES.length, shape.channels(), shape.height(), shape.width())
            : Nd4j.randn(type, CODES.length, shape.dimension());
    return new DataSet(x, Nd4j.createFromArray(CODES).reshape(CODES.length, 1));
  }

  private static SampleShape shape(String name) {
    return name.equals("convnet") ? new SampleShape(2, 6, 6, 0) : new SampleShape(0, 0, 0, 8);
  }

  /** The loss of the network's training output, computed outside DL4J. */
  private static double loss(ComputationGraph graph, DataSet batch) {
    INDArray output =
        graph.feedForward(new INDArray[] {batch.getFeatures()}, true).get("embedding");
    return Losses.histogram(BINS).evaluate(output, CODES).value();
  }

  private static void gradientAndScore(ComputationGraph graph, DataSet batch) {
    graph.setInputs(batch.getFeatures());
    graph.setLabels(batch.getLabels());
    graph.computeGradientAndScore();
  }

  @ParameterizedTest
  @ValueSource(strings = {"convnet", "mlp"})
  void weight_gradients_are_the_slopes_of_the_loss(String name) {
    ComputationGraph graph = network(name, shape(name), DataType.DOUBLE);
    DataSet batch = batch(shape(name), DataType.DOUBLE);
    gradientAndScore(graph, batch);
    double[] gradient = graph.getFlattenedGradients().dup().data().asDouble();
    INDArray parameters = graph.params();
    int compared = 0;
    for (String layer : java.util.List.of("convolution0", "dense0", "norm0", "embedding")) {
      if (graph.getVertex(layer) == null) {
        continue;
      }
      for (String kind : java.util.List.of("W", "b", "gamma", "beta")) {
        INDArray view = graph.getVertex(layer).paramTable(false).get(kind);
        if (view == null) {
          continue;
        }
        int offset = (int) (view.offset() - parameters.offset());
        for (int i = offset; i < offset + Math.min(view.length(), 12); i++) {
          assertThat(gradient[i])
              .as("%s.%s[%d]", layer, kind, i - offset)
              .isCloseTo(slope(graph, batch, i), within(1e-6));
          compared += gradient[i] == 0.0 ? 0 : 1;
        }
      }
    }
    assertThat(compared).as("gradients that are not zero").isGreaterThan(20);
  }

  private static double slope(ComputationGraph graph, DataSet batch, int i) {
    INDArray parameters = graph.params();
    double kept = parameters.getDouble(i);
    parameters.putScalar(i, kept + STEP);
    double above = loss(graph, batch);
    parameters.putScalar(i, kept - STEP);
    double below = loss(graph, batch);
    parameters.putScalar(i, kept);
    return (above - below) / (2 * STEP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"convnet", "mlp"})
  void the_score_is_the_loss_and_not_a_share_of_it(String name) {
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
      ComputationGraph graph = network(name, shape(name), type);
      DataSet batch = batch(shape(name), type);
      gradientAndScore(graph, batch);
      double tolerance = type == DataType.FLOAT ? 1e-5 : 1e-12;
      assertThat(graph.score()).isCloseTo(loss(graph, batch), within(tolerance));
      assertThat(graph.score()).isBetween(0.05, 0.95);
    }
  }

  @Test
  void float_gradients_with_onednn_are_those_of_double() {
    ComputationGraph inDouble = network("convnet", shape("convnet"), DataType.DOUBLE);
    ComputationGraph inFloat = network("convnet", shape("convnet"), DataType.FLOAT);
    inFloat.params().assign(inDouble.params().castTo(DataType.FLOAT));
    DataSet batch = batch(shape("convnet"), DataType.DOUBLE);
    gradientAndScore(inDouble, batch);
    gradientAndScore(
        inFloat, new DataSet(batch.getFeatures().castTo(DataType.FLOAT), batch.getLabels()));
    double[] expected = inDouble.getFlattenedGradients().dup().data().asDouble();
    double[] found = inFloat.getFlattenedGradients().dup().data().asDouble();
    double norm = 0.0;
    double difference = 0.0;
    for (int i = 0; i < expected.length; i++) {
      norm += expected[i] * expected[i];
      difference += (expected[i] - found[i]) * (expected[i] - found[i]);
    }
    assertThat(norm).isPositive();
    assertThat(Math.sqrt(difference / norm)).isLessThan(1e-4);
  }

  @Test
  void onednn_is_in_use() {
    assumeTrue(
        System.getProperty("os.arch").equals("amd64") || NativeBackend.builtWithOneDnn(),
        "this platform's native library has no OneDNN");
    assertThat(NativeBackend.ofThisJvm().oneDnn()).isTrue();
  }
}
