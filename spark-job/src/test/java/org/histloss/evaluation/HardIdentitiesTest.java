package org.histloss.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.histloss.evaluation.Insights.HardIdentity;
import org.histloss.evaluation.retrieval.RetrievalProtocol.LeaveOneOut;
import org.junit.jupiter.api.Test;

class HardIdentitiesTest {
  private static HardIdentities hardest(Facts facts, int count) {
    EmbeddedSplit split = facts.split(new LeaveOneOut());
    return new HardIdentities(facts.facts(), split, split.evaluate().outcomes(), count);
  }

  /** Identity 1 lies among identity 2, but for one sample; identity 0 is alone and right. */
  private static Facts confused() {
    return new Facts()
        .add(0, null, null, 1, 0, 0)
        .add(0, null, null, 1, 0, 0)
        .add(1, null, null, 0, 1, 0)
        .add(1, null, null, 0, 0, 1)
        .add(1, null, null, 0, 0.28, 0.96)
        .add(2, null, null, 0, 0, 1)
        .add(2, null, null, 0, 0, 1);
  }

  @Test
  void theIdentityWithTheLowestMeanComesFirstWithWhomItIsTakenFor() {
    HardIdentities found = hardest(confused(), 5);

    List<HardIdentity> hardest = found.with(Map.of(3L, new byte[] {3}, 5L, new byte[] {5}));

    assertThat(hardest).extracting(HardIdentity::identity).containsExactly("i2", "i1", "i0");
    // Samples 5 and 6 rank 3 first, by ordinal, and each other second.
    HardIdentity first = hardest.get(0);
    assertThat(first.meanAveragePrecision()).isEqualTo(0.5);
    assertThat(first.recallAt1()).isZero();
    assertThat(first.confusion().identity()).isEqualTo("i1");
    assertThat(first.confusion().queries()).isEqualTo(2);
    assertThat(first.sample().sampleId()).isEqualTo("s5");
    assertThat(first.sample().png()).containsExactly(5);
    assertThat(first.confusion().sample().sampleId()).isEqualTo("s3");
    assertThat(first.confusion().sample().png()).containsExactly(3);
    // 2 ranks 4, 0, 1, 3: AP 3/4; 3 ranks 5, 6, 4, 0, 1, 2: 1/3; 4 ranks 3, 5, 6, 2: 3/4.
    HardIdentity second = hardest.get(1);
    assertThat(second.queries()).isEqualTo(3);
    assertThat(second.meanAveragePrecision()).isCloseTo((0.75 + 1 / 3.0 + 0.75) / 3, within(1e-12));
    assertThat(second.recallAt1()).isEqualTo(2.0 / 3);
    assertThat(second.confusion().queries()).isEqualTo(1);
    assertThat(second.sample().sampleId()).isEqualTo("s3");
    assertThat(found.rows()).contains(3, 5);
  }

  @Test
  void anIdentityThatIsAlwaysRightIsTakenForNobody() {
    HardIdentity last = hardest(confused(), 5).with(Map.of()).get(2);

    assertThat(last.meanAveragePrecision()).isEqualTo(1);
    assertThat(last.confusion()).isNull();
    assertThat(last.sample().png()).isNull();
  }

  @Test
  void noMoreThanAskedFor() {
    assertThat(hardest(confused(), 1).with(Map.of())).hasSize(1);
    assertThat(hardest(confused(), 0).with(Map.of())).isEmpty();
  }

  @Test
  void singleQueriesAreTakenOnlyWhereOthersAreTooFew() {
    Facts mixed = confused().add(3, null, "query", 1, 0, 0).add(3, null, "gallery", 0, -1, 0);
    Facts single = new Facts().add(3, null, "query", 1, 0).add(3, null, "gallery", 0, 1);

    assertThat(hardest(mixed, 3).with(Map.of()))
        .extracting(HardIdentity::identity)
        .containsExactly("i2", "i1", "i0");
    assertThat(hardest(mixed, 9).with(Map.of()))
        .extracting(HardIdentity::identity)
        .containsExactly("i3", "i2", "i1", "i0");
    assertThat(hardest(single, 9).with(Map.of()))
        .extracting(HardIdentity::identity)
        .containsExactly("i3");
  }

  /**
   * Three strangers under one identity are three, and neither is the known one that comes twice.
   */
  @Test
  void distractorsAreNotOnePerson() {
    Facts facts =
        new Facts()
            .add(0, null, "query", 1, 0, 0, 0, 0)
            .add(0, null, "query", 0, 1, 0, 0, 0)
            .add(0, null, "query", 0, 0, 0, 0, 1)
            .add(0, null, "query", 0, 0, 1, 0, 0)
            .add(0, null, "query", 0, 0, 1, 0, 0)
            .add(0, null, "gallery", 0, 0, 0, 1, 0)
            .add(1, null, "gallery", 0, 0, 1, 0, 0)
            .add(9, null, "distractor", 1, 0, 0, 0, 0)
            .add(9, null, "distractor", 0, 1, 0, 0, 0)
            .add(9, null, "distractor", 0, 0, 0, 0, 1);

    HardIdentity hard = hardest(facts, 1).with(Map.of()).get(0);

    assertThat(hard.confusion().identity()).isEqualTo("i1");
    assertThat(hard.confusion().queries()).isEqualTo(2);

    Facts strangers =
        new Facts()
            .add(0, null, "query", 1, 0)
            .add(0, null, "gallery", 0, 1)
            .add(9, null, "distractor", 1, 0);
    assertThat(hardest(strangers, 1).with(Map.of()).get(0).confusion().identity())
        .isEqualTo("distractor s2");
  }

  @Test
  void theMostFrequentWrongIdentityCounts() {
    // Identity 0's three queries: two lie on identity 2, one on identity 1.
    Facts facts =
        new Facts()
            .add(0, null, "query", 1, 0, 0)
            .add(0, null, "query", 0, 1, 0)
            .add(0, null, "query", 0, 1, 0)
            .add(0, null, "gallery", 0, 0, 1)
            .add(1, null, "gallery", 1, 0, 0)
            .add(2, null, "gallery", 0, 1, 0);

    HardIdentity hard = hardest(facts, 1).with(Map.of()).get(0);

    assertThat(hard.confusion().identity()).isEqualTo("i2");
    assertThat(hard.confusion().queries()).isEqualTo(2);
    assertThat(hard.recallAt1()).isZero();
  }
}
