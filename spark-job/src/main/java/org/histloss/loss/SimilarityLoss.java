package org.histloss.loss;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A loss of the similarity matrix S = X̂X̂ᵀ of a batch that is no function of its two histograms:
 * the baselines. Each says by {@link #slopes} what it costs and how it changes with each entry of
 * S.
 *
 * <p>S and the two products are in the rows' type, everything between in double. Without positive
 * or without negative pairs value and gradient are 0, as for the Histogram Loss; zero rows have
 * similarity 0 to every row and no gradient. Distances are those of unit rows, D² = 2 − 2s.
 */
abstract class SimilarityLoss implements BatchLoss {
  private final Nodes nodes;

  /**
   * A loss.
   *
   * @param nodes of the histogram that stands in the statistics; the loss doesn't depend on them
   */
  SimilarityLoss(Nodes nodes) {
    this.nodes = nodes;
  }

  /**
   * Value and slopes.
   *
   * @param pairs the batch
   * @param slopes N × N zeros, to which dL/ds_ij is added; s_ij and s_ji may be told apart at will
   * @return the loss
   */
  abstract double slopes(Pairs pairs, double[] slopes);

  /**
   * A batch's similarities.
   *
   * @param count N
   * @param similarity s_ij at i·N + j, in [−1, 1]
   * @param codes identity codes
   */
  record Pairs(int count, double[] similarity, int[] codes) {
    double s(int i, int j) {
      return similarity[i * count + j];
    }

    /** D²_ij = ‖x̂_i − x̂_j‖². */
    double squaredDistance(int i, int j) {
      return 2.0 - 2.0 * s(i, j);
    }

    boolean match(int i, int j) {
      return codes[i] == codes[j];
    }

    int at(int i, int j) {
      return i * count + j;
    }
  }

  @Override
  public final Result evaluate(INDArray rows, int[] codes, INDArray gradient) {
    UnitRows unit = UnitRows.of(rows);
    int n = codes.length;
    Pairs pairs = new Pairs(n, similarities(unit.unit()), codes);
    SimilarityHistogram histogram = histogram(pairs, nodes);
    double[] slopes = new double[n * n];
    double value = histogram.empty() ? 0.0 : slopes(pairs, slopes);
    symmetrise(slopes, n);
    gradient.assign(n == 0 ? rows : unit.backward(product(slopes, unit.unit())));
    return new Result(
        value, gradient, () -> statistics(value, histogram, pairs, slopes, unit.norms()));
  }

  private static double[] similarities(INDArray x) {
    if (x.size(0) == 0) {
      return new double[0];
    }
    double[] s = x.mmul(x.transpose()).dup('c').data().asDouble();
    for (int k = 0; k < s.length; k++) {
      s[k] = Math.max(-1.0, Math.min(1.0, s[k]));
    }
    return s;
  }

  private static SimilarityHistogram histogram(Pairs pairs, Nodes nodes) {
    SimilarityHistogram histogram = new SimilarityHistogram(nodes);
    for (int i = 0; i < pairs.count(); i++) {
      for (int j = i + 1; j < pairs.count(); j++) {
        histogram.accept(pairs.s(i, j), pairs.match(i, j));
      }
    }
    return histogram;
  }

  /** g_ij + g_ji in both places; the diagonal moves nothing. */
  private static void symmetrise(double[] slopes, int n) {
    for (int i = 0; i < n; i++) {
      slopes[i * n + i] = 0.0;
      for (int j = i + 1; j < n; j++) {
        double both = slopes[i * n + j] + slopes[j * n + i];
        slopes[i * n + j] = both;
        slopes[j * n + i] = both;
      }
    }
  }

  private static INDArray product(double[] slopes, INDArray x) {
    int n = Math.toIntExact(x.size(0));
    INDArray v = Nd4j.createUninitialized(x.dataType(), x.shape(), 'f');
    return Nd4j.gemm(UnitRows.array(slopes, n, n, x.dataType()), x, v, false, false, 1.0, 0.0);
  }

  private static BatchStatistics statistics(
      double value, SimilarityHistogram own, Pairs pairs, double[] slopes, double[] norms) {
    long[] inert = new long[2];
    for (int i = 0; i < pairs.count(); i++) {
      for (int j = i + 1; j < pairs.count(); j++) {
        if (slopes[pairs.at(i, j)] == 0.0) {
          inert[pairs.match(i, j) ? 0 : 1]++;
        }
      }
    }
    return BatchStatistics.of(value, value, own, histogram(pairs, Nodes.FINE), inert, norms);
  }
}
