package org.histloss.evaluation.embedding;

import java.util.function.Function;
import org.histloss.dataset.DatasetManifest.SampleShape;

/**
 * A sample's own numbers, scaled to unit length: what any network has to beat.
 *
 * <p>Of a picture each channel's mean is taken off first, so that the dot product is the pictures'
 * correlation. With the mean left in, two pictures on a white ground are alike whatever they show,
 * and the baseline would be easier to beat. Feature vectors are taken as they are.
 *
 * @param shape of one sample
 */
public record RawPixels(SampleShape shape) implements SampleEmbedding {

  @Override
  public int dimension() {
    return shape.size();
  }

  @Override
  public Function<float[][], float[][]> open() {
    return samples -> {
      float[][] rows = new float[samples.length][];
      for (int i = 0; i < samples.length; i++) {
        rows[i] = embed(samples[i]);
      }
      return rows;
    };
  }

  private float[] embed(float[] sample) {
    double[] values = new double[sample.length];
    int stretch = shape.picture() ? shape.height() * shape.width() : sample.length;
    double squares = 0;
    for (int from = 0; from < sample.length; from += stretch) {
      double mean = shape.picture() ? mean(sample, from, stretch) : 0;
      for (int i = from; i < from + stretch; i++) {
        values[i] = sample[i] - mean;
        squares += values[i] * values[i];
      }
    }
    // A picture of one colour has nothing left but rounding: similar to none, not to noise.
    double nothing = shape.picture() ? 1e-12 * sample.length : 0;
    double scale = squares > nothing ? 1 / Math.sqrt(squares) : 0;
    float[] row = new float[sample.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) (values[i] * scale);
    }
    return row;
  }

  private static double mean(float[] sample, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += sample[i];
    }
    return sum / count;
  }
}
