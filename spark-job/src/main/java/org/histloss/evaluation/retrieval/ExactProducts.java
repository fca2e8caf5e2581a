package org.histloss.evaluation.retrieval;

/**
 * The similarities that decide: of one query with single rows, each a sum in double in index order.
 *
 * <p>Such a sum can't be split, and each addition waits for the one before. Four rows at a time
 * keep the processor busy meanwhile, without touching the order within any of them. One thread's.
 */
final class ExactProducts {
  private static final int LANES = 4;

  private final RowStore store;
  private final float[][] lanes;

  ExactProducts(ItemVectors vectors) {
    this.store = vectors.store();
    this.lanes = new float[LANES][vectors.dimension()];
  }

  /**
   * Similarities of a query with some rows.
   *
   * @param query [d], by {@link ItemVectors#row}
   * @param rows of the vectors
   * @param count how many of {@code rows}
   * @param similarities takes them
   */
  void of(double[] query, int[] rows, int count, double[] similarities) {
    int i = 0;
    if (store.single()) {
      for (; i + LANES <= count; i += LANES) {
        four(query, rows, i, similarities);
      }
    }
    double[] row = new double[query.length];
    for (; i < count; i++) {
      store.read(rows[i], row);
      double sum = 0;
      for (int k = 0; k < query.length; k++) {
        sum += query[k] * row[k];
      }
      similarities[i] = sum;
    }
  }

  private void four(double[] query, int[] rows, int at, double[] similarities) {
    int d = query.length;
    for (int lane = 0; lane < LANES; lane++) {
      store.read(rows[at + lane], lanes[lane]);
    }
    float[] a = lanes[0];
    float[] b = lanes[1];
    float[] c = lanes[2];
    float[] e = lanes[3];
    double sumA = 0;
    double sumB = 0;
    double sumC = 0;
    double sumE = 0;
    for (int k = 0; k < d; k++) {
      double q = query[k];
      sumA += q * a[k];
      sumB += q * b[k];
      sumC += q * c[k];
      sumE += q * e[k];
    }
    similarities[at] = sumA;
    similarities[at + 1] = sumB;
    similarities[at + 2] = sumC;
    similarities[at + 3] = sumE;
  }
}
