package org.histloss.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class HistogramLossEdgesTest {
  private static final HistogramLoss LOSS = new HistogramLoss(new Nodes(200));

  private static INDArray rows(DataType type, double[]... rows) {
    return Nd4j.create(rows).castTo(type);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void equal_and_opposite_rows_are_counted_on_the_outermost_nodes(DataType type) {
    INDArray x = rows(type, new double[] {1, 2}, new double[] {2, 4}, new double[] {-1, -2});
    SimilarityHistogram counts = LOSS.accumulate(x, new int[] {0, 0, 1});
    assertThat(counts.positive()[200]).isCloseTo(1.0, within(1e-4));
    assertThat(counts.negative()[0]).isCloseTo(2.0, within(1e-4));
    assertThat(LOSS.evaluate(x, new int[] {0, 0, 1}).value()).isCloseTo(0.0, within(1e-9));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void collapsed_embeddings_lose_everything_and_stay_where_they_are(DataType type) {
    INDArray x = Nd4j.ones(type, 4, 3);
    BatchLoss.Result result = LOSS.evaluate(x, new int[] {0, 0, 1, 1});
    assertThat(result.value()).isCloseTo(1.0, within(1e-4));
    assertThat(result.gradient().amaxNumber().doubleValue()).isLessThan(1e-4);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void without_positive_or_negative_pairs_the_batch_is_skipped(DataType type) {
    INDArray x = rows(type, new double[] {1, 0}, new double[] {0, 1}, new double[] {1, 1});
    for (int[] codes : new int[][] {{0, 1, 2}, {7, 7, 7}}) {
      BatchLoss.Result result = LOSS.evaluate(x, codes);
      assertThat(result.statistics().skipped()).isTrue();
      assertThat(result.value()).isZero();
      assertThat(result.gradient().amaxNumber().doubleValue()).isZero();
    }
  }

  @Test
  void one_row_and_no_row_are_skipped() {
    assertThat(LOSS.evaluate(Nd4j.ones(1, 3), new int[] {0}).statistics().skipped()).isTrue();
    assertThat(LOSS.accumulate(Nd4j.ones(1, 3), new int[] {0}).empty()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void a_zero_row_has_similarity_zero_and_no_gradient(DataType type) {
    INDArray x =
        rows(
            type,
            new double[] {0, 0},
            new double[] {1, 0.1},
            new double[] {1, -0.1},
            new double[] {0.9, 0.2});
    BatchLoss.Result result = LOSS.evaluate(x, new int[] {0, 0, 1, 1});
    assertThat(result.statistics().zeroRows()).isEqualTo(1);
    assertThat(result.statistics().histogram().positive()[100]).isEqualTo(1.0);
    assertThat(result.gradient().getRow(0).amaxNumber().doubleValue()).isZero();
    assertThat(Double.isFinite(result.gradient().sumNumber().doubleValue())).isTrue();
  }

  @Test
  void nan_and_infinity_are_refused_with_the_row() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      INDArray x = rows(DataType.FLOAT, new double[] {1, 0}, new double[] {0, bad});
      assertThatThrownBy(() -> LOSS.evaluate(x, new int[] {0, 1}))
          .isInstanceOfSatisfying(
              NonFiniteRowException.class, e -> assertThat(e.row()).isEqualTo(1))
          .hasMessageContaining("embedding 1 of the batch");
    }
  }

  @Test
  void rows_and_codes_must_agree() {
    assertThatThrownBy(() -> LOSS.evaluate(Nd4j.ones(3, 2), new int[] {0, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("codes = 2");
  }

  @Test
  void a_similarity_on_a_node_takes_the_slope_of_the_bin_above() {
    // Unit rows with similarities exactly 0 and ±1; with 2 bins the nodes are −1, 0, 1.
    HistogramLoss loss = new HistogramLoss(new Nodes(2));
    SimilarityHistogram counts = new SimilarityHistogram(loss.nodes());
    counts.accept(0.0, true);
    counts.accept(1.0, false);
    PairTables tables = loss.tables(counts);
    // Bin above: −h⁻_1/Δ = 0 and h⁺_2/Δ = 0; bin below would give −h⁻_0 = 0 and h⁺_1 = 1.
    assertThat(tables.slope(0.0, false)).isEqualTo(0.0);
    assertThat(tables.slope(Math.nextDown(0.0) - 1e-9, false)).isEqualTo(1.0);
    assertThat(tables.slope(1.0, true)).isEqualTo(-0.0);
  }

  @Test
  void a_value_one_ulp_beyond_one_counts_as_one() {
    for (int bins : new int[] {1, 2, 9, 10, 200}) {
      Nodes nodes = new Nodes(bins);
      SimilarityHistogram counts = new SimilarityHistogram(nodes);
      counts.accept(Math.nextUp(1.0), true);
      counts.accept(Math.nextDown(-1.0), false);
      assertThat(counts.positive()[bins]).isEqualTo(1.0);
      assertThat(counts.negative()[0]).isEqualTo(1.0);
    }
  }

  @Test
  void a_pair_is_dealt_to_the_two_nodes_beside_it() {
    SimilarityHistogram counts = new SimilarityHistogram(Nodes.FINE);
    counts.accept(0.00025, true);
    assertThat(counts.positive()[1000]).isCloseTo(0.75, within(1e-9));
    assertThat(counts.positive()[1001]).isCloseTo(0.25, within(1e-9));
    assertThat(counts.negative()).containsOnly(0);
  }

  @Test
  void parts_combined_equal_the_whole_and_each_pair_weighs_one() {
    Random random = new Random(11);
    SimilarityHistogram whole = new SimilarityHistogram(Nodes.FINE);
    SimilarityHistogram first = new SimilarityHistogram(Nodes.FINE);
    SimilarityHistogram second = new SimilarityHistogram(Nodes.FINE);
    for (int i = 0; i < 1000; i++) {
      double s = 2 * random.nextDouble() - 1;
      whole.accept(s, i % 3 == 0);
      (i < 400 ? first : second).accept(s, i % 3 == 0);
    }
    first.combine(second);
    assertThat(first.positive()).containsExactly(whole.positive(), within(1e-12));
    assertThat(first.negative()).containsExactly(whole.negative(), within(1e-12));
    assertThat(first.positivePairs()).isEqualTo(334);
    assertThat(Arrays.stream(first.positive()).sum()).isEqualTo(334, within(1e-9));
    assertThat(Arrays.stream(first.negative()).sum()).isEqualTo(666, within(1e-9));
  }

  @Test
  void no_bins_are_refused() {
    assertThatThrownBy(() -> new Nodes(0)).hasMessage("bins = 0: must be at least 1");
  }

  @Test
  void equal_histograms_lose_half_and_half_the_chance_of_a_tie() {
    Nodes nodes = new Nodes(7);
    SimilarityHistogram counts = new SimilarityHistogram(nodes);
    double[] similarities = {-0.9, -0.3, 0.1, 0.11, 0.75};
    for (double s : similarities) {
      counts.accept(s, true);
      counts.accept(s, false);
    }
    double ties = 0.0;
    for (double c : counts.positive()) {
      ties += Math.pow(c / similarities.length, 2);
    }
    assertThat(counts.loss()).isCloseTo((1 + ties) / 2, within(1e-14));
  }

  @Test
  void histograms_of_other_grids_are_not_combined() {
    assertThatThrownBy(
            () ->
                new SimilarityHistogram(new Nodes(3))
                    .combine(new SimilarityHistogram(new Nodes(4))))
        .hasMessageContaining("3 and 4 bins");
  }
}
