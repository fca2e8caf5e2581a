package org.histloss.evaluation.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.histloss.evaluation.retrieval.IdentityMeans.Interval;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class IdentityMeansTest {
  private static final int DRAWS = 2_000;

  /** Items of these identities, in rows 0, 1, 2, … */
  private static RetrievalItems items(int... identities) {
    int n = identities.length;
    long[] ordinals = new long[n];
    int[] cameras = new int[n];
    Role[] roles = new Role[n];
    for (int row = 0; row < n; row++) {
      ordinals[row] = row;
      cameras[row] = RetrievalItems.NO_CAMERA;
      roles[row] = Role.BOTH;
    }
    return RetrievalItems.of(Nd4j.ones(DataType.FLOAT, n, 1), ordinals, identities, cameras, roles);
  }

  private static QueryOutcome right(int row, boolean right) {
    return new QueryOutcome(row, row, new int[] {right ? 0 : 1});
  }

  @Test
  void aLargeIdentityWeighsMoreOverQueriesThanOverIdentities() {
    RetrievalItems items = items(5, 5, 5, 8, 9);
    List<QueryOutcome> outcomes =
        List.of(
            right(0, true),
            right(1, true),
            right(2, false),
            right(3, false),
            new QueryOutcome(4, 4, new int[0]));

    IdentityMeans means = IdentityMeans.of(Measure.FIRST_RIGHT, items, outcomes);

    assertThat(means.identities()).as("identity 9 has nothing to find").isEqualTo(2);
    assertThat(means.overQueries()).isEqualTo(2 / 4.0);
    assertThat(means.overIdentities()).isEqualTo((2 / 3.0 + 0) / 2, within(1e-15));
  }

  @Test
  void theIntervalCoversTheTruthNineteenTimesInTwenty() {
    // Identities that are right with probability 0.7, all their eight queries alike.
    Random random = new Random(4);
    int covered = 0;
    for (int trial = 0; trial < 400; trial++) {
      Interval interval = sample(random, 0.7).interval(400, trial);
      covered += interval.low() <= 0.7 && 0.7 <= interval.high() ? 1 : 0;
    }
    assertThat(covered / 400.0).isBetween(0.90, 0.98);
  }

  private static IdentityMeans sample(Random random, double share) {
    int[] identities = new int[60 * 8];
    List<QueryOutcome> outcomes = new ArrayList<>();
    for (int identity = 0; identity < 60; identity++) {
      boolean right = random.nextDouble() < share;
      for (int i = 0; i < 8; i++) {
        identities[outcomes.size()] = identity;
        outcomes.add(right(outcomes.size(), right));
      }
    }
    return IdentityMeans.of(Measure.FIRST_RIGHT, items(identities), outcomes);
  }

  @Test
  void oneSeedGivesOneIntervalWhateverTheOrder() {
    RetrievalItems items = items(1, 1, 2, 2, 3, 3, 4, 4);
    List<QueryOutcome> outcomes = new ArrayList<>();
    for (int row = 0; row < 8; row++) {
      outcomes.add(new QueryOutcome(row, row, new int[] {row % 3, 4 + row}));
    }
    IdentityMeans means = IdentityMeans.of(Measure.AVERAGE_PRECISION, items, outcomes);
    Interval interval = means.interval(DRAWS, 7);
    Collections.reverse(outcomes);
    IdentityMeans again = IdentityMeans.of(Measure.AVERAGE_PRECISION, items, outcomes);

    assertThat(again.interval(DRAWS, 7)).isEqualTo(interval);
    assertThat(again.interval(DRAWS, 8)).isNotEqualTo(interval);
    assertThat(interval.low()).isLessThan(means.overQueries());
    assertThat(interval.high()).isGreaterThan(means.overQueries());
  }

  @Test
  void alikeIdentitiesLeaveNoRoom() {
    IdentityMeans means =
        IdentityMeans.of(
            Measure.FIRST_RIGHT,
            items(1, 2, 3),
            List.of(right(0, true), right(1, true), right(2, true)));

    assertThat(means.interval(DRAWS, 1)).isEqualTo(new Interval(1, 1));
  }

  @Test
  void oneIdentityHasNoIntervalAndNoDrawsAreRefused() {
    IdentityMeans one =
        IdentityMeans.of(
            Measure.FIRST_RIGHT, items(1, 1), List.of(right(0, true), right(1, false)));

    assertThat(one.interval(DRAWS, 1)).isNull();
    assertThat(IdentityMeans.of(Measure.FIRST_RIGHT, items(1), List.of()).overQueries()).isNaN();
    assertThatThrownBy(() -> one.interval(0, 1)).hasMessage("draws = 0: must be at least 1");
  }
}
