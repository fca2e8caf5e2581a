package org.histloss.evaluation.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetrievalMetricsTest {

  @Test
  void meansAreThoseWorkedOutByHand() {
    RetrievalMetrics metrics = new RetrievalMetrics();
    metrics.accept(new QueryOutcome(0, 0, new int[] {0, 3}));
    metrics.accept(new QueryOutcome(1, 1, new int[] {1}));
    metrics.accept(new QueryOutcome(2, 2, new int[] {}));
    metrics.accept(new QueryOutcome(3, 3, new int[] {1200}));
    RetrievalMetrics.Result result = metrics.result(5000);
    assertThat(result.queries()).isEqualTo(4);
    assertThat(result.skipped()).isEqualTo(1);
    assertThat(result.gallery()).isEqualTo(5000);
    assertThat(result.cmc(3)).containsExactly(1 / 3.0, 2 / 3.0, 2 / 3.0);
    assertThat(result.recallAt(1000)).isEqualTo(2 / 3.0);
    // ((1/1 + 2/4)/2 + 1/2 + 1/1201) / 3
    assertThat(result.meanAveragePrecision())
        .isEqualTo((0.75 + 0.5 + 1.0 / 1201) / 3, within(1e-15));
  }

  @Test
  void orderAndPartsDoNotChangeABit() {
    Random random = new Random(9);
    List<QueryOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      outcomes.add(
          new QueryOutcome(i, i, random.ints(1 + random.nextInt(9), 0, 900).sorted().toArray()));
    }
    RetrievalMetrics.Result expected = accepted(outcomes).result(900);
    for (int round = 0; round < 5; round++) {
      Collections.shuffle(outcomes, random);
      RetrievalMetrics first = accepted(outcomes.subList(0, 100 * round));
      first.combine(accepted(outcomes.subList(100 * round, 500)));
      assertThat(first.result(900)).usingRecursiveComparison().isEqualTo(expected);
    }
  }

  @Test
  void noQueryGivesNoNumber() {
    RetrievalMetrics.Result result = new RetrievalMetrics().result(3);
    assertThat(result.meanAveragePrecision()).isNaN();
    assertThat(result.recallAt(1)).isNaN();
    assertThatThrownBy(() -> result.recallAt(0)).hasMessageContaining("k = 0");
    assertThatThrownBy(() -> new QueryOutcome(4, 4, new int[0]).averagePrecision())
        .hasMessage("query 4 has no relevant item");
  }

  private static RetrievalMetrics accepted(List<QueryOutcome> outcomes) {
    RetrievalMetrics metrics = new RetrievalMetrics();
    outcomes.forEach(metrics::accept);
    return metrics;
  }
}
