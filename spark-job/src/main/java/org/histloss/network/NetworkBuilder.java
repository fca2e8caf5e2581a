package org.histloss.network;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * Builds the networks that {@code network.name} offers.
 *
 * <p>Every network is a {@code ComputationGraph} with the input {@value #INPUT} and one output
 * layer {@value #OUTPUT}, whose identity activation is the embedding before normalisation; the loss
 * normalises it. {@code miniBatch(false)} keeps the loss's gradient and score as they are.
 */
public final class NetworkBuilder {
  static final String INPUT = "sample";
  static final String OUTPUT = "embedding";

  private final SampleShape shape;
  private final int embeddingDimension;
  private final double dropout;
  private final ILossFunction loss;
  private final NeuralNetConfiguration.Builder base;

  /**
   * What all networks have in common.
   *
   * @param shape one sample
   * @param embeddingDimension columns of the output
   * @param dropout share of the last hidden activations set to zero in training, 0 for none
   * @param loss the output layer's loss
   * @param updater the local optimizer with its schedule
   * @param weightDecay pulled from the weights at each step, times the learning rate
   * @param seed of the initial weights
   * @param type FLOAT; DOUBLE for gradient checks
   */
  public NetworkBuilder(
      SampleShape shape,
      int embeddingDimension,
      double dropout,
      ILossFunction loss,
      IUpdater updater,
      double weightDecay,
      long seed,
      DataType type) {
    this.shape = shape;
    this.embeddingDimension = embeddingDimension;
    this.dropout = dropout;
    this.loss = loss;
    this.base =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .dataType(type)
            .weightInit(WeightInit.RELU)
            .updater(updater)
            .weightDecay(weightDecay, true)
            .convolutionMode(ConvolutionMode.Same)
            .miniBatch(false);
  }

  /**
   * 3×3 convolutions, each followed by 2×2 max-pooling (but the last), batch norm and ReLU; a
   * linear embedding.
   *
   * @param channels output channels of each convolution
   */
  public ComputationGraphConfiguration convnet(int[] channels) {
    GraphBuilder graph = base.graphBuilder().addInputs(INPUT);
    String below = INPUT;
    for (int i = 0; i < channels.length; i++) {
      below = convolution(graph, below, i, channels[i], i < channels.length - 1);
    }
    return finish(graph, below);
  }

  /**
   * Dense layers, each with batch norm and ReLU; a linear embedding.
   *
   * @param hidden units of each dense layer
   */
  public ComputationGraphConfiguration perceptron(int[] hidden) {
    GraphBuilder graph = base.graphBuilder().addInputs(INPUT);
    String below = INPUT;
    for (int i = 0; i < hidden.length; i++) {
      DenseLayer dense =
          new DenseLayer.Builder()
              .nOut(hidden[i])
              .activation(Activation.IDENTITY)
              .hasBias(false)
              .build();
      graph.addLayer("dense" + i, dense, below);
      below = normalised(graph, "dense" + i, i);
    }
    return finish(graph, below);
  }

  private static String convolution(
      GraphBuilder graph, String below, int i, int channels, boolean pooled) {
    ConvolutionLayer convolution =
        new ConvolutionLayer.Builder(3, 3)
            .nOut(channels)
            .activation(Activation.IDENTITY)
            .hasBias(false)
            .build();
    graph.addLayer("convolution" + i, convolution, below);
    if (!pooled) {
      return normalised(graph, "convolution" + i, i);
    }
    SubsamplingLayer pool =
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
            .kernelSize(2, 2)
            .stride(2, 2)
            .build();
    graph.addLayer("pool" + i, pool, "convolution" + i);
    // Pooled first: batch norm and ReLU then work on a quarter of the numbers.
    return normalised(graph, "pool" + i, i);
  }

  /** Batch norm (variance kept as it is, so that it can be averaged) and ReLU. */
  private static String normalised(GraphBuilder graph, String below, int i) {
    graph.addLayer("norm" + i, new BatchNormalization.Builder().useLogStd(false).build(), below);
    graph.addLayer("relu" + i, new ActivationLayer(Activation.RELU), "norm" + i);
    return "relu" + i;
  }

  private ComputationGraphConfiguration finish(GraphBuilder graph, String below) {
    String top = below;
    if (dropout > 0.0) {
      // DL4J's argument is the share that is kept.
      graph.addLayer("dropout", new DropoutLayer(1.0 - dropout), top);
      top = "dropout";
    }
    OutputLayer output =
        new OutputLayer.Builder(loss)
            .nOut(embeddingDimension)
            .activation(Activation.IDENTITY)
            .weightInit(WeightInit.XAVIER)
            .build();
    return graph
        .addLayer(OUTPUT, output, top)
        .setOutputs(OUTPUT)
        .setInputTypes(inputType())
        .build();
  }

  private InputType inputType() {
    return shape.picture()
        ? InputType.convolutional(shape.height(), shape.width(), shape.channels(), CNN2DFormat.NCHW)
        : InputType.feedForward(shape.size());
  }
}
