package org.histloss.network;

import org.histloss.dataset.DatasetManifest.SampleShape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What happens to a sample between the data set and the network, in training and in use alike.
 *
 * <p>A picture's numbers p in [0, 1] become {@value #SCALE} · ({@value #WHITE} − p): white, the
 * ground of most drawings, becomes 0, the same as the convolutions' padding. Feature vectors pass
 * unchanged.
 */
public final class Preprocessing {
  static final float WHITE = 1f;
  static final float SCALE = 2f;

  private Preprocessing() {}

  /**
   * A network's input.
   *
   * @param samples N rows of {@code shape.size()} numbers, pictures in [0, 1]
   * @return [N, channels, height, width] or [N, dimension], float
   */
  public static INDArray batch(float[][] samples, SampleShape shape) {
    int size = shape.size();
    float[] values = new float[Math.multiplyExact(samples.length, size)];
    for (int n = 0; n < samples.length; n++) {
      if (shape.picture()) {
        for (int i = 0; i < size; i++) {
          values[n * size + i] = SCALE * (WHITE - samples[n][i]);
        }
      } else {
        System.arraycopy(samples[n], 0, values, n * size, size);
      }
    }
    INDArray flat = Nd4j.createFromArray(values);
    return shape.picture()
        ? flat.reshape('c', samples.length, shape.channels(), shape.height(), shape.width())
        : flat.reshape('c', samples.length, size);
  }
}
