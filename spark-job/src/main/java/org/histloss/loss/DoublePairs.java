package org.histloss.loss;

import java.util.function.ToDoubleBiFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The two passes in the plainest way, one pair after the other: for double rows, and for more bins
 * than float similarities can tell apart.
 */
final class DoublePairs implements PairPasses {
  private UnitRows unit;
  private int[] codes;
  private double[] similarities;

  @Override
  public void load(INDArray rows, int[] identities) {
    unit = UnitRows.of(rows);
    codes = identities;
    similarities = similarities(unit.unit());
  }

  /** s_ij of all pairs, row by row; only i &lt; j is read. */
  private static double[] similarities(INDArray x) {
    if (x.size(0) == 0) {
      return new double[0];
    }
    INDArray s = Nd4j.createUninitialized(x.dataType(), new long[] {x.size(0), x.size(0)}, 'f');
    // S is symmetric, so its column order is its row order.
    return Nd4j.gemm(x, x, s, false, true, 1.0, 0.0).data().asDouble();
  }

  @Override
  public SimilarityHistogram countTwice(Nodes nodes) {
    return count(nodes);
  }

  @Override
  public SimilarityHistogram fine() {
    return count(Nodes.FINE);
  }

  @Override
  public SimilarityHistogram count(Nodes nodes) {
    SimilarityHistogram histogram = new SimilarityHistogram(nodes);
    forEachPair(
        (pair, match) -> {
          histogram.accept(similarities[pair], match);
          return 0.0;
        });
    return histogram;
  }

  @Override
  public long[] inert(PairTables tables) {
    long[] inert = new long[2];
    forEachPair(
        (pair, match) -> {
          if (tables.slope(similarities[pair], match) == 0.0) {
            inert[match ? 0 : 1]++;
          }
          return 0.0;
        });
    return inert;
  }

  @Override
  public INDArray unitGradient(PairTables tables) {
    INDArray x = unit.unit();
    int n = codes.length;
    if (n == 0) {
      return x.dup();
    }
    double[] slopes = forEachPair((pair, match) -> tables.slope(similarities[pair], match));
    INDArray g = UnitRows.array(slopes, n, n, x.dataType());
    INDArray v = Nd4j.createUninitialized(x.dataType(), x.shape(), 'f');
    return Nd4j.gemm(g, x, v, false, false, 1.0, 0.0);
  }

  @Override
  public void backward(PairTables tables, INDArray gradient) {
    gradient.assign(unit.backward(unitGradient(tables)));
  }

  @Override
  public double[] norms() {
    return unit.norms();
  }

  /** A symmetric matrix of a value of every pair, with a zero diagonal. */
  private double[] forEachPair(ToDoubleBiFunction<Integer, Boolean> value) {
    int n = codes.length;
    double[] values = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        double v = value.applyAsDouble(i * n + j, codes[i] == codes[j]);
        values[i * n + j] = v;
        values[j * n + i] = v;
      }
    }
    return values;
  }
}
