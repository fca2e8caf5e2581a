package org.histloss.evaluation.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.histloss.batch.Seeds;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import org.histloss.evaluation.retrieval.RetrievalProtocol.SingleShot;
import org.histloss.evaluation.retrieval.draws.DrawSpread;
import org.histloss.evaluation.retrieval.draws.SingleShotDraws;
import org.junit.jupiter.api.Test;

class SingleShotDrawsTest {
  private static final int A = 0;
  private static final int B = 1;
  private static final double[] EAST = {1, 0, 0};
  private static final double[] NORTH = {0, 1, 0};
  private static final double[] UP = {0, 0, 1};

  /** More like identity 1 than like its own identity 0. */
  private static final double[] ASTRAY = {0.1, 0.9, 0};

  /** Three identities; of the first, one of two possible probes is ranked behind identity 1. */
  private static ItemsBuilder three() {
    return new ItemsBuilder()
        .at(0, 0, A, Role.BOTH, EAST)
        .at(1, 0, A, Role.BOTH, ASTRAY)
        .at(2, 1, A, Role.BOTH, NORTH)
        .at(3, 2, A, Role.BOTH, UP)
        .at(4, 0, B, Role.BOTH, EAST)
        .at(5, 1, B, Role.BOTH, NORTH)
        .at(6, 2, B, Role.BOTH, UP);
  }

  /** Samples and the draws from them. */
  private record Drawing(RetrievalItems all, SingleShotDraws draws) {
    RetrievalItems items(int draw) {
      return all.withRoles(draws.roles(draw));
    }

    SingleShotDraws.Result evaluate() {
      RetrievalEvaluator evaluator =
          new RetrievalEvaluator(new SingleShot("a", "b", 1, 1).ofOneRanking());
      return draws.evaluate(roles -> evaluator.evaluate(all.withRoles(roles)));
    }

    int identities() {
      return draws.identities();
    }

    int leftOut() {
      return draws.leftOut();
    }
  }

  private static Drawing draws(ItemsBuilder builder, int draws, long seed) {
    RetrievalItems items = builder.items();
    long[] keys =
        IntStream.range(0, items.size()).mapToLong(row -> Seeds.mix(items.ordinal(row))).toArray();
    return new Drawing(
        items, new SingleShotDraws(new SingleShot("a", "b", draws, seed), items, keys, A, B));
  }

  private static Set<Long> drawn(Drawing draws, int draw) {
    RetrievalItems items = draws.items(draw);
    return IntStream.range(0, items.size())
        .filter(row -> items.role(row) == Role.QUERY || items.role(row) == Role.GALLERY)
        .mapToObj(items::ordinal)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Set<Long>> drawn(Drawing draws, int from, int to) {
    return IntStream.range(from, to).mapToObj(draw -> drawn(draws, draw)).toList();
  }

  @Test
  void theMeanOverDrawsIsThatOfTheirEnumeration() {
    int n = 1_000;
    Drawing draws = draws(three(), n, 1);
    SingleShotDraws.Result found = draws.evaluate();
    long right = drawn(draws, 0, n).stream().filter(ordinals -> ordinals.contains(0L)).count();
    double share = right / (double) n;

    // Either all three probes find theirs first, or identity 0 finds it second.
    assertThat(found.metrics().recallAt(1)).isEqualTo(share + (1 - share) * 2 / 3, within(1e-12));
    assertThat(found.metrics().recallAt(2)).isEqualTo(1);
    assertThat(found.metrics().meanAveragePrecision())
        .isEqualTo(share + (1 - share) * (1 / 2.0 + 1 + 1) / 3, within(1e-12));
    // Both probes are as likely: the mean goes to 5/6, by 1/6 · n^-1/2 = 0.005.
    assertThat(found.metrics().recallAt(1)).isEqualTo(5.0 / 6, within(0.02));
    // Two values 1/3 apart (of mAP: 1/6), with shares p and 1 − p.
    double deviation = Math.sqrt(share * (1 - share) * n / (n - 1));
    DrawSpread spread = found.spread();
    assertThat(spread.recallAt(1)).isEqualTo(deviation / 3, within(1e-12));
    assertThat(spread.recallAt(2)).isZero();
    assertThat(spread.recallAt(3)).isZero();
    assertThat(spread.averagePrecision()).isEqualTo(deviation / 6, within(1e-12));
  }

  @Test
  void withoutAChoiceEachDrawIsTheSame() {
    ItemsBuilder builder =
        new ItemsBuilder()
            .add(0, A, Role.BOTH, ASTRAY)
            .add(0, B, Role.BOTH, EAST)
            .add(1, A, Role.BOTH, NORTH)
            .add(1, B, Role.BOTH, NORTH);
    SingleShotDraws.Result found = draws(builder, 5, 1).evaluate();

    assertThat(found.metrics().recallAt(1)).isEqualTo(1 / 2.0);
    assertThat(found.metrics().meanAveragePrecision()).isEqualTo((1 / 2.0 + 1) / 2);
    assertThat(found.metrics().queries()).isEqualTo(5 * 2);
    assertThat(found.metrics().gallery()).isEqualTo(2);
    assertThat(found.metrics().skipped()).isZero();
    assertThat(found.spread().draws()).isEqualTo(5);
    assertThat(found.spread().recallAt(1)).isZero();
    assertThat(found.spread().averagePrecision()).isZero();
    assertThat(found.byIdentity().get(Measure.FIRST_RIGHT).identities()).isEqualTo(2);
    assertThat(found.byIdentity().get(Measure.FIRST_RIGHT).overQueries()).isEqualTo(1 / 2.0);
    // Each pair that may be drawn, once: 2 probes × 2 gallery items.
    assertThat(found.first().distributions().positivePairs()).isEqualTo(2);
    assertThat(found.first().distributions().negativePairs()).isEqualTo(2);
  }

  @Test
  void oneDrawHasNoSpread() {
    DrawSpread spread = draws(three(), 1, 1).evaluate().spread();

    assertThat(spread.recallAt(1)).isNaN();
    assertThat(spread.averagePrecision()).isNaN();
  }

  @Test
  void rowOrderAndOtherIdentitiesDoNotMoveADraw() {
    Drawing expected = draws(many(0), 20, 7);
    Drawing shuffled = draws(many(0).shuffled(3), 20, 7);
    // The same samples with other identity codes, and identities before and behind them.
    ItemsBuilder more = many(4);
    more.at(900, 0, A, Role.BOTH, EAST).at(901, 0, B, Role.BOTH, EAST);
    more.at(902, 99, A, Role.BOTH, EAST).at(903, 99, B, Role.BOTH, EAST);
    Drawing among = draws(more, 20, 7);

    assertThat(drawn(shuffled, 0, 20)).isEqualTo(drawn(expected, 0, 20));
    assertThat(shuffled.evaluate().metrics())
        .usingRecursiveComparison()
        .isEqualTo(expected.evaluate().metrics());
    for (int draw = 0; draw < 20; draw++) {
      Set<Long> without = drawn(among, draw);
      without.removeAll(Set.of(900L, 901L, 902L, 903L));
      assertThat(without).isEqualTo(drawn(expected, draw));
    }
  }

  /** Five identities with four samples of each camera. */
  private static ItemsBuilder many(int firstIdentity) {
    ItemsBuilder builder = new ItemsBuilder();
    for (int i = 0; i < 40; i++) {
      double angle = i * 0.7;
      builder.at(
          10L * i,
          firstIdentity + i / 8,
          i % 2,
          Role.BOTH,
          Math.cos(angle),
          Math.sin(angle),
          i / 8);
    }
    return builder;
  }

  @Test
  void drawsDifferBySeedAndByNumber() {
    List<Set<Long>> first = drawn(draws(many(0), 20, 1), 0, 20);

    assertThat(first).doesNotHaveDuplicates();
    assertThat(drawn(draws(many(0), 20, 1), 0, 20)).isEqualTo(first);
    assertThat(drawn(draws(many(0), 20, 2), 0, 20)).doesNotContainAnyElementsOf(first);
  }

  @Test
  void eachCandidateIsDrawnAsOftenAsTheOthers() {
    int n = 4_000;
    List<Set<Long>> all = drawn(draws(many(0), n, 1), 0, n);
    for (long ordinal : new long[] {0, 20, 40, 60, 10, 390}) {
      long times = all.stream().filter(ordinals -> ordinals.contains(ordinal)).count();
      // Binomial with p = 1/4: deviation 27.
      assertThat(times).isBetween(1_000L - 110, 1_000L + 110);
    }
    assertThat(all).allMatch(ordinals -> ordinals.size() == 2 * 5);
  }

  @Test
  void whoeverLacksACameraIsLeftOutAndCounted() {
    ItemsBuilder builder =
        three()
            .at(20, 3, A, Role.BOTH, EAST)
            .at(21, 4, B, Role.BOTH, EAST)
            .at(22, 5, 2, Role.BOTH, EAST)
            // Both cameras, but no gallery item of B.
            .at(23, 6, A, Role.BOTH, EAST)
            .at(24, 6, B, Role.QUERY, EAST)
            // Neither is an identity that could take part.
            .at(25, 7, A, Role.JUNK, EAST)
            .at(26, 8, B, Role.DISTRACTOR, NORTH);
    Drawing draws = draws(builder, 3, 1);

    assertThat(draws.identities()).isEqualTo(3);
    assertThat(draws.leftOut()).isEqualTo(4);
    DrawSpread spread = draws.evaluate().spread();
    assertThat(spread.identities()).isEqualTo(3);
    assertThat(spread.leftOut()).isEqualTo(4);
  }

  @Test
  void distractorsStayInEachGalleryAndJunkInNone() {
    List<Role> kept = new ArrayList<>();
    ItemsBuilder builder =
        new ItemsBuilder()
            .add(0, A, Role.BOTH, EAST)
            .add(0, B, Role.BOTH, NORTH)
            .add(1, A, Role.BOTH, UP)
            .add(1, B, Role.BOTH, UP)
            .add(0, A, Role.DISTRACTOR, 0.5, 0, 0)
            .add(0, B, Role.JUNK, EAST);
    Drawing draws = draws(builder, 4, 1);
    for (int draw = 0; draw < 4; draw++) {
      kept.add(draws.items(draw).role(4));
      kept.add(draws.items(draw).role(5));
    }

    assertThat(kept).containsOnly(Role.DISTRACTOR, Role.JUNK).startsWith(Role.DISTRACTOR);
    // The distractor is before the right one; the junk would be too.
    RetrievalMetrics.Result metrics = draws.evaluate().metrics();
    assertThat(metrics.gallery()).isEqualTo(3);
    assertThat(metrics.recallAt(1)).isEqualTo(1 / 2.0);
    assertThat(metrics.meanAveragePrecision()).isEqualTo((1 / 2.0 + 1) / 2);
  }

  @Test
  void aWholeSplitIsNoDraw() {
    RetrievalEvaluator evaluator = new RetrievalEvaluator(new SingleShot("a", "b", 1, 1));

    assertThatThrownBy(() -> evaluator.evaluate(three().items()))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessageContaining("evaluation.protocol = single-shot");
  }
}
