package org.histloss.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.histloss.evaluation.EvaluationResult.RankedQuery;
import org.histloss.evaluation.EvaluationResult.Rankings;
import org.histloss.evaluation.retrieval.RetrievalProtocol.LeaveOneOut;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShownQueriesTest {
  /** Of two identities that are found and two that aren't, each with as many queries. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void ofFewIdentitiesTheWorstAreNotAmongTheBest(int queries) {
    Facts facts = new Facts();
    for (int i = 0; i < queries; i++) {
      facts
          .add(0, null, "query", 1, 0, 0)
          .add(1, null, "query", 0, 1, 0)
          .add(2, null, "query", 1, 0, 0)
          .add(3, null, "query", 0, 1, 0);
    }
    facts
        .add(0, null, "gallery", 1, 0, 0)
        .add(1, null, "gallery", 0, 1, 0)
        .add(2, null, "gallery", 0, 0, 1)
        .add(3, null, "gallery", 0, 0, 1);
    EmbeddedSplit split = facts.split(new LeaveOneOut());

    Rankings shown =
        new ShownQueries(
                facts.facts(),
                split,
                split.evaluate().outcomes(),
                new EvaluateSettings.Limits(128, 6, 3))
            .with(Map.of());

    assertThat(shown.best()).extracting(RankedQuery::averagePrecision).containsExactly(1.0, 1.0);
    assertThat(shown.worst()).hasSize(2).allMatch(query -> query.averagePrecision() < 0.6);
  }
}
