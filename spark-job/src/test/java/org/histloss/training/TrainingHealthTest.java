package org.histloss.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.histloss.loss.Nodes;
import org.histloss.loss.SimilarityHistogram;
import org.junit.jupiter.api.Test;

class TrainingHealthTest {
  private final SimilarityHistogram counts = new SimilarityHistogram(new Nodes(10));

  private TrainingHealth health(double inertPositives, double inertNegatives, long zeroRows) {
    return TrainingHealth.of(
        new RoundMetrics(
            1,
            1,
            2,
            16,
            0.1,
            0.1,
            0,
            0.1,
            inertPositives,
            inertNegatives,
            1,
            zeroRows,
            0.1,
            1,
            16,
            List.of(1, 1),
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            1,
            counts.positivePairs(),
            counts.negativePairs(),
            counts.positive(),
            counts.negative(),
            null));
  }

  private void count(int times, double similarity, boolean match) {
    for (int i = 0; i < times; i++) {
      counts.accept(similarity, match);
    }
  }

  @Test
  void overlap_is_what_both_histograms_have_in_common() {
    count(30, 0.5, true);
    count(10, 0.1, true);
    count(60, 0.1, false);
    count(20, -0.7, false);
    TrainingHealth health = health(0.1, 0.2, 0);
    assertThat(health.overlap()).isCloseTo(0.25, within(1e-12));
    assertThat(health.nodes()).isEqualTo(11);
    assertThat(health.nodesOccupied()).isEqualTo(6);
    assertThat(health.advice()).isEmpty();
    assertThat(health)
        .hasToString(
            "histograms overlap by 25.0 %, no gradient for 10 % of the positive and 20 % of the"
                + " negative pairs, 6 of 11 nodes occupied");
  }

  @Test
  void a_collapse_is_named() {
    count(30, 0.99, true);
    count(60, 0.98, false);
    assertThat(health(0, 0, 0).advice()).singleElement().asString().contains("collapse");
    counts.accept(-1, false);
    count(200, 0.0, false);
    assertThat(health(0, 0, 3).advice()).singleElement().asString().contains("collapse");
  }

  @Test
  void few_positive_pairs_in_many_bins_are_named() {
    for (int i = 0; i < 8; i++) {
      count(1, -0.7 + 0.2 * i, i % 2 == 0);
      count(1, -0.7 + 0.2 * i, false);
    }
    assertThat(health(0, 0, 0).advice())
        .singleElement()
        .asString()
        .contains("2 positive pairs are spread over 9 nodes");
  }

  @Test
  void pairs_without_gradient_are_named() {
    count(60, 0.9, true);
    count(60, -0.3, false);
    assertThat(health(0.2, 0.95, 0).advice())
        .singleElement()
        .asString()
        .startsWith("95 % of the negative pairs");
    count(60, 0.9, false);
    assertThat(health(0.95, 0.2, 0).advice())
        .singleElement()
        .asString()
        .startsWith("95 % of the positive pairs");
  }
}
