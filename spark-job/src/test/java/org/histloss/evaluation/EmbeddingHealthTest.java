package org.histloss.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.histloss.evaluation.Insights.Health;
import org.histloss.evaluation.retrieval.RetrievalProtocol.LeaveOneOut;
import org.junit.jupiter.api.Test;

class EmbeddingHealthTest {
  private static Health health(Facts facts, double... norms) {
    EmbeddedSplit split = facts.split(new LeaveOneOut());
    return EmbeddingHealth.of(
        split.items(EmbeddingHealth.sample(split, facts.facts())),
        split.zeros(),
        norms.length == 0 ? null : norms);
  }

  /** (Σλ)²/Σλ² by the covariance itself: its trace and the sum of its squared entries. */
  private static double participation(double[][] rows) {
    int d = rows[0].length;
    double[] means = new double[d];
    for (double[] row : rows) {
      for (int i = 0; i < d; i++) {
        means[i] += row[i] / rows.length;
      }
    }
    double trace = 0;
    double squares = 0;
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        double covariance = 0;
        for (double[] row : rows) {
          covariance += (row[i] - means[i]) * (row[j] - means[j]);
        }
        squares += covariance * covariance;
        trace += i == j ? covariance : 0;
      }
    }
    return trace * trace / squares;
  }

  @Test
  void theEffectiveDimensionIsThatOfTheCovariance() {
    Random random = new Random(1);
    double[][] rows = new double[200][12];
    Facts facts = new Facts();
    for (double[] row : rows) {
      Arrays.setAll(row, i -> (float) (random.nextGaussian() / (i + 1)));
      facts.add(0, null, null, row);
    }

    assertThat(health(facts).effectiveDimension()).isCloseTo(participation(rows), within(1e-6));
  }

  @Test
  void equalDirectionsCountFully() {
    Facts facts = new Facts();
    for (int i = 0; i < 8; i++) {
      double[] row = new double[4];
      row[i / 2] = i % 2 == 0 ? 1 : -1;
      facts.add(i, null, null, row);
    }

    Health found = health(facts);

    assertThat(found.dimension()).isEqualTo(4);
    assertThat(found.effectiveDimension()).isCloseTo(4, within(1e-12));
    // Of 28 pairs the 4 opposite ones have −1, the others 0.
    assertThat(found.meanSimilarity()).isCloseTo(-4.0 / 28, within(1e-12));
  }

  @Test
  void oneDirectionForAllIsNoDimension() {
    Facts facts = new Facts();
    for (int i = 0; i < 5; i++) {
      facts.add(i, null, null, 0.6, 0.8);
    }

    assertThat(health(facts).effectiveDimension()).isZero();
    assertThat(health(facts).meanSimilarity()).isCloseTo(1, within(1e-6));
  }

  /** Perfect embeddings reach what their identities can, whatever the identities' sizes. */
  @Test
  void identitiesOnDirectionsOfTheirOwnAreWhatCanBeReached() {
    assertThat(perfect(4, 4).reachable()).isCloseTo(1, within(1e-12));
    assertThat(perfect(4, 4, 4).reachable()).isCloseTo(2, within(1e-12));
    assertThat(perfect(2, 2, 2, 2, 2, 2, 2, 2).reachable()).isCloseTo(7, within(1e-12));
    for (Health health : List.of(perfect(4, 4), perfect(3, 3, 3), perfect(9, 2, 1))) {
      assertThat(health.effectiveDimension()).isCloseTo(health.reachable(), within(1e-9));
    }
    assertThat(perfect(5).reachable()).isZero();
  }

  /** Thousands of strangers stand under one identity, and junk under another. */
  @Test
  void distractorsAndJunkAreNotTakenForIdentities() {
    Facts facts = new Facts();
    for (int identity = 0; identity < 5; identity++) {
      double[] row = new double[8];
      row[identity] = 1;
      facts.add(identity, null, null, row).add(identity, null, null, row);
    }
    for (int i = 0; i < 40; i++) {
      facts.add(9, null, i % 2 == 0 ? "distractor" : "junk", 0, 0, 0, 0, 0, 1, 0, i);
    }

    Health found = health(facts);

    assertThat(found.sampled()).isEqualTo(10);
    assertThat(found.reachable()).isCloseTo(4, within(1e-12));
    assertThat(found.effectiveDimension()).isCloseTo(4, within(1e-9));
  }

  private static Health perfect(int... sizes) {
    Facts facts = new Facts();
    for (int identity = 0; identity < sizes.length; identity++) {
      double[] row = new double[8];
      row[identity] = 1;
      for (int i = 0; i < sizes[identity]; i++) {
        facts.add(identity, null, null, row);
      }
    }
    return health(facts);
  }

  @Test
  void zerosAreCountedAndNormsSummarised() {
    Facts facts =
        new Facts().add(0, null, null, 1, 0).add(0, null, null, 0, 0).add(1, null, null, 0, 1);

    Health found = health(facts, 5, 1, 3);

    assertThat(found.zeros()).isEqualTo(1);
    assertThat(found.sampled()).isEqualTo(3);
    assertThat(found.norms()).isEqualTo(new Health.Norms(1, 3, 5));
    assertThat(health(facts, 5, 1, 3, 4).norms().median()).isEqualTo(3.5);
    assertThat(health(facts).norms()).isNull();
  }

  @Test
  void aLargeSplitIsSampledEvenly() {
    Facts facts = new Facts();
    for (int i = 0; i < 5_000; i++) {
      facts.add(i, null, null, 1, 0);
    }

    int[] rows = EmbeddingHealth.sample(facts.split(new LeaveOneOut()), facts.facts());

    assertThat(rows).hasSize(2_048).startsWith(0, 2, 4, 7).isSorted();
    assertThat(rows[2_047]).isBetween(4_990, 4_999);
  }
}
