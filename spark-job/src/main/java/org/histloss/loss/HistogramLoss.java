package org.histloss.loss;

import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The Histogram Loss (E. Ustinova, V. Lempitsky, NIPS 2016, arXiv 1611.00822): the probability,
 * estimated from soft histograms, that a random positive pair of the batch is less similar than a
 * random negative one.
 *
 * <pre>
 *   x̂_i = x_i/‖x_i‖      s_ij = ⟨x̂_i, x̂_j⟩, i &lt; j      h⁺, h⁻: see {@link SimilarityHistogram}
 *   L = Σ_r h⁻_r Σ_{q ≤ r} h⁺_q                            dL/ds_ij: see {@link PairTables}
 *   dL/dx̂_i = Σ_{j ≠ i} dL/ds_ij x̂_j                       dL/dx_i = (v − ⟨v, x̂_i⟩ x̂_i)/‖x_i‖, v = dL/dx̂_i
 * </pre>
 *
 * <p>Conventions where the paper leaves a choice: similarities are clamped to [−1, 1]; a similarity
 * exactly on a node takes the slope of the bin above it; without positive or without negative pairs
 * loss and gradient are 0 and the batch counts as skipped; a zero row has similarity 0 to every row
 * and no gradient. Counts and loss are in double, the two matrix products in the rows' type.
 */
public final class HistogramLoss implements BatchLoss, HistogramObjective {
  private final Nodes nodes;

  /** The loss on this grid. */
  public HistogramLoss(Nodes nodes) {
    this.nodes = nodes;
  }

  @Override
  public Nodes nodes() {
    return nodes;
  }

  @Override
  public Result evaluate(INDArray rows, int[] codes) {
    UnitRows unit = checked(rows, codes);
    double[] similarities = similarities(unit);
    SimilarityHistogram histogram = count(similarities, codes, nodes);
    PairTables tables = tables(histogram);
    double[] slopes = slopes(similarities, codes, tables);
    INDArray gradient = gradient(unit, slopes);
    BatchStatistics statistics = statistics(unit, similarities, codes, slopes, histogram);
    return new Result(statistics.loss(), gradient, statistics);
  }

  @Override
  public SimilarityHistogram accumulate(INDArray rows, int[] codes) {
    return count(similarities(checked(rows, codes)), codes, nodes);
  }

  @Override
  public PairTables tables(SimilarityHistogram counts) {
    return PairTables.of(counts);
  }

  @Override
  public INDArray backward(INDArray rows, int[] codes, PairTables tables) {
    UnitRows unit = checked(rows, codes);
    return gradient(unit, slopes(similarities(unit), codes, tables));
  }

  /** dL/dx̂ [N, D], the gradient before it passes the normalisation. */
  INDArray unitGradient(INDArray rows, int[] codes, PairTables tables) {
    UnitRows unit = checked(rows, codes);
    return unitGradient(unit, slopes(similarities(unit), codes, tables));
  }

  private static UnitRows checked(INDArray rows, int[] codes) {
    if (rows.rank() != 2 || rows.size(0) != codes.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "rows = %s, codes = %d: must be [N, D] and N",
              java.util.Arrays.toString(rows.shape()),
              codes.length));
    }
    return UnitRows.of(rows);
  }

  /** s_ij of all pairs, row by row; only i &lt; j is read. */
  private static double[] similarities(UnitRows unit) {
    INDArray x = unit.unit();
    if (x.size(0) == 0) {
      return new double[0];
    }
    INDArray s = Nd4j.createUninitialized(x.dataType(), new long[] {x.size(0), x.size(0)}, 'f');
    // S is symmetric, so its column order is its row order.
    return Nd4j.gemm(x, x, s, false, true, 1.0, 0.0).data().asDouble();
  }

  private static SimilarityHistogram count(double[] similarities, int[] codes, Nodes nodes) {
    SimilarityHistogram histogram = new SimilarityHistogram(nodes);
    int n = codes.length;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        histogram.accept(similarities[i * n + j], codes[i] == codes[j]);
      }
    }
    return histogram;
  }

  /** dL/ds_ij of all pairs as a symmetric matrix with a zero diagonal. */
  private static double[] slopes(double[] similarities, int[] codes, PairTables tables) {
    int n = codes.length;
    double[] slopes = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        double slope = tables.slope(similarities[i * n + j], codes[i] == codes[j]);
        slopes[i * n + j] = slope;
        slopes[j * n + i] = slope;
      }
    }
    return slopes;
  }

  private static INDArray gradient(UnitRows unit, double[] slopes) {
    return unit.backward(unitGradient(unit, slopes));
  }

  private static INDArray unitGradient(UnitRows unit, double[] slopes) {
    INDArray x = unit.unit();
    int n = Math.toIntExact(x.size(0));
    if (n == 0) {
      return x.dup();
    }
    INDArray g = UnitRows.array(slopes, n, n, x.dataType());
    INDArray v = Nd4j.createUninitialized(x.dataType(), x.shape(), 'f');
    return Nd4j.gemm(g, x, v, false, false, 1.0, 0.0);
  }

  private static BatchStatistics statistics(
      UnitRows unit,
      double[] similarities,
      int[] codes,
      double[] slopes,
      SimilarityHistogram histogram) {
    int n = codes.length;
    long inertPositives = 0;
    long inertNegatives = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        if (slopes[i * n + j] == 0.0) {
          inertPositives += codes[i] == codes[j] ? 1 : 0;
          inertNegatives += codes[i] == codes[j] ? 0 : 1;
        }
      }
    }
    double[] norms = unit.norms();
    return new BatchStatistics(
        histogram.loss(),
        histogram,
        count(similarities, codes, Nodes.FINE),
        share(inertPositives, histogram.positivePairs()),
        share(inertNegatives, histogram.negativePairs()),
        java.util.Arrays.stream(norms).average().orElse(0.0),
        (int) java.util.Arrays.stream(norms).filter(norm -> norm == 0.0).count());
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0.0 : (double) part / whole;
  }
}
