package org.histloss.evaluation.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.histloss.evaluation.retrieval.IdentityMeans.Difference;
import org.histloss.evaluation.retrieval.IdentityMeans.Interval;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class PairedBootstrapTest {
  private static final int DRAWS = 2_000;

  /** Recall@1 of queries of these identities whose first relevant items have these ranks. */
  private static IdentityMeans firstRight(int[] identities, int[] ranks) {
    return means(Measure.FIRST_RIGHT, identities, ranks);
  }

  private static IdentityMeans means(Measure measure, int[] identities, int[] ranks) {
    int n = identities.length;
    long[] ordinals = new long[n];
    int[] cameras = new int[n];
    Role[] roles = new Role[n];
    List<QueryOutcome> outcomes = new ArrayList<>();
    for (int row = 0; row < n; row++) {
      ordinals[row] = row;
      cameras[row] = RetrievalItems.NO_CAMERA;
      roles[row] = Role.BOTH;
      outcomes.add(new QueryOutcome(row, row, new int[] {ranks[row]}));
    }
    RetrievalItems items =
        RetrievalItems.of(Nd4j.ones(DataType.FLOAT, n, 1), ordinals, identities, cameras, roles);
    return IdentityMeans.of(measure, items, outcomes);
  }

  /**
   * Identity 7 gains one of two queries, identity 9 loses its only one. A draw takes (7, 7) with
   * probability 1/4: +2/4; (7, 9) or (9, 7) with 1/2: (1 − 1)/3 = 0; (9, 9) with 1/4: −2/2. So the
   * middle half of the draws is 0 and B is better in 1/4 + 1/2 · 1/2 of them.
   */
  @Test
  void twoIdentitiesWorkedByHand() {
    int[] identities = {7, 7, 9};
    IdentityMeans a = firstRight(identities, new int[] {0, 1, 0});
    IdentityMeans b = firstRight(identities, new int[] {0, 0, 1});

    Difference difference = b.against(a, 40_000, 3, 0.3);

    assertThat(difference.reference()).isEqualTo(2 / 3.0);
    assertThat(difference.mean()).isEqualTo(2 / 3.0);
    assertThat(difference.difference()).isZero();
    assertThat(difference.interval()).isEqualTo(new Interval(0, 0));
    assertThat(difference.better()).isCloseTo(0.5, within(0.01));
    assertThat(b.against(a, 40_000, 3, 0.2).interval()).isEqualTo(new Interval(-1, 0.5));
  }

  @Test
  void aModelAgainstItselfIsExactlyEqual() {
    Random random = new Random(5);
    int[] identities = random.ints(200, 0, 30).toArray();
    IdentityMeans a =
        means(Measure.AVERAGE_PRECISION, identities, random.ints(200, 0, 9).toArray());

    Difference difference = a.against(a, DRAWS, 1, IdentityMeans.TAIL);

    assertThat(difference)
        .isEqualTo(new Difference(a.overQueries(), a.overQueries(), 0, new Interval(0, 0), 0.5));
  }

  @Test
  void aConstantGainLeavesNoDoubtHoweverWideTheSingleIntervals() {
    // AP 1/(rank + 1): ranks 3 and 1 give 1/4 and 1/2, one quarter more for each query.
    int[] identities = new int[60];
    Arrays.setAll(identities, i -> i / 3);
    int[] worse = new int[60];
    Arrays.fill(worse, 3);
    int[] better = new int[60];
    Arrays.fill(better, 1);
    IdentityMeans a = means(Measure.AVERAGE_PRECISION, identities, worse);
    IdentityMeans b = means(Measure.AVERAGE_PRECISION, identities, better);

    assertThat(b.against(a, DRAWS, 1, IdentityMeans.TAIL))
        .isEqualTo(new Difference(0.25, 0.5, 0.25, new Interval(0.25, 0.25), 1));
    assertThat(a.against(b, DRAWS, 1, IdentityMeans.TAIL))
        .isEqualTo(new Difference(0.5, 0.25, -0.25, new Interval(-0.25, -0.25), 0));
  }

  @Test
  void againstAModelThatFindsNothingItIsTheIntervalOfTheModelAlone() {
    Random random = new Random(8);
    int[] identities = random.ints(90, 0, 20).toArray();
    int[] nothing = new int[90];
    Arrays.fill(nothing, 1);
    IdentityMeans a = firstRight(identities, nothing);
    IdentityMeans b = firstRight(identities, random.ints(90, 0, 2).toArray());

    Difference difference = b.against(a, DRAWS, 4, IdentityMeans.TAIL);

    assertThat(difference.interval()).isEqualTo(b.interval(DRAWS, 4));
    assertThat(difference.difference()).isEqualTo(b.overQueries());
  }

  @Test
  void hardIdentitiesAreHardForBothSoTheDifferenceIsNarrowerThanEitherMean() {
    Random random = new Random(11);
    int[] identities = new int[400];
    int[] a = new int[400];
    int[] b = new int[400];
    for (int i = 0; i < identities.length; i++) {
      identities[i] = i / 4;
      a[i] = identities[i] % 2;
      b[i] = random.nextInt(20) == 0 ? 0 : a[i];
    }
    IdentityMeans meanOfA = firstRight(identities, a);
    IdentityMeans meanOfB = firstRight(identities, b);

    Interval paired = meanOfB.against(meanOfA, DRAWS, 2, IdentityMeans.TAIL).interval();

    assertThat(width(paired)).isLessThan(width(meanOfA.interval(DRAWS, 2)) / 3);
    assertThat(paired.low()).isPositive();
    assertThat(meanOfB.interval(DRAWS, 2).low()).isLessThan(meanOfA.interval(DRAWS, 2).high());
  }

  private static double width(Interval interval) {
    return interval.high() - interval.low();
  }

  @Test
  void aSmallerTailIsAWiderInterval() {
    Random random = new Random(2);
    int[] identities = random.ints(90, 0, 20).toArray();
    IdentityMeans a = firstRight(identities, random.ints(90, 0, 2).toArray());
    IdentityMeans b = firstRight(identities, random.ints(90, 0, 2).toArray());

    Interval one = b.against(a, DRAWS, 1, IdentityMeans.TAIL).interval();
    Interval ofThree = b.against(a, DRAWS, 1, IdentityMeans.TAIL / 3).interval();

    assertThat(ofThree.low()).isLessThan(one.low());
    assertThat(ofThree.high()).isGreaterThan(one.high());
  }

  @Test
  void oneIdentityLeavesItOpenAndOtherQueriesAreRefused() {
    IdentityMeans a = firstRight(new int[] {4, 4}, new int[] {1, 1});
    IdentityMeans b = firstRight(new int[] {4, 4}, new int[] {0, 1});

    Difference difference = b.against(a, DRAWS, 1, IdentityMeans.TAIL);
    assertThat(difference.difference()).isEqualTo(0.5);
    assertThat(difference.interval()).isNull();
    assertThat(difference.better()).isNaN();
    IdentityMeans other = firstRight(new int[] {4, 5}, new int[] {0, 0});
    assertThatThrownBy(() -> b.against(other, DRAWS, 1, IdentityMeans.TAIL))
        .hasMessage("means of 1 and of 2 identities: must be of the same queries");
    assertThatThrownBy(() -> b.against(a, DRAWS, 1, 0.5))
        .hasMessage("tail = 0.5: must be above 0 and below 0.5");
  }
}
