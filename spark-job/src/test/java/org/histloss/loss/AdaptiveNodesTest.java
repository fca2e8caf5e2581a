package org.histloss.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class AdaptiveNodesTest {
  private static final double FINE_BIN = 1.0 / 1000;

  /** Positive pairs about 0.7, fifty times as many negative ones about 0.1. */
  private static SimilarityHistogram pairs(double[] positive, double[] negative) {
    SimilarityHistogram histogram = new SimilarityHistogram(Nodes.FINE);
    Arrays.stream(positive).forEach(s -> histogram.accept(s, true));
    Arrays.stream(negative).forEach(s -> histogram.accept(s, false));
    return histogram;
  }

  private static double[] gaussian(int number, double mean, double spread, long seed) {
    Random random = new Random(seed);
    return random.doubles(number).map(u -> mean + spread * random.nextGaussian()).toArray();
  }

  private static double shareBelow(double[] values, int cut) {
    double t = -1.0 + cut * FINE_BIN;
    return Arrays.stream(values).filter(s -> s <= t).count() / (double) values.length;
  }

  @Test
  void equal_shares_of_all_pairs_lie_between_any_two_nodes() {
    double[] positive = gaussian(400, 0.7, 0.1, 1);
    double[] negative = gaussian(20_000, 0.1, 0.15, 2);
    double[] all = Arrays.copyOf(positive, 20_400);
    System.arraycopy(negative, 0, all, 400, 20_000);
    int[] cuts = pairs(positive, negative).quantiles(20, false);
    assertThat(cuts).hasSize(21);
    for (int k = 1; k < 20; k++) {
      // A fine bin holds up to 0.3 % of these pairs, and half of one is counted either way.
      assertThat(shareBelow(all, cuts[k])).isCloseTo(k / 20.0, within(0.004));
    }
  }

  @Test
  void balanced_shares_count_positive_pairs_as_much_as_negative_ones() {
    double[] positive = gaussian(400, 0.7, 0.1, 1);
    double[] negative = gaussian(20_000, 0.1, 0.15, 2);
    int[] cuts = pairs(positive, negative).quantiles(20, true);
    for (int k = 1; k < 20; k++) {
      double both = (shareBelow(positive, cuts[k]) + shareBelow(negative, cuts[k])) / 2;
      assertThat(both).isCloseTo(k / 20.0, within(0.006));
    }
  }

  @Test
  void where_all_pairs_are_alike_there_are_fewer_nodes() {
    double[] alike = new double[100];
    Arrays.fill(alike, 0.25);
    assertThat(pairs(alike, alike).quantiles(50, false)).containsExactly(0, 1250, 2000);
  }

  @Test
  void pairs_at_both_ends_leave_both_ends() {
    double[] ends = {-1, -1, 1, 1};
    assertThat(pairs(ends, ends).quantiles(4, true)).containsExactly(0, 2000);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 100, 200, 1000})
  void evenly_spaced_nodes_give_the_loss_of_as_many_bins(int bins) {
    double[] numbers = gaussian(24 * 6, 0.1, 1.0, bins);
    INDArray rows = Nd4j.createFromArray(numbers).reshape(24, 6);
    int[] codes = new int[24];
    Arrays.setAll(codes, i -> i / 3);
    BatchLoss.Result even =
        Losses.of(Map.of("bins", "" + bins, "nodes", "quantiles")).evaluate(rows, codes);
    BatchLoss.Result uniform = Losses.of(Map.of("bins", "" + bins)).evaluate(rows, codes);
    assertThat(even.value()).isCloseTo(uniform.value(), within(1e-12));
    assertThat(even.gradient().sub(uniform.gradient()).amaxNumber().doubleValue()).isLessThan(1e-9);
    assertThat(even.statistics().histogram().positive())
        .containsExactly(uniform.statistics().histogram().positive(), within(1e-9));
    assertThat(even.statistics().inertNegatives()).isEqualTo(uniform.statistics().inertNegatives());
  }

  @Test
  void nodes_that_do_not_ascend_from_end_to_end_are_refused() {
    for (int[] cuts : new int[][] {{0}, {0, 1999}, {1, 2000}, {0, 5, 5, 2000}, {0, 9, 8, 2000}}) {
      assertThatThrownBy(() -> new AdaptiveNodes(cuts))
          .hasMessage("cuts = " + Arrays.toString(cuts) + ": must ascend from 0 to 2000");
    }
  }
}
