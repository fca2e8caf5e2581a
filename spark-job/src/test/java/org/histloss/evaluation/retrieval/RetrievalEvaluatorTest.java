package org.histloss.evaluation.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.histloss.evaluation.retrieval.RetrievalItems.NO_CAMERA;

import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Evaluation;
import org.histloss.evaluation.retrieval.RetrievalEvaluator.Neighbour;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

class RetrievalEvaluatorTest {
  private static final RetrievalProtocol LEAVE_ONE_OUT = new RetrievalProtocol.LeaveOneOut();
  private static final RetrievalProtocol CROSS_CAMERA = new RetrievalProtocol.CrossCamera();
  private static final double[] EAST = {1, 0};
  private static final double[] NORTH = {0, 1};
  private static final double[] NORTH_EAST = {0.8, 0.6};

  @ParameterizedTest
  @CsvSource({
    "FLOAT, false, 1, 1, 7",
    "FLOAT, true, 3, 2, 70",
    "FLOAT, true, 16, 7, 64",
    "FLOAT, false, 512, 64, 32",
    "DOUBLE, true, 3, 5, 11",
    "DOUBLE, false, 100, 1000, 1000"
  })
  void ranksEqualThoseOfSorting(
      DataType type, boolean roles, int d, int queryBlock, int galleryBlock) {
    RetrievalItems items = ItemsBuilder.random(20231 + d, 150, d, roles).items(type);
    for (boolean crossCamera : List.of(true, false)) {
      Evaluation found =
          new RetrievalEvaluator(
                  crossCamera ? CROSS_CAMERA : LEAVE_ONE_OUT, queryBlock, galleryBlock)
              .evaluate(items);
      assertThat(ranks(found)).isEqualTo(PlainRanking.ranks(items, crossCamera));
      assertThat(ranks(found, QueryOutcome::optimistic))
          .isEqualTo(PlainRanking.ranks(items, crossCamera, PlainRanking.Order.RELEVANT));
      assertThat(ranks(found, QueryOutcome::pessimistic))
          .isEqualTo(PlainRanking.ranks(items, crossCamera, PlainRanking.Order.OTHERS));
    }
  }

  @Test
  void floatProductsThatRoundTheOtherWayDoNotMoveARank() {
    // Similarities that differ by less than a FLOAT product can tell: only the double sum decides.
    ItemsBuilder builder = new ItemsBuilder();
    int d = 64;
    double[] query = new Random(7).doubles(d, 0.05, 0.2).map(x -> (float) x).toArray();
    builder.add(0, 0, Role.QUERY, query);
    for (int i = 0; i < 40; i++) {
      double[] near = query.clone();
      near[i] = Math.nextUp((float) near[i]);
      near[(i * 7 + 3) % d] = Math.nextDown((float) near[(i * 7 + 3) % d]);
      builder.add(i % 3 == 0 ? 0 : 1, 1, Role.GALLERY, near);
    }
    RetrievalItems items = builder.items(DataType.FLOAT);
    assertThat(ranks(new RetrievalEvaluator(CROSS_CAMERA).evaluate(items)))
        .isEqualTo(PlainRanking.ranks(items, true));
  }

  @ParameterizedTest
  @CsvSource({"FLOAT", "DOUBLE"})
  void otherProductsMoveNoRankAndRowOrderNothing(DataType type) {
    Evaluation expected =
        new RetrievalEvaluator(CROSS_CAMERA)
            .evaluate(ItemsBuilder.random(5, 300, 24, true).items(type));
    for (int[] blocks : new int[][] {{5, 9}, {7, 300}, {300, 13}, {256, 4096}}) {
      Evaluation found =
          new RetrievalEvaluator(CROSS_CAMERA, blocks[0], blocks[1])
              .evaluate(ItemsBuilder.random(5, 300, 24, true).shuffled(blocks[0]).items(type));
      assertThat(ranks(found)).isEqualTo(ranks(expected));
      assertThat(found.metrics()).usingRecursiveComparison().isEqualTo(expected.metrics());
      assertThat(found.distributions().positive()).isEqualTo(expected.distributions().positive());
      assertThat(found.distributions().negativePairs())
          .isEqualTo(expected.distributions().negativePairs());
      // A product at a cell's border may round to either side in a block of another shape.
      assertThat(found.distributions().negative())
          .containsExactly(expected.distributions().negative(), within(2.0));
    }
  }

  @Test
  void rowOrderMovesNoPairOfTheDistributions() {
    Evaluation expected =
        new RetrievalEvaluator(LEAVE_ONE_OUT)
            .evaluate(ItemsBuilder.random(6, 700, 40, true).items(DataType.FLOAT));
    Evaluation found =
        new RetrievalEvaluator(LEAVE_ONE_OUT)
            .evaluate(ItemsBuilder.random(6, 700, 40, true).shuffled(3).items(DataType.FLOAT));

    assertThat(found.distributions().negative()).isEqualTo(expected.distributions().negative());
    assertThat(found.distributions().positive()).isEqualTo(expected.distributions().positive());
  }

  @ParameterizedTest
  @CsvSource({"1, false", "7, true", "70, false", "700, true"})
  void blockSizesMoveNothing(int queriesAtOnce, boolean partsBackwards) {
    // Products of 64 queries with 64 samples: many in each pass, and not all of them full. At this
    // size a product by seven queries rounds some pairs to other cells than one by 64.
    RetrievalEvaluator evaluator = new RetrievalEvaluator(CROSS_CAMERA, 64, 64);
    RetrievalItems items = ItemsBuilder.random(6, 700, 512, true).items(DataType.FLOAT);
    RetrievalItems shuffled =
        ItemsBuilder.random(6, 700, 512, true).shuffled(9).items(DataType.FLOAT);
    Evaluation expected = evaluator.evaluate(items);
    try (Blocks blocks = new Blocks(shuffled, CROSS_CAMERA, 64, queriesAtOnce, partsBackwards)) {
      Evaluation found = evaluator.evaluate(blocks);

      assertThat(ranks(found)).isEqualTo(ranks(expected));
      assertThat(found.metrics()).usingRecursiveComparison().isEqualTo(expected.metrics());
      assertThat(found.distributions().negative()).isEqualTo(expected.distributions().negative());
      assertThat(found.distributions().positive()).isEqualTo(expected.distributions().positive());
    }
  }

  @Test
  void rowsFarFromUnitLengthAreRankedAsBySorting() {
    ItemsBuilder builder = new ItemsBuilder();
    Random random = new Random(8);
    for (int i = 0; i < 120; i++) {
      double length = Math.pow(10, random.nextInt(14));
      builder.add(i / 4, i % 3, Role.BOTH, random.doubles(6, -length, length).toArray());
    }
    RetrievalItems items = builder.items(DataType.FLOAT);

    assertThat(ranks(new RetrievalEvaluator(CROSS_CAMERA).evaluate(items)))
        .isEqualTo(PlainRanking.ranks(items, true));
  }

  @Test
  void anIdealEncoderWithInjectedMistakesHasTheRecallWorkedOutByHand() {
    // Five identities, two samples each, one direction an identity: all found at rank 0. Then two
    // samples are moved onto another identity's direction.
    ItemsBuilder ideal = new ItemsBuilder();
    ItemsBuilder mistaken = new ItemsBuilder();
    for (int identity = 0; identity < 5; identity++) {
      for (int camera = 0; camera < 2; camera++) {
        boolean moved = camera == 1 && (identity == 1 || identity == 2);
        ideal.add(identity, camera, Role.BOTH, unit(identity, 0));
        mistaken.add(
            identity, camera, Role.BOTH, moved ? unit(identity + 2, 1) : unit(identity, 0));
      }
    }
    RetrievalMetrics.Result right = evaluate(LEAVE_ONE_OUT, ideal);
    assertThat(right.recallAt(1)).isEqualTo(1);
    assertThat(right.meanAveragePrecision()).isEqualTo(1);
    // Identities 1 and 2 miss in both directions (where all similarities are 0, ordinal 0 comes
    // first): 6 of 10 queries are right at rank 0.
    assertThat(evaluate(LEAVE_ONE_OUT, mistaken).recallAt(1)).isEqualTo(0.6);
  }

  private static double[] unit(int direction, int tilt) {
    double[] row = new double[6];
    row[direction] = tilt == 0 ? 1 : 0.8;
    row[5] = tilt == 0 ? 0 : 0.6;
    return row;
  }

  @Test
  void equalSimilaritiesAreRankedByOrdinal() {
    for (long relevantOrdinal : new long[] {1, 5, 9}) {
      ItemsBuilder builder = new ItemsBuilder().at(100, 0, 0, Role.QUERY, EAST);
      for (long ordinal = 1; ordinal < 10; ordinal++) {
        builder.at(ordinal, ordinal == relevantOrdinal ? 0 : 1, 1, Role.GALLERY, NORTH_EAST);
      }
      Evaluation found = new RetrievalEvaluator(CROSS_CAMERA).evaluate(builder.items());
      assertThat(ranks(found)).containsExactly(List.of((int) relevantOrdinal - 1));
    }
  }

  @Test
  void tiedRelevantItemsTakeSuccessiveRanks() {
    ItemsBuilder builder =
        new ItemsBuilder()
            .add(0, 0, Role.QUERY, EAST)
            .add(0, 1, Role.GALLERY, EAST)
            .add(1, 1, Role.GALLERY, EAST)
            .add(0, 2, Role.GALLERY, EAST);
    Evaluation found = new RetrievalEvaluator(CROSS_CAMERA).evaluate(builder.items());
    assertThat(ranks(found)).containsExactly(List.of(0, 2));
    // (1/1 + 2/3) / 2
    assertThat(found.metrics().meanAveragePrecision()).isEqualTo(5.0 / 6, within(1e-15));
    RetrievalMetrics.TieBounds ties = found.metrics().ties();
    assertThat(ties.queries()).isEqualTo(1);
    assertThat(ties.optimistic()).containsEntry(Measure.AVERAGE_PRECISION, 1.0);
    // The wrong one first: (1/2 + 2/3) / 2.
    assertThat(ties.pessimistic().get(Measure.AVERAGE_PRECISION))
        .isEqualTo(7.0 / 12, within(1e-15));
  }

  @Test
  void relevantItemsThatAreTiedAmongThemselvesLeaveNothingOpen() {
    ItemsBuilder builder =
        new ItemsBuilder()
            .add(0, 0, Role.QUERY, EAST)
            .add(0, 1, Role.GALLERY, EAST)
            .add(0, 2, Role.GALLERY, EAST)
            // Left out, and as similar as those.
            .add(0, 0, Role.GALLERY, EAST)
            .add(1, 1, Role.GALLERY, NORTH_EAST);
    Evaluation found = new RetrievalEvaluator(CROSS_CAMERA).evaluate(builder.items());
    assertThat(found.metrics().ties().queries()).isZero();
    assertThat(found.metrics().ties().pessimistic()).isEqualTo(found.metrics().means());
  }

  @Test
  void junkTakesNoRankAndDistractorsDo() {
    ItemsBuilder builder =
        new ItemsBuilder()
            .add(0, 0, Role.QUERY, EAST)
            .add(0, 1, Role.JUNK, EAST)
            .add(7, 1, Role.DISTRACTOR, EAST)
            .add(0, 1, Role.GALLERY, NORTH_EAST)
            .add(1, 1, Role.GALLERY, NORTH);
    Evaluation found = new RetrievalEvaluator(CROSS_CAMERA).evaluate(builder.items());
    assertThat(ranks(found)).containsExactly(List.of(1));
    assertThat(found.metrics().gallery()).isEqualTo(3);
    assertThat(found.metrics().queries()).isEqualTo(1);
    assertThat(found.distributions().positivePairs()).isEqualTo(1);
    assertThat(found.distributions().negativePairs()).isEqualTo(2);
  }

  @Test
  void aDistractorOfTheQuerysIdentityIsStillWrong() {
    ItemsBuilder builder =
        new ItemsBuilder()
            .add(0, 0, Role.QUERY, EAST)
            .add(0, 0, Role.DISTRACTOR, EAST)
            .add(0, 1, Role.GALLERY, NORTH_EAST);
    assertThat(ranks(new RetrievalEvaluator(CROSS_CAMERA).evaluate(builder.items())))
        .containsExactly(List.of(1));
  }

  @Test
  void aQueryWithoutARelevantItemIsCountedAndLeftOutOfTheMeans() {
    ItemsBuilder builder =
        new ItemsBuilder()
            .add(0, 0, Role.BOTH, EAST)
            .add(0, 1, Role.BOTH, EAST)
            .add(1, 0, Role.BOTH, NORTH);
    RetrievalMetrics.Result found = evaluate(CROSS_CAMERA, builder);
    assertThat(found.queries()).isEqualTo(3);
    assertThat(found.evaluated()).isEqualTo(2);
    assertThat(found.skipped()).isEqualTo(1);
    assertThat(found.recallAt(1)).isEqualTo(1);
    assertThat(found.meanAveragePrecision()).isEqualTo(1);
  }

  @Test
  void oneCameraLeavesNothingToFindAcrossCameras() {
    ItemsBuilder builder = ItemsBuilder.random(3, 30, 4, false);
    ItemsBuilder single = new ItemsBuilder();
    RetrievalItems items = builder.items();
    for (int i = 0; i < items.size(); i++) {
      single.add(items.identity(i), 2, Role.BOTH, i, 1);
    }
    RetrievalMetrics.Result found = evaluate(CROSS_CAMERA, single);
    assertThat(found.evaluated()).isZero();
    assertThat(found.skipped()).isEqualTo(30);
    assertThat(found.meanAveragePrecision()).isNaN();
    assertThat(evaluate(LEAVE_ONE_OUT, single).evaluated()).isPositive();
  }

  @Test
  void samplesWithoutACameraShareItWithNobody() {
    ItemsBuilder builder =
        new ItemsBuilder().add(0, NO_CAMERA, Role.BOTH, EAST).add(0, NO_CAMERA, Role.BOTH, EAST);
    assertThat(evaluate(CROSS_CAMERA, builder).evaluated()).isEqualTo(2);
  }

  @Test
  void oneItemIsAQueryWithNothingToFind() {
    ItemsBuilder builder = new ItemsBuilder().add(0, 0, Role.BOTH, EAST);
    RetrievalMetrics.Result found = evaluate(LEAVE_ONE_OUT, builder);
    assertThat(found.queries()).isEqualTo(1);
    assertThat(found.skipped()).isEqualTo(1);
    assertThat(
            new RetrievalEvaluator(LEAVE_ONE_OUT)
                .neighbours(builder.items(), new int[] {0}, 8)
                .get(0))
        .isEmpty();
  }

  @Test
  void aCollapsedEncoderRanksByOrdinal() {
    ItemsBuilder builder = new ItemsBuilder();
    for (int i = 0; i < 50; i++) {
      builder.add(i % 10, i / 10, Role.BOTH, 0.6, 0.8);
    }
    RetrievalItems items = builder.items(DataType.FLOAT);
    assertThat(ranks(new RetrievalEvaluator(LEAVE_ONE_OUT).evaluate(items)))
        .isEqualTo(PlainRanking.ranks(items, false));
  }

  @ParameterizedTest
  @CsvSource({"FLOAT, 1", "FLOAT, 8", "FLOAT, 500", "DOUBLE, 8"})
  void neighboursAreTheHeadOfTheSortedRanking(DataType type, int k) {
    RetrievalItems items = ItemsBuilder.random(77, 120, 3, true).items(type);
    int[] queries =
        IntStream.range(0, items.size()).filter(i -> items.role(i).query()).limit(40).toArray();
    List<List<Neighbour>> found =
        new RetrievalEvaluator(CROSS_CAMERA, 256, 17).neighbours(items, queries, k);
    for (int i = 0; i < queries.length; i++) {
      List<Integer> ranking = PlainRanking.ranking(items, true, queries[i]);
      assertThat(found.get(i))
          .extracting(Neighbour::row)
          .isEqualTo(ranking.subList(0, Math.min(k, ranking.size())));
      for (Neighbour neighbour : found.get(i)) {
        assertThat(neighbour.relevant())
            .isEqualTo(
                items.identity(neighbour.row()) == items.identity(queries[i])
                    && items.role(neighbour.row()) != Role.DISTRACTOR);
      }
    }
  }

  @Test
  void badInputIsNamed() {
    assertThatThrownBy(() -> new ItemsBuilder().at(41, 0, 0, Role.BOTH, 1, Double.NaN).items())
        .hasMessageContaining("ordinal 41");
    assertThatThrownBy(
            () -> new ItemsBuilder().at(3, 0, 0, Role.BOTH, 1).at(3, 0, 0, Role.BOTH, 1).items())
        .hasMessage("ordinal 3 appears twice");
    assertThatThrownBy(() -> new RetrievalEvaluator(CROSS_CAMERA, 0, 1))
        .hasMessageContaining("at least 1");
  }

  private static RetrievalMetrics.Result evaluate(
      RetrievalProtocol protocol, ItemsBuilder builder) {
    return new RetrievalEvaluator(protocol).evaluate(builder.items()).metrics();
  }

  private static List<List<Integer>> ranks(Evaluation evaluation) {
    return ranks(evaluation, outcome -> outcome);
  }

  private static List<List<Integer>> ranks(
      Evaluation evaluation, UnaryOperator<QueryOutcome> order) {
    return evaluation.outcomes().stream()
        .map(order)
        .map(outcome -> IntStream.of(outcome.ranks()).boxed().toList())
        .toList();
  }
}
