package org.histloss.loss;

import java.util.function.ToDoubleBiFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * One worker's share of all pairs of several mini-batches: the pairs of its own rows with every
 * row.
 *
 * <p>Rows are numbered through all mini-batches. To count every pair once a worker counts only
 * those of its rows i with rows j &gt; i; for the gradient it takes its own rows with all others,
 * so that no gradient of another worker's row has to travel.
 */
final class CrossPairs {
  private final UnitRows unit;
  private final int[] codes;
  private final int from;
  private final int to;
  private final double[] similarities;

  /**
   * A worker's pairs.
   *
   * @param rows embeddings of all mini-batches [N, D]
   * @param codes N identity codes
   * @param from its first row
   * @param to the row after its last
   */
  CrossPairs(INDArray rows, int[] codes, int from, int to) {
    this.unit = UnitRows.of(rows);
    this.codes = codes;
    this.from = from;
    this.to = to;
    this.similarities = similarities();
  }

  private INDArray own() {
    return unit.unit().get(NDArrayIndex.interval(from, to), NDArrayIndex.all()).dup('c');
  }

  /** s_ij of its rows and all rows, row by row. */
  private double[] similarities() {
    INDArray x = unit.unit();
    long[] shape = {codes.length, to - from};
    // Column by column X̂·own is row by row own·X̂ᵀ.
    INDArray s = Nd4j.createUninitialized(x.dataType(), shape, 'f');
    return Nd4j.gemm(x, own(), s, false, true, 1.0, 0.0).data().asDouble();
  }

  /** Pass 1: its pairs i &lt; j. */
  SimilarityHistogram count(Nodes nodes) {
    SimilarityHistogram histogram = new SimilarityHistogram(nodes);
    for (int i = from; i < to; i++) {
      for (int j = i + 1; j < codes.length; j++) {
        histogram.accept(similarity(i, j), codes[i] == codes[j]);
      }
    }
    return histogram;
  }

  /** Pass 2: dL/dx̂ of its own rows [to − from, D]. */
  INDArray unitGradient(PairTables tables) {
    double[] slopes = forEachColumn((i, j) -> tables.slope(similarity(i, j), codes[i] == codes[j]));
    INDArray x = unit.unit();
    INDArray g = UnitRows.array(slopes, to - from, codes.length, x.dataType());
    INDArray v = Nd4j.createUninitialized(x.dataType(), new long[] {to - from, x.size(1)}, 'f');
    return Nd4j.gemm(g, x, v, false, false, 1.0, 0.0);
  }

  private double[] forEachColumn(ToDoubleBiFunction<Integer, Integer> value) {
    double[] values = new double[(to - from) * codes.length];
    for (int i = from; i < to; i++) {
      for (int j = 0; j < codes.length; j++) {
        values[(i - from) * codes.length + j] = i == j ? 0.0 : value.applyAsDouble(i, j);
      }
    }
    return values;
  }

  private double similarity(int i, int j) {
    return similarities[(i - from) * codes.length + j];
  }
}
