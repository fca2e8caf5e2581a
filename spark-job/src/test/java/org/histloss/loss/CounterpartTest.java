package org.histloss.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Mini-batches held against more than themselves. */
class CounterpartTest {
  private static final int ROWS = 24;
  private static final int[] CUTS = {0, 7, 8, 24};

  private final Random random = new Random(5);
  private final int[] codes = random.ints(ROWS, 0, 6).toArray();
  private final INDArray rows = matrix(ROWS, 5);

  private INDArray matrix(int n, int d) {
    double[] values = random.doubles((long) n * d, -1, 1).toArray();
    return Nd4j.createFromArray(values).reshape('c', n, d);
  }

  private static EmbeddingLossFunction loss(String variant) {
    return new EmbeddingLossFunction(Map.of("bins", "20", "variant", variant));
  }

  private static HistogramLoss histogramLoss(String variant) {
    return (HistogramLoss) Losses.of(Map.of("bins", "20", "variant", variant));
  }

  private static INDArray part(INDArray rows, int from, int to) {
    return rows.get(NDArrayIndex.interval(from, to), NDArrayIndex.all()).dup('c');
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"DOUBLE", "FLOAT"})
  void parts_of_the_gradient_across_mini_batches_make_up_that_of_one_big_batch(DataType type) {
    INDArray all = rows.castTo(type);
    BatchLoss.Result whole = histogramLoss("plain").evaluate(all, codes);
    EmbeddingLossFunction counting = loss("plain");
    SimilarityHistogram counts = new SimilarityHistogram(new Nodes(20));
    for (int w = 0; w + 1 < CUTS.length; w++) {
      counts.combine(counting.count(all, codes, CUTS[w], CUTS[w + 1]));
    }
    double tolerance = type == DataType.DOUBLE ? 1e-10 : 1e-4;
    assertThat(counting.value(counts)).isCloseTo(whole.value(), within(tolerance));
    double largest = whole.gradient().amaxNumber().doubleValue();
    for (int w = 0; w + 1 < CUTS.length; w++) {
      HistogramLoss worker = histogramLoss("plain");
      worker.against(new Counterpart.Across(counts, all, codes, CUTS[w]));
      int[] own = Arrays.copyOfRange(codes, CUTS[w], CUTS[w + 1]);
      INDArray gradient = worker.evaluate(part(all, CUTS[w], CUTS[w + 1]), own).gradient();
      INDArray expected = part(whole.gradient(), CUTS[w], CUTS[w + 1]);
      assertThat(gradient.sub(expected).amaxNumber().doubleValue()).isLessThan(tolerance * largest);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "log-rank", "linear"})
  void a_part_within_global_counts_is_the_slope_of_the_loss_of_all_pairs(String variant) {
    int cut = 11;
    INDArray first = part(rows, 0, cut);
    INDArray second = part(rows, cut, ROWS);
    int[] firstCodes = Arrays.copyOfRange(codes, 0, cut);
    SimilarityHistogram others = loss(variant).count(second, Arrays.copyOfRange(codes, cut, ROWS));
    HistogramLoss worker = histogramLoss(variant);
    SimilarityHistogram counts = both(loss(variant).count(first, firstCodes), others);
    worker.against(new Counterpart.Global(counts));
    INDArray gradient = worker.evaluate(first, firstCodes).gradient();
    assertSlopes(
        first,
        gradient,
        moved -> loss(variant).value(both(loss(variant).count(moved, firstCodes), others)));
  }

  private static SimilarityHistogram both(SimilarityHistogram one, SimilarityHistogram other) {
    return new SimilarityHistogram(one.nodes()).combine(one).combine(other);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "log-rank", "exponential"})
  void the_gradient_against_pooled_histograms_is_that_of_the_score(String variant) {
    SimilarityHistogram before =
        loss("plain").count(matrix(40, 5), random.ints(40, 0, 9).toArray());
    HistogramLoss pooled = histogramLoss(variant);
    pooled.against(new Counterpart.Pooled(before.positiveShare(), before.negativeShare()));
    BatchLoss.Result result = pooled.evaluate(rows, codes, BatchLoss.gradientFor(rows));
    assertThat(result.statistics().loss())
        .isEqualTo(histogramLoss(variant).evaluate(rows, codes).value());
    assertThat(result.value()).isNotEqualTo(result.statistics().loss());
    assertSlopes(
        rows,
        result.gradient().dup(),
        moved -> pooled.evaluate(moved, codes, BatchLoss.gradientFor(moved)).value());
  }

  @Test
  void pooled_with_its_own_histograms_is_twice_the_plain_loss_and_has_its_gradient() {
    BatchLoss.Result plain = histogramLoss("plain").evaluate(rows, codes);
    SimilarityHistogram own = loss("plain").count(rows, codes);
    HistogramLoss pooled = histogramLoss("plain");
    pooled.against(new Counterpart.Pooled(own.positiveShare(), own.negativeShare()));
    BatchLoss.Result result = pooled.evaluate(rows, codes);
    // h⁻ᵀΦ̃⁺ and T̃⁻ᵀh⁺ are the same sum.
    assertThat(result.value()).isCloseTo(2 * plain.value(), within(1e-12));
    assertThat(result.gradient().sub(plain.gradient()).amaxNumber().doubleValue())
        .isLessThan(1e-12);
  }

  @Test
  void losses_that_are_no_function_of_histograms_are_refused() {
    EmbeddingLossFunction triplet = new EmbeddingLossFunction(Map.of("name", "triplet"));
    assertThatThrownBy(() -> triplet.againstAll(new SimilarityHistogram(new Nodes(2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no loss of histograms");
  }

  private interface Value {
    double at(INDArray rows);
  }

  /** Central differences in every number. */
  private static void assertSlopes(INDArray rows, INDArray gradient, Value value) {
    double step = 1e-6;
    for (int i = 0; i < rows.rows(); i++) {
      for (int c = 0; c < rows.columns(); c++) {
        INDArray up = rows.dup();
        INDArray down = rows.dup();
        up.putScalar(i, c, rows.getDouble(i, c) + step);
        down.putScalar(i, c, rows.getDouble(i, c) - step);
        double slope = (value.at(up) - value.at(down)) / (2 * step);
        assertThat(gradient.getDouble(i, c)).isCloseTo(slope, within(1e-6));
      }
    }
  }
}
