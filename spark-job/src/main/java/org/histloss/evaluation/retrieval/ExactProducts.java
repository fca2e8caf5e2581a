package org.histloss.evaluation.retrieval;

/**
 * The similarities that decide: of one query with single rows, each a sum in double in index order.
 *
 * <p>Such a sum can't be split, and each addition waits for the one before. Four rows at a time
 * keep the processor busy meanwhile, without touching the order within any of them. One thread's.
 */
final class ExactProducts {
  private static final int LANES = 4;

  private final ItemVectors vectors;
  private final RowStore store;
  private final float[][] lanes;

  ExactProducts(ItemVectors vectors) {
    this.vectors = vectors;
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
    if (store.single()) {
      for (int i = 0; i < count; i += LANES) {
        four(query, rows, i, count, similarities);
      }
      return;
    }
    double[] row = new double[query.length];
    for (int i = 0; i < count; i++) {
      store.read(vectors.slot(rows[i]), row);
      double sum = 0;
      for (int k = 0; k < query.length; k++) {
        sum += query[k] * row[k];
      }
      similarities[i] = sum;
    }
  }

  /** Those from {@code at} on; idle lanes keep what they had, and nobody reads their sums. */
  private void four(double[] query, int[] rows, int at, int count, double[] similarities) {
    int busy = Math.min(LANES, count - at);
    for (int lane = 0; lane < busy; lane++) {
      store.read(vectors.slot(rows[at + lane]), lanes[lane]);
    }
    float[] a = lanes[0];
    float[] b = lanes[1];
    float[] c = lanes[2];
    float[] e = lanes[3];
    double sumA = 0;
    double sumB = 0;
    double sumC = 0;
    double sumE = 0;
    for (int k = 0; k < query.length; k++) {
      double q = query[k];
      sumA += q * a[k];
      sumB += q * b[k];
      sumC += q * c[k];
      sumE += q * e[k];
    }
    double[] sums = {sumA, sumB, sumC, sumE};
    System.arraycopy(sums, 0, similarities, at, busy);
  }
}
