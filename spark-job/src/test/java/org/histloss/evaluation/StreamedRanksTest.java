package org.histloss.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.histloss.evaluation.Insights.RankLine;
import org.histloss.evaluation.retrieval.RetrievalEvaluator;
import org.histloss.evaluation.retrieval.RetrievalItems;
import org.histloss.evaluation.retrieval.RetrievalProtocol.LeaveOneOut;
import org.junit.jupiter.api.Test;

class StreamedRanksTest {

  private static List<RankLine> lines(Facts facts, int neighbours) {
    List<RankLine> lines = new ArrayList<>();
    new StreamedRanks(facts.facts(), facts.split(new LeaveOneOut()), neighbours)
        .forEach(lines::add);
    return lines;
  }

  @Test
  void eachQueryHasItsResultsBestFirst() {
    Facts facts =
        new Facts()
            .add(0, null, "query", 1, 0)
            .add(0, null, "gallery", 0.6, 0.8)
            .add(1, null, "gallery", 0.8, 0.6)
            .add(1, null, "query", 0, 1);

    assertThat(lines(facts, 5))
        .extracting(RankLine::query, RankLine::rank, RankLine::found, RankLine::relevant)
        .containsExactly(
            tuple("s0", 1, "s2", false),
            tuple("s0", 2, "s1", true),
            tuple("s3", 1, "s1", false),
            tuple("s3", 2, "s2", true));
    assertThat(lines(facts, 1)).hasSize(2);
  }

  @Test
  void stretchesOfQueriesFollowEachOther() {
    Random random = new Random(1);
    Facts facts = new Facts();
    for (int i = 0; i < 4_500; i++) {
      facts.add(i / 2, null, i % 90 == 0 ? "gallery" : "query", random.nextDouble(), 1);
    }
    RetrievalItems items = facts.items();
    int[] queries = IntStream.range(0, 4_500).filter(row -> row % 90 != 0).toArray();

    List<RankLine> lines = lines(facts, 2);

    assertThat(lines).hasSize(2 * queries.length);
    List<List<RetrievalEvaluator.Neighbour>> expected =
        new RetrievalEvaluator(new LeaveOneOut()).neighbours(items, queries, 2);
    for (int q = 0; q < queries.length; q++) {
      assertThat(lines.get(2 * q).query()).isEqualTo("s" + queries[q]);
      assertThat(lines.get(2 * q).found()).isEqualTo("s" + expected.get(q).get(0).row());
      assertThat(lines.get(2 * q + 1).similarity()).isEqualTo(expected.get(q).get(1).similarity());
    }
  }
}
