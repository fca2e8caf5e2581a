package org.histloss.evaluation.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Neighbour;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Rows of more numbers, 83,886, than the usual slack of a FLOAT product's bound is proven for. */
class WideRowsTest {
  private static final int WIDTH = 100_000;

  /** At length 1 the bound reaches beyond the cells, at 0.5 it stays within them. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 0.5})
  void ranksEqualThoseOfSortingWhereNoFloatCanTell(double length) {
    RetrievalItems items = alike(length);
    RetrievalEvaluator evaluator = new RetrievalEvaluator(new RetrievalProtocol.CrossCamera());

    assertThat(evaluator.evaluate(items).outcomes())
        .extracting(outcome -> IntStream.of(outcome.ranks()).boxed().toList())
        .isEqualTo(PlainRanking.ranks(items, true));
    List<Neighbour> found = evaluator.neighbours(items, new int[] {0}, 5).get(0);
    assertThat(found)
        .extracting(Neighbour::row)
        .isEqualTo(PlainRanking.ranking(items, true, 0).subList(0, 5));
  }

  /** One query and 20 rows that are almost it: all similarities are neighbouring FLOATs at most. */
  private static RetrievalItems alike(double length) {
    double mean = length / Math.sqrt(WIDTH);
    double[] query =
        new Random(3).doubles(WIDTH, 0.8 * mean, 1.2 * mean).map(x -> (float) x).toArray();
    ItemsBuilder builder = new ItemsBuilder().add(0, 0, Role.QUERY, query);
    for (int i = 0; i < 20; i++) {
      double[] near = query.clone();
      near[4_999 * i] += 5e-7 * length * (7 * i % 20);
      builder.add(i % 3 == 0 ? 0 : 1, 1, Role.GALLERY, near);
    }
    RetrievalItems items = builder.items(DataType.FLOAT);
    DoubleSummaryStatistics similarities =
        IntStream.range(1, 21).mapToDouble(row -> items.similarity(0, row)).summaryStatistics();
    assertThat((float) similarities.getMax())
        .isLessThanOrEqualTo(Math.nextUp((float) similarities.getMin()));
    return items;
  }
}
