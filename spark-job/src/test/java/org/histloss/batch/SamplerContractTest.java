package org.histloss.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each sentence of the samplers' contracts, on many seeded indexes. */
class SamplerContractTest {
  private static final int EPOCHS = 3;

  /** An index, a sampler over it, and what made them. */
  record Case(String name, IdentityIndex index, Sampler sampler, Sampler twin) {
    @Override
    public String toString() {
      return name;
    }

    /** The identity of each sample's ordinal. */
    Map<Long, Integer> owners() {
      Map<Long, Integer> owners = new HashMap<>();
      for (int i = 0; i < index.size(); i++) {
        for (int k = 0; k < index.count(i); k++) {
          owners.put(index.ordinal(i, k), i);
        }
      }
      return owners;
    }
  }

  static IdentityIndex index(int identities, int most, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] first = new long[identities];
    int[] count = new int[identities];
    long next = 0;
    for (int i = 0; i < identities; i++) {
      first[i] = next;
      count[i] = random.nextInt(1, most + 1);
      next += count[i];
    }
    return new IdentityIndex(first, count);
  }

  static Stream<Case> cases() {
    return LongStream.range(0, 12)
        .boxed()
        .flatMap(
            seed -> {
              IdentityIndex index = index(40 + seed.intValue() * 7, 4 + seed.intValue(), seed);
              int p = 2 + (int) (long) (seed % 7);
              int k = 2 + (int) (long) (seed % 4);
              int size = 8 + 3 * seed.intValue();
              return Stream.of(
                  new Case(
                      "identities P=" + p + " K=" + k + " seed=" + seed,
                      index,
                      new IdentitySampler(index, p, k, seed),
                      new IdentitySampler(index, p, k, seed)),
                  new Case(
                      "paper size=" + size + " seed=" + seed,
                      index,
                      new PaperSampler(index, size, 2 + (int) (long) (seed % 3), seed),
                      new PaperSampler(index, size, 2 + (int) (long) (seed % 3), seed)));
            });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void the_same_index_settings_seed_and_epoch_give_the_same_plan(Case c) {
    for (int epoch : new int[] {2, 0, 1}) {
      assertSame(c.sampler().epoch(epoch), c.twin().epoch(epoch));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void epochs_differ(Case c) {
    assertThat(ordinals(c.sampler().epoch(0))).isNotEqualTo(ordinals(c.sampler().epoch(1)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void every_identity_with_two_samples_appears_in_every_epoch(Case c) {
    Map<Long, Integer> owners = c.owners();
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      Set<Integer> seen = new HashSet<>();
      ordinals(c.sampler().epoch(epoch)).forEach(ordinal -> seen.add(owners.get(ordinal)));
      assertThat(seen).hasSize(c.index().size()).doesNotContainNull();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void no_batch_holds_a_sample_twice_and_every_batch_has_two_identities(Case c) {
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      for (MiniBatchPlan batch : c.sampler().epoch(epoch)) {
        assertThat(Arrays.stream(batch.ordinals()).distinct().count()).isEqualTo(batch.size());
        assertThat(Arrays.stream(batch.labels()).distinct().count()).isGreaterThanOrEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void labels_are_the_identities_numbered_within_the_batch(Case c) {
    Map<Long, Integer> owners = c.owners();
    for (MiniBatchPlan batch : c.sampler().epoch(0)) {
      Map<Integer, Integer> identityOf = new HashMap<>();
      for (int i = 0; i < batch.size(); i++) {
        int identity = owners.get(batch.ordinals()[i]);
        assertThat(identityOf.merge(batch.labels()[i], identity, (a, b) -> a.equals(b) ? a : -1))
            .isEqualTo(identity);
      }
      assertThat(new HashSet<>(identityOf.values())).hasSize(identityOf.size());
      assertThat(Arrays.stream(batch.labels()).max().orElseThrow())
          .isEqualTo(identityOf.size() - 1);
    }
  }

  @Test
  void identities_of_one_sample_are_left_out_and_counted() {
    IdentityIndex index = new IdentityIndex(new long[] {0, 1, 4, 5}, new int[] {1, 3, 1, 2});
    assertThat(index.size()).isEqualTo(2);
    assertThat(index.singles()).isEqualTo(2);
    assertThat(index.ordinal(0, 2)).isEqualTo(3);
    assertThat(index.ordinal(1, 0)).isEqualTo(5);
  }

  @Test
  void a_batch_of_identities_has_exactly_p_and_at_most_k_samples_of_each() {
    IdentityIndex index = index(60, 9, 5);
    for (MiniBatchPlan batch : new IdentitySampler(index, 7, 4, 1).epoch(0)) {
      Map<Integer, Integer> samples = new HashMap<>();
      Arrays.stream(batch.labels()).forEach(label -> samples.merge(label, 1, Integer::sum));
      assertThat(samples).hasSize(7);
      assertThat(samples.values()).allMatch(n -> n >= 2 && n <= 4);
    }
  }

  @Test
  void an_identity_gives_n_over_k_groups_an_epoch() {
    // 9 samples in groups of 4 make 2 groups; P = 2 and two such identities make 2 batches.
    IdentityIndex index = new IdentityIndex(new long[] {0, 9}, new int[] {9, 9});
    List<MiniBatchPlan> epoch = new IdentitySampler(index, 2, 4, 3).epoch(0);
    assertThat(epoch).hasSize(2).allMatch(batch -> batch.size() == 8);
    assertThat(ordinals(epoch)).doesNotHaveDuplicates();
  }

  @Test
  void a_large_identity_waits_for_the_next_batch_and_the_tail_is_filled_again() {
    // 10 groups of one identity beside two small ones: each batch takes one of its groups.
    IdentityIndex index = new IdentityIndex(new long[] {0, 20, 22}, new int[] {20, 2, 2});
    List<MiniBatchPlan> epoch = new IdentitySampler(index, 2, 2, 3).epoch(0);
    assertThat(epoch).hasSizeBetween(10, 11);
    assertThat(epoch).allMatch(batch -> batch.size() == 4);
  }

  @Test
  void a_batch_of_the_paper_is_always_full_and_an_identity_cut_off_continues() {
    IdentityIndex index = new IdentityIndex(new long[] {0, 5, 10, 15}, new int[] {5, 5, 5, 5});
    List<MiniBatchPlan> epoch = new PaperSampler(index, 12, 5, 1).epoch(0);
    assertThat(epoch).hasSize(2).allMatch(batch -> batch.size() == 12);
    assertThat(Arrays.stream(epoch.get(0).ordinals()).map(o -> o / 5).distinct().count())
        .isEqualTo(3);
    long cut = epoch.get(0).ordinals()[11] / 5;
    assertThat(epoch.get(1).ordinals()[0] / 5).isEqualTo(cut);
  }

  @Test
  void a_batch_of_the_paper_is_full_even_where_an_identity_cut_off_must_fill_it() {
    // Seven of the last identity's samples are needed to fill up what its rest began.
    for (long seed = 0; seed < 20; seed++) {
      IdentityIndex small = new IdentityIndex(new long[] {0, 7, 14}, new int[] {7, 7, 7});
      for (MiniBatchPlan batch : new PaperSampler(small, 20, 10, seed).epoch(0)) {
        assertThat(batch.size()).isEqualTo(20);
        assertThat(Arrays.stream(batch.ordinals()).distinct().count()).isEqualTo(20);
        assertThat(Arrays.stream(batch.labels()).max().orElseThrow()).isEqualTo(2);
      }
    }
  }

  @Test
  void samples_left_over_by_the_groups_take_their_turn_in_other_epochs() {
    IdentityIndex index = new IdentityIndex(new long[] {0, 9}, new int[] {9, 9});
    IdentitySampler sampler = new IdentitySampler(index, 2, 4, 3);
    assertThat(new HashSet<>(ordinals(sampler.epoch(0)))).hasSize(16);
    Set<Long> seen = new HashSet<>();
    for (int epoch = 0; epoch < 40; epoch++) {
      seen.addAll(ordinals(sampler.epoch(epoch)));
    }
    assertThat(seen).hasSize(18);
  }

  @Test
  void the_cap_lets_other_samples_take_part_in_other_epochs() {
    IdentityIndex index = new IdentityIndex(new long[] {0, 30}, new int[] {30, 30});
    PaperSampler sampler = new PaperSampler(index, 8, 4, 1);
    Set<Long> seen = new HashSet<>();
    for (int epoch = 0; epoch < 40; epoch++) {
      assertThat(sampler.epoch(epoch)).hasSize(1);
      seen.addAll(ordinals(sampler.epoch(epoch)));
    }
    assertThat(seen).hasSize(60);
  }

  @Test
  void batches_larger_than_the_data_are_refused() {
    IdentityIndex index = new IdentityIndex(new long[] {0, 3}, new int[] {3, 3});
    assertThatThrownBy(() -> new IdentitySampler(index, 3, 2, 1))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessage(
            "batch.identities = 3: the training data has only 2 identities of at least two"
                + " samples; give --set batch.identities=2 or fewer, or more data");
    assertThatThrownBy(() -> new PaperSampler(index, 8, 2, 1))
        .hasMessage(
            "batch.size = 8: the training data gives only 4 samples (batch.cap-per-identity = 2)");
  }

  private static List<Long> ordinals(List<MiniBatchPlan> batches) {
    return batches.stream().flatMap(batch -> Arrays.stream(batch.ordinals()).boxed()).toList();
  }

  private static void assertSame(List<MiniBatchPlan> a, List<MiniBatchPlan> b) {
    assertThat(ordinals(a)).isEqualTo(ordinals(b));
    for (int i = 0; i < a.size(); i++) {
      assertThat(a.get(i).labels()).isEqualTo(b.get(i).labels());
    }
  }
}
