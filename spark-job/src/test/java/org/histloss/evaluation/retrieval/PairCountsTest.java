package org.histloss.evaluation.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import org.histloss.loss.SimilarityHistogram;
import org.junit.jupiter.api.Test;

class PairCountsTest {

  @Test
  void aPairOfTwoQueriesIsCountedOnceAndWhatIsLeftOutNotAtAll() {
    ItemsBuilder builder = new ItemsBuilder();
    for (int i = 0; i < 6; i++) {
      builder.add(i / 3, i % 3 == 2 ? 1 : 0, Role.BOTH, 1, i);
    }
    // Two identities with cameras 0, 0, 1: 15 pairs, 9 negative, 6 positive, 2 of one camera.
    SimilarityHistogram all =
        new RetrievalEvaluator(new RetrievalProtocol.LeaveOneOut(), 2, 4)
            .evaluate(builder.items())
            .distributions();
    assertThat(all.positivePairs()).isEqualTo(6);
    assertThat(all.negativePairs()).isEqualTo(9);
    SimilarityHistogram cross =
        new RetrievalEvaluator(new RetrievalProtocol.CrossCamera(), 4, 2)
            .evaluate(builder.items())
            .distributions();
    assertThat(cross.positivePairs()).isEqualTo(4);
    assertThat(cross.negativePairs()).isEqualTo(9);
  }
}
