package org.histloss.network;

import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.MemoryUseMode;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.nd4j.linalg.api.buffer.DataType;

/** How much memory outside the heap training a network takes, before it is begun. */
public final class NetworkMemory {
  /**
   * What a JVM takes outside its heap besides: the native library's own pages, compiled code,
   * threads, class data.
   */
  public static final long PROCESS_BYTES = 450L << 20;

  /** DL4J's account leaves out the native library's scratch memory. */
  private static final long SCRATCH_BYTES = 150L << 20;

  private static final double SLACK = 1.2;

  private NetworkMemory() {}

  /**
   * An estimate from above of the bytes that one task slot takes: parameters, gradients, updater
   * state and activations by DL4J's own account of each layer, with room for what that leaves out.
   * docs/performance.md holds it against measured sizes.
   *
   * @param batch samples in a mini-batch
   */
  public static long trainingBytes(
      ComputationGraphConfiguration network, SampleShape shape, long batch) {
    InputType input =
        shape.picture()
            ? InputType.convolutional(shape.height(), shape.width(), shape.channels())
            : InputType.feedForward(shape.size());
    long account =
        network
            .getMemoryReport(input)
            .getTotalMemoryBytes(
                Math.toIntExact(batch), MemoryUseMode.TRAINING, CacheMode.NONE, DataType.FLOAT);
    return (long) (SLACK * account) + SCRATCH_BYTES;
  }
}
