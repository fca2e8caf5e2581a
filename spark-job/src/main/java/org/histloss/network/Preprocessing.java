package org.histloss.network;

import java.nio.FloatBuffer;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.nd4j.linalg.api.buffer.DataType;
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
    // Row by row into the array: a second copy of all of it on the heap costs more than the
    // numbers.
    INDArray batch = Nd4j.createUninitialized(DataType.FLOAT, shapeOf(samples.length, shape), 'c');
    FloatBuffer values = batch.data().asNioFloat();
    float[] row = new float[shape.size()];
    for (float[] sample : samples) {
      if (shape.picture()) {
        for (int i = 0; i < row.length; i++) {
          row[i] = SCALE * (WHITE - sample[i]);
        }
        values.put(row);
      } else {
        values.put(sample, 0, row.length);
      }
    }
    return batch;
  }

  private static long[] shapeOf(int samples, SampleShape shape) {
    return shape.picture()
        ? new long[] {samples, shape.channels(), shape.height(), shape.width()}
        : new long[] {samples, shape.size()};
  }
}
