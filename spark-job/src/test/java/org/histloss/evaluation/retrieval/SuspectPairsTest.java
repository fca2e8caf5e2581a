package org.histloss.evaluation.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Pair;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Suspects;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

class SuspectPairsTest {
  private static final RetrievalProtocol CROSS_CAMERA = new RetrievalProtocol.CrossCamera();
  private static final RetrievalProtocol LEAVE_ONE_OUT = new RetrievalProtocol.LeaveOneOut();

  /** The definition, word for word: all pairs, sorted, then one for any two identities. */
  private static List<Pair> plain(RetrievalItems items, boolean crossCamera, boolean positive) {
    List<Pair> pairs = new ArrayList<>();
    Set<Set<Integer>> met = new HashSet<>();
    for (int query = 0; query < items.size(); query++) {
      if (items.role(query).query()) {
        for (int row : PlainRanking.ranking(items, crossCamera, query)) {
          boolean same = items.identity(row) == items.identity(query);
          boolean relevant = same && items.role(row) != Role.DISTRACTOR;
          boolean twoKnown = !same && items.role(row) != Role.DISTRACTOR;
          if ((positive ? relevant : twoKnown) && met.add(Set.of(query, row))) {
            pairs.add(new Pair(query, row, items.similarity(query, row)));
          }
        }
      }
    }
    pairs.sort(
        Comparator.<Pair>comparingDouble(pair -> positive ? pair.similarity() : -pair.similarity())
            .thenComparingInt(Pair::row)
            .thenComparingInt(Pair::other));
    Set<Set<Integer>> identities = new HashSet<>();
    return pairs.stream()
        .filter(
            pair ->
                identities.add(
                    new HashSet<>(
                        List.of(items.identity(pair.row()), items.identity(pair.other())))))
        .toList();
  }

  private static List<Pair> first(List<Pair> pairs, int count) {
    return pairs.subList(0, Math.min(count, pairs.size()));
  }

  @ParameterizedTest
  @CsvSource({"1,false", "2,true", "3,true", "4,false"})
  void theyAreThoseOfSortingAllPairs(long seed, boolean roles) {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      RetrievalItems items = ItemsBuilder.random(seed, 160, 3, roles).items(type);
      for (int[] blocks : new int[][] {{256, 4096}, {7, 13}, {1, 1}}) {
        Suspects found =
            new RetrievalEvaluator(CROSS_CAMERA, blocks[0], blocks[1]).suspects(items, 9);

        assertThat(found.positives()).isEqualTo(first(plain(items, true, true), 9));
        assertThat(found.negatives()).isEqualTo(first(plain(items, true, false), 9));
      }
    }
  }

  @Test
  void rowsThatDifferInTheLastBitAreTold() {
    ItemsBuilder builder = new ItemsBuilder();
    double[] main = new double[64];
    Arrays.fill(main, 0.125);
    for (int i = 0; i < 40; i++) {
      double[] near = main.clone();
      near[i] = Math.nextUp((float) near[i]);
      near[(i * 7 + 3) % 64] = Math.nextDown((float) near[(i * 7 + 3) % 64]);
      builder.add(i % 8, i % 5, Role.BOTH, near);
    }
    RetrievalItems items = builder.items(DataType.FLOAT);

    Suspects found = new RetrievalEvaluator(LEAVE_ONE_OUT).suspects(items, 5);

    assertThat(found.positives()).isEqualTo(first(plain(items, false, true), 5));
    assertThat(found.negatives()).isEqualTo(first(plain(items, false, false), 5));
  }

  @Test
  void mislabelledSamplesComeFirst() {
    // Sample 3 is labelled 1 and shows 2; the pair it makes with 1 and with 2 is what is off.
    RetrievalItems items =
        new ItemsBuilder()
            .add(0, 0, Role.BOTH, 1, 0, 0)
            .add(0, 1, Role.BOTH, 1, 0, 0)
            .add(1, 0, Role.BOTH, 0, 1, 0)
            .add(1, 1, Role.BOTH, 0, 0, 1)
            .add(2, 0, Role.BOTH, 0, 0, 1)
            .add(2, 1, Role.BOTH, 0, 0, 1)
            .items();

    Suspects found = new RetrievalEvaluator(LEAVE_ONE_OUT).suspects(items, 2);

    assertThat(found.positives()).containsExactly(new Pair(2, 3, 0), new Pair(0, 1, 1));
    // One pair for identities 1 and 2 only, that of the smaller ordinals; then ties at 0.
    assertThat(found.negatives()).containsExactly(new Pair(3, 4, 1), new Pair(0, 2, 0));
  }

  @Test
  void noneAreAskedForOrFound() {
    RetrievalItems alone = new ItemsBuilder().add(0, 0, Role.BOTH, 1, 0).items();

    assertThat(new RetrievalEvaluator(LEAVE_ONE_OUT).suspects(alone, 3).positives()).isEmpty();
    assertThat(new RetrievalEvaluator(LEAVE_ONE_OUT).suspects(alone, 0).negatives()).isEmpty();
  }
}
