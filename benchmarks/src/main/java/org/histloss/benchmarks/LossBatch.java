package org.histloss.benchmarks;

import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A mini-batch of made-up embeddings: identities of four samples, each sample its identity's
 * direction plus noise, so that both histograms are as spread out as early in a training.
 *
 * @param rows [N, D] in float
 * @param codes N identity codes
 */
record LossBatch(INDArray rows, int[] codes) {
  private static final int SAMPLES = 4;

  static LossBatch of(int n, int d, long seed) {
    Random random = new Random(seed);
    float[] values = new float[n * d];
    int[] codes = new int[n];
    float[] identity = new float[d];
    for (int i = 0; i < n; i++) {
      codes[i] = i / SAMPLES;
      for (int c = 0; c < d; c++) {
        identity[c] = i % SAMPLES == 0 ? (float) random.nextGaussian() : identity[c];
        values[i * d + c] = identity[c] + (float) random.nextGaussian();
      }
    }
    return new LossBatch(Nd4j.create(values, new long[] {n, d}, 'c'), codes);
  }
}
