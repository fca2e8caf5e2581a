package org.histloss.evaluation;

import java.util.function.Function;

/**
 * A sample's own numbers, scaled to unit length: what any network has to beat.
 *
 * @param dimension numbers in a sample
 */
record RawPixels(int dimension) implements SampleEmbedding {

  @Override
  public Function<float[][], float[][]> open() {
    return samples -> {
      float[][] rows = new float[samples.length][];
      for (int i = 0; i < samples.length; i++) {
        rows[i] = unit(samples[i]);
      }
      return rows;
    };
  }

  private static float[] unit(float[] sample) {
    double squares = 0;
    for (float value : sample) {
      squares += (double) value * value;
    }
    double scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    float[] row = new float[sample.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) (sample[i] * scale);
    }
    return row;
  }
}
