package org.histloss.retraining.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReplayMixTest {
  private static Map<Integer, String> people(int from, int to) {
    Map<Integer, String> names = new HashMap<>();
    IntStream.range(from, to).forEach(i -> names.put(i, "person " + i));
    return names;
  }

  private static final KnownIdentities OLD = KnownIdentities.of(people(0, 100).values());

  @Test
  void oldIdentitiesMakeUpTheShare() {
    ReplayMix mix = ReplayMix.of(people(0, 110), OLD, 0.75, 4, "000002-a");

    assertThat(mix.fresh()).isEqualTo(10);
    assertThat(mix.replayed()).isEqualTo(30);
    assertThat(IntStream.range(100, 110)).allMatch(mix.codes()::test);
    assertThat(IntStream.range(0, 100).filter(mix.codes())).hasSize(30);
  }

  @Test
  void withoutNewOnesAllAreTrainedOn() {
    ReplayMix mix = ReplayMix.of(people(0, 100), OLD, 0.75, 4, "000002-a");

    assertThat(mix.fresh()).isZero();
    assertThat(mix.replayed()).isEqualTo(100);
  }

  @Test
  void whereOldOnesAreFewAllOfThemTakePart() {
    assertThat(ReplayMix.of(people(90, 200), OLD, 0.5, 4, "r").replayed()).isEqualTo(10);
    assertThat(ReplayMix.of(people(0, 110), OLD, 0, 4, "r").replayed()).isZero();
  }

  /** A mini-batch of 32 can't be made of three new identities and nine old ones. */
  @Test
  void withFewNewOnesAsManyOldOnesTakePartAsATrainingNeeds() {
    ReplayMix mix = ReplayMix.of(people(0, 103), OLD, 0.75, 32, "000002-a");

    assertThat(mix.fresh()).isEqualTo(3);
    assertThat(mix.replayed()).isEqualTo(29);
    assertThat(ReplayMix.of(people(90, 103), OLD, 0.75, 32, "r").replayed()).isEqualTo(10);
  }

  @Test
  void eachRunReplaysOthersAndTheSameRunTheSame() {
    Map<Integer, String> identities = people(0, 110);
    List<Integer> one = chosen(ReplayMix.of(identities, OLD, 0.75, 4, "000002-a"));

    assertThat(chosen(ReplayMix.of(new TreeMap<>(identities), OLD, 0.75, 4, "000002-a")))
        .isEqualTo(one);
    assertThat(chosen(ReplayMix.of(identities, OLD, 0.75, 4, "000003-b"))).isNotEqualTo(one);
  }

  private static List<Integer> chosen(ReplayMix mix) {
    return IntStream.range(0, 110).filter(mix.codes()).boxed().toList();
  }

  @Test
  void knownIdentitiesSurviveTheFile() {
    KnownIdentities again = KnownIdentities.of(OLD.bytes());

    assertThat(again.size()).isEqualTo(100);
    assertThat(again.has("person 42")).isTrue();
    assertThat(again.has("person 100")).isFalse();
    assertThat(KnownIdentities.NONE.has("person 42")).isFalse();
  }
}
