package org.histloss.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The fast float passes against the definition, O(N²R) and in double. */
class FloatPairsTest {
  /** Similarities of float rows are right to this; nearer to a node either bin is right. */
  private static final double NEAR = 1e-6;

  private static double[][] rows(String kind, int n, int d, Random random) {
    double[][] x = new double[n][d];
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < d; c++) {
        double own = (float) random.nextGaussian();
        x[i][c] =
            switch (kind) {
              case "random" -> own;
              case "clustered" -> (float) (i % 4 == 0 ? own : x[i - i % 4][c] + 0.3 * own);
              case "collapsed" -> (float) ((c + 1) * (1 + i % 3));
              default -> i % 2 == 0 ? own : x[i - 1][c];
            };
      }
    }
    return x;
  }

  private static int[] codes(int n) {
    int[] codes = new int[n];
    for (int i = 0; i < n; i++) {
      codes[i] = i / 4;
    }
    return codes;
  }

  @TestFactory
  List<DynamicTest> awkward_sizes_agree_with_the_definition() {
    List<DynamicTest> tests = new ArrayList<>();
    for (int n : new int[] {2, 3, 5, 17, 64, 129}) {
      for (int r : new int[] {2, 3, 10, 11, 201, 1001}) {
        for (int d : new int[] {1, 7, 64, 513}) {
          for (String kind : List.of("random", "clustered", "collapsed", "duplicated")) {
            tests.add(test(kind, n, r, d));
          }
        }
      }
    }
    for (int r : new int[] {2, 11, 201}) {
      tests.add(test("random", 1000, r, 64));
      tests.add(test("clustered", 1000, r, 7));
    }
    return tests;
  }

  private static DynamicTest test(String kind, int n, int r, int d) {
    long seed = 31L * n + 7L * r + d;
    return DynamicTest.dynamicTest(
        kind + " N=" + n + " R=" + r + " D=" + d + " seed=" + seed,
        () -> {
          double[][] x = rows(kind, n, d, new Random(seed));
          Definition expected = new Definition(x, codes(n), r - 1, NEAR);
          HistogramLoss loss = new HistogramLoss(new Nodes(r - 1));
          INDArray rows = Nd4j.create(x).castTo(DataType.FLOAT);
          expected.assertAgrees(loss.evaluate(rows, codes(n)));
        });
  }

  @Test
  void panels_give_what_the_whole_gives() {
    for (int n : new int[] {1, 16, 17, 40, 101}) {
      INDArray rows = Nd4j.create(rows("clustered", n, 9, new Random(n))).castTo(DataType.FLOAT);
      FloatPairs whole = new FloatPairs();
      FloatPairs panels = new FloatPairs(8, 5);
      Nodes nodes = new Nodes(50);
      whole.load(rows, codes(n));
      panels.load(rows, codes(n));
      SimilarityHistogram expected = whole.countTwice(nodes);
      SimilarityHistogram counts = panels.countTwice(nodes);
      assertThat(counts.positive()).containsExactly(expected.positive(), within(1e-3));
      assertThat(counts.negative()).containsExactly(expected.negative(), within(1e-3));
      assertThat(counts.negativePairs()).isEqualTo(expected.negativePairs());
      PairTables tables = PairTables.of(expected);
      INDArray one = BatchLoss.gradientFor(rows);
      INDArray other = BatchLoss.gradientFor(rows);
      whole.backward(tables, one);
      panels.backward(tables, other);
      assertThat(other.sub(one).amaxNumber().doubleValue())
          .isLessThan(1e-5 * Math.max(1, one.amaxNumber().doubleValue()));
    }
  }

  @Test
  void a_shuffled_batch_has_the_same_histogram_and_each_row_its_gradient() {
    for (long seed = 1; seed <= 20; seed++) {
      Random random = new Random(seed);
      int n = 5 + random.nextInt(60);
      double[][] x = rows("clustered", n, 12, random);
      int[] order = random.ints(0, n).distinct().limit(n).toArray();
      double[][] shuffled = new double[n][];
      int[] codes = new int[n];
      int[] renamed = new int[n];
      for (int i = 0; i < n; i++) {
        shuffled[i] = x[order[i]];
        codes[i] = order[i] / 4;
        renamed[i] = 1_000_003 * (codes[i] + 1) * (codes[i] % 2 == 0 ? 1 : -1);
      }
      HistogramLoss loss = new HistogramLoss(new Nodes(40));
      BatchLoss.Result plain = loss.evaluate(Nd4j.create(x).castTo(DataType.FLOAT), codes(n));
      BatchLoss.Result other =
          new HistogramLoss(new Nodes(40))
              .evaluate(Nd4j.create(shuffled).castTo(DataType.FLOAT), renamed);
      assertThat(other.value()).as("seed %d", seed).isCloseTo(plain.value(), within(1e-6));
      double slack = 1e-5 + 0.05 * plain.gradient().amaxNumber().doubleValue();
      for (int i = 0; i < n; i++) {
        assertThat(
                other
                    .gradient()
                    .getRow(i)
                    .sub(plain.gradient().getRow(order[i]))
                    .amaxNumber()
                    .doubleValue())
            .as("seed %d, row %d", seed, i)
            .isLessThan(slack);
      }
    }
  }

  @Test
  void lengths_and_rotations_of_the_rows_do_not_matter() {
    for (long seed = 1; seed <= 20; seed++) {
      Random random = new Random(seed);
      double[][] x = rows("clustered", 24, 6, random);
      INDArray rows = Nd4j.create(x);
      INDArray rotation = rotation(6, random);
      INDArray lengths = Nd4j.rand(DataType.DOUBLE, 24, 1).mul(5).add(0.1);
      HistogramLoss loss = new HistogramLoss(new Nodes(30));
      double plain = loss.evaluate(rows.castTo(DataType.FLOAT), codes(24)).value();
      INDArray changed = rows.mmul(rotation).mulColumnVector(lengths);
      assertThat(loss.evaluate(changed.castTo(DataType.FLOAT), codes(24)).value())
          .as("seed %d", seed)
          .isCloseTo(plain, within(1e-5));
    }
  }

  /** A product of plane rotations. */
  private static INDArray rotation(int d, Random random) {
    INDArray product = Nd4j.eye(d).castTo(DataType.DOUBLE);
    for (int i = 0; i < d - 1; i++) {
      double angle = 6 * random.nextDouble();
      INDArray plane = Nd4j.eye(d).castTo(DataType.DOUBLE);
      plane.putScalar(i, i, Math.cos(angle)).putScalar(i + 1, i + 1, Math.cos(angle));
      plane.putScalar(i, i + 1, -Math.sin(angle)).putScalar(i + 1, i, Math.sin(angle));
      product = product.mmul(plane);
    }
    return product;
  }

  @Test
  void numbers_beyond_a_floats_square_are_no_mistake() {
    INDArray rows =
        Nd4j.create(new double[][] {{1e25, 0}, {2e25, 1e24}, {0, 3e-25}, {1e-26, 2e-25}})
            .castTo(DataType.FLOAT);
    BatchLoss.Result result =
        new HistogramLoss(new Nodes(20)).evaluate(rows, new int[] {0, 0, 1, 1});
    assertThat(result.value()).isLessThan(0.01);
    assertThat(result.statistics().zeroRows()).isZero();
  }
}
