package org.histloss.evaluation.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import org.junit.jupiter.api.Test;

class SimilarityDistributionsTest {

  @Test
  void aPairIsDealtToTheTwoNodesBesideIt() {
    SimilarityDistributions distributions = new SimilarityDistributions();
    distributions.accept(true, 0.00025);
    assertThat(distributions.positive()[1000]).isEqualTo(0.75, within(1e-9));
    assertThat(distributions.positive()[1001]).isEqualTo(0.25, within(1e-9));
    assertThat(distributions.negative()).containsOnly(0);
  }

  @Test
  void edgesAndRoundingBeyondThemStayOnTheLastNodes() {
    SimilarityDistributions distributions = new SimilarityDistributions();
    for (double s : new double[] {1, Math.nextUp(1.0), 1.5}) {
      distributions.accept(false, s);
    }
    for (double s : new double[] {-1, Math.nextDown(-1.0), -3}) {
      distributions.accept(false, s);
    }
    assertThat(distributions.negative()[2000]).isEqualTo(3);
    assertThat(distributions.negative()[0]).isEqualTo(3);
    assertThat(SimilarityDistributions.similarityAt(0)).isEqualTo(-1);
    assertThat(SimilarityDistributions.similarityAt(2000)).isEqualTo(1);
  }

  @Test
  void partsCombinedEqualTheWholeAndEachPairWeighsOne() {
    Random random = new Random(11);
    SimilarityDistributions whole = new SimilarityDistributions();
    SimilarityDistributions first = new SimilarityDistributions();
    SimilarityDistributions second = new SimilarityDistributions();
    for (int i = 0; i < 1000; i++) {
      double s = 2 * random.nextDouble() - 1;
      whole.accept(i % 3 == 0, s);
      (i < 400 ? first : second).accept(i % 3 == 0, s);
    }
    first.combine(second);
    assertThat(first.positive()).containsExactly(whole.positive(), within(1e-12));
    assertThat(first.negative()).containsExactly(whole.negative(), within(1e-12));
    assertThat(first.positivePairs()).isEqualTo(334);
    assertThat(Arrays.stream(first.positive()).sum()).isEqualTo(334, within(1e-9));
    assertThat(Arrays.stream(first.negative()).sum()).isEqualTo(666, within(1e-9));
  }

  @Test
  void aPairOfTwoQueriesIsCountedOnceAndWhatIsLeftOutNotAtAll() {
    ItemsBuilder builder = new ItemsBuilder();
    for (int i = 0; i < 6; i++) {
      builder.add(i / 3, i % 3 == 2 ? 1 : 0, Role.BOTH, 1, i);
    }
    // Two identities with cameras 0, 0, 1: 15 pairs, 9 negative, 6 positive, 2 of one camera.
    SimilarityDistributions all =
        new RetrievalEvaluator(new RetrievalProtocol.LeaveOneOut(), 2, 4)
            .evaluate(builder.items())
            .distributions();
    assertThat(all.positivePairs()).isEqualTo(6);
    assertThat(all.negativePairs()).isEqualTo(9);
    SimilarityDistributions cross =
        new RetrievalEvaluator(new RetrievalProtocol.CrossCamera(), 4, 2)
            .evaluate(builder.items())
            .distributions();
    assertThat(cross.positivePairs()).isEqualTo(4);
    assertThat(cross.negativePairs()).isEqualTo(9);
  }
}
