package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.histloss.loss.Nodes;
import org.histloss.loss.SimilarityHistogram;
import org.histloss.report.Similarities.Pairs;
import org.junit.jupiter.api.Test;

class PairFiguresTest {

  @Test
  void separatedSignsAreNeverMixedUpAndReversedOnesAlways() {
    Pairs separated = Pairs.of(new double[] {0, 0, 3}, new double[] {7, 0, 0});
    Pairs reversed = Pairs.of(new double[] {3, 0, 0}, new double[] {0, 0, 7});

    assertThat(PairFigures.of(separated))
        .isEqualTo(new PairFigures(3, 7, 1.0, -1.0, 0.0, 0.0, 0.0));
    assertThat(PairFigures.of(reversed).reverse()).isEqualTo(1.0);
    assertThat(PairFigures.of(reversed).loss()).isEqualTo(1.0);
  }

  /** As the page says: what lies within an interval of 0.02 overlaps, separated or not. */
  @Test
  void hillsWithinOneIntervalOverlap() {
    double[] positive = new double[2001];
    double[] negative = new double[2001];
    positive[1995] = 3;
    negative[1985] = 5;
    PairFigures narrow = PairFigures.of(Pairs.of(positive, negative));
    assertThat(narrow.overlap()).isEqualTo(1.0);
    assertThat(narrow.reverse()).isZero();

    negative[1985] = 0;
    negative[1975] = 5;
    assertThat(PairFigures.of(Pairs.of(positive, negative)).overlap()).isZero();
  }

  @Test
  void equalDistributionsAreMixedUpInHalfOfTheCases() {
    Pairs equal = Pairs.of(new double[] {1, 2, 5, 1, 3}, new double[] {2, 4, 10, 2, 6});

    assertThat(PairFigures.of(equal).reverse()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void mixedUpPairsAreThoseOfAPlainCount() {
    Random random = new Random(5);
    double[] positive = random.doubles(21).toArray();
    double[] negative = random.doubles(21).toArray();
    double reversals = 0;
    for (int n = 0; n < 21; n++) {
      for (int p = 0; p < 21; p++) {
        reversals += negative[n] * positive[p] * (n > p ? 1 : n == p ? 0.5 : 0);
      }
    }
    double pairs = Arrays.stream(positive).sum() * Arrays.stream(negative).sum();

    assertThat(PairFigures.of(Pairs.of(positive, negative)).reverse())
        .isCloseTo(reversals / pairs, within(1e-12));
  }

  @Test
  void theLossIsTheHistogramLossOfTheSamePairs() {
    SimilarityHistogram pairs = new SimilarityHistogram(Nodes.FINE);
    Random random = new Random(8);
    for (int i = 0; i < 2_000; i++) {
      pairs.accept(0.3 + 0.3 * random.nextGaussian(), i % 4 == 0);
      pairs.accept(0.3 * random.nextGaussian(), i % 4 != 0);
    }

    assertThat(PairFigures.of(Pairs.of(pairs.positive(), pairs.negative())).loss())
        .isCloseTo(pairs.loss(), within(1e-12));
  }

  @Test
  void theOverlapIsTheAreaUnderBoth() {
    double[] left = new double[2001];
    double[] right = new double[2001];
    Arrays.fill(left, 0, 1_000, 5.0); // even over [−1, 0)
    Arrays.fill(right, 500, 1_500, 2.0); // even over [−0.5, 0.5)

    assertThat(PairFigures.of(Pairs.of(left, right)).overlap()).isCloseTo(0.5, within(2e-3));
    assertThat(PairFigures.of(Pairs.of(left, left)).overlap()).isCloseTo(1, within(1e-12));
  }

  @Test
  void aFewPairsOfOneDistributionOverlapAlthoughTheyShareNoNode() {
    double[] even = new double[2001];
    double[] odd = new double[2001];
    for (int node = 900; node < 1_100; node++) {
      (node % 2 == 0 ? even : odd)[node] = 1;
    }

    assertThat(PairFigures.of(Pairs.of(even, odd)).overlap()).isGreaterThan(0.9);
  }

  @Test
  void intervalsHoldEveryPairOnce() {
    double[] counts = new Random(6).doubles(2001).toArray();
    double[] shares = PairFigures.intervals(Arrays.stream(counts).boxed().toList(), 100);

    assertThat(Arrays.stream(shares).sum()).isCloseTo(100, within(1e-9));
    double first = Arrays.stream(counts, 0, 20).sum() + counts[20] / 2;
    assertThat(shares[0]).isCloseTo(100 * first / Arrays.stream(counts).sum(), within(1e-9));
  }

  @Test
  void edgesBelongToTheOuterIntervals() {
    assertThat(PairFigures.intervals(List.of(1.0, 0.0, 3.0), 2)).containsExactly(25, 75);
    assertThat(PairFigures.intervals(List.of(0.0, 4.0, 0.0), 2)).containsExactly(50, 50);
  }

  @Test
  void aSignWithoutPairsHasNoFigures() {
    assertThat(PairFigures.of(Pairs.of(new double[2], new double[] {1, 0}))).isNull();
    assertThat(PairFigures.of(null)).isNull();
  }

  @Test
  void bothSignsLieOnTheSameNodes() {
    assertThatThrownBy(() -> Pairs.of(new double[3], new double[2]))
        .hasMessage("nodes = 3 positive, 2 negative: must be equal and at least 2");
  }
}
