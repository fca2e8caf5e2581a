package org.histloss.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.histloss.evaluation.Insights.Roc;
import org.histloss.loss.Nodes;
import org.histloss.loss.SimilarityHistogram;
import org.junit.jupiter.api.Test;

class RocCurveTest {
  private static final double BIN = Nodes.FINE.width();

  private static SimilarityHistogram histogram(double[] positives, double[] negatives) {
    SimilarityHistogram histogram = new SimilarityHistogram(Nodes.FINE);
    Arrays.stream(positives).forEach(s -> histogram.accept(s, true));
    Arrays.stream(negatives).forEach(s -> histogram.accept(s, false));
    return histogram;
  }

  private static double[] bell(long seed, int pairs, double mean, double deviation) {
    Random random = new Random(seed);
    return random
        .doubles(pairs)
        .map(u -> Math.max(-1, Math.min(1, mean + deviation * random.nextGaussian())))
        .toArray();
  }

  private static double share(double[] similarities, double threshold) {
    return (double) Arrays.stream(similarities).filter(s -> s >= threshold).count()
        / similarities.length;
  }

  @Test
  void everyPointLiesBetweenPlainCountsAtTheNeighbouringThresholds() {
    double[] positives = bell(1, 3_000, 0.5, 0.25);
    double[] negatives = bell(2, 200_000, 0.0, 0.2);

    Roc roc = RocCurve.of(histogram(positives, negatives));

    assertThat(roc.positives()).isEqualTo(3_000);
    assertThat(roc.negatives()).isEqualTo(200_000);
    assertThat(roc.curve()).hasSize(44); // 10^-4.3 · 200,000 = 10.02 is the last that tells
    for (Roc.Point point : roc.curve()) {
      double above = point.threshold() + 1.5 * BIN;
      double below = point.threshold() - 1.5 * BIN;
      assertThat(point.falsePositiveRate())
          .isBetween(share(negatives, above) - 1e-9, share(negatives, below) + 1e-9);
      assertThat(point.truePositiveRate())
          .isBetween(share(positives, above) - 1e-9, share(positives, below) + 1e-9);
    }
    assertThat(roc.curve()).extracting(Roc.Point::falsePositiveRate).isSorted();
    assertThat(roc.curve()).extracting(Roc.Point::truePositiveRate).isSorted();
  }

  @Test
  void theRatesOfTheTableAreThoseOfAPlainCount() {
    double[] positives = bell(3, 5_000, 0.6, 0.2);
    double[] negatives = bell(4, 300_000, 0.0, 0.2);
    double[] sorted = Arrays.stream(negatives).sorted().toArray();

    List<Roc.Point> rates = RocCurve.of(histogram(positives, negatives)).rates();

    for (int decade = 1; decade <= 4; decade++) {
      int accepted = (int) Math.round(300_000 * Math.pow(10, -decade));
      double plain = share(positives, sorted[sorted.length - accepted]);
      assertThat(rates.get(decade - 1).truePositiveRate()).isCloseTo(plain, within(0.004));
    }
  }

  @Test
  void anIntervalsPointIsTheMeanOverItsThresholds() {
    double[] positives = {0.3004, 0.9, 0.9, 0.9};
    double[] negatives = new double[100];
    Arrays.fill(negatives, 0, 20, 0.3007);
    Arrays.fill(negatives, 20, 100, -0.5);

    // All 20 lie between the nodes 0.300 and 0.301. Thresholds there accept 0.7 of them as a mean,
    // 14 %, and 0.4 of the one positive pair: 85 %. At 10 % the curve is 10/14 of the way there
    // from the thresholds above, which accept none and 75 %.
    assertThat(RocCurve.of(histogram(positives, negatives)).rates().get(0).truePositiveRate())
        .isCloseTo(0.75 + 10.0 / 14 * 0.1, within(1e-9));
  }

  @Test
  void whereSeveralThresholdsAcceptTheSameTheLowestCounts() {
    double[] positives = {0.9, 0.5, 0.3, -0.2};
    double[] negatives = new double[100];
    Arrays.fill(negatives, 0, 10, 0.6);
    Arrays.fill(negatives, 10, 100, 0.0);

    Roc.Point point = RocCurve.of(histogram(positives, negatives)).rates().get(0);

    assertThat(point.truePositiveRate()).isEqualTo(0.75);
    assertThat(point.threshold()).isCloseTo(0.0005, within(1e-9));
  }

  @Test
  void withFewNegativePairsTheLowRatesAreLeftOpen() {
    List<Roc.Point> rates =
        RocCurve.of(histogram(bell(5, 50, 0.5, 0.2), bell(6, 1_500, 0, 0.2))).rates();

    assertThat(rates).extracting(Roc.Point::falsePositiveRate).containsExactly(.1, .01, .001, 1e-4);
    assertThat(rates.get(1).truePositiveRate()).isNotNull();
    assertThat(rates.get(2).truePositiveRate()).isNull();
    assertThat(rates.get(3).threshold()).isNull();
  }

  @Test
  void countsOfPartsAddUp() {
    double[] positives = bell(7, 400, 0.4, 0.2);
    double[] negatives = bell(8, 40_000, 0, 0.2);
    SimilarityHistogram whole =
        histogram(Arrays.copyOf(positives, 100), Arrays.copyOfRange(negatives, 0, 9_000))
            .combine(
                histogram(
                    Arrays.copyOfRange(positives, 100, 400),
                    Arrays.copyOfRange(negatives, 9_000, 40_000)));

    List<Roc.Point> expected = RocCurve.of(histogram(positives, negatives)).curve();

    List<Roc.Point> found = RocCurve.of(whole).curve();
    for (int i = 0; i < expected.size(); i++) {
      assertThat(found.get(i).truePositiveRate())
          .isCloseTo(expected.get(i).truePositiveRate(), within(1e-9));
    }
  }

  @Test
  void aSignWithoutPairsHasNoCurve() {
    assertThat(RocCurve.of(histogram(new double[] {0.5}, new double[0]))).isNull();
    assertThat(RocCurve.of(histogram(new double[0], new double[] {0.5}))).isNull();
  }
}
