package org.histloss.evaluation.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Disputed cases with the figures worked out on paper. Embeddings have one number and the query's
 * is 1, so that a gallery item's number is its similarity.
 */
class PaperCasesTest {
  private static final RetrievalProtocol LEAVE_ONE_OUT = new RetrievalProtocol.LeaveOneOut();
  private static final RetrievalProtocol CROSS_CAMERA = new RetrievalProtocol.CrossCamera();

  /** The query's identity and camera; those of a sample that is right, and one that is wrong. */
  private static final int OWN = 0;

  private static final int OTHER = 1;
  private static final int HERE = 0;
  private static final int THERE = 1;

  /** One query; ordinal 0. */
  private static ItemsBuilder query() {
    return new ItemsBuilder().add(OWN, HERE, Role.QUERY, 1);
  }

  /** In both number types: ranks are exact, so the figures are those of the fractions. */
  private static RetrievalMetrics.Result evaluate(RetrievalProtocol protocol, ItemsBuilder items) {
    RetrievalMetrics.Result wide =
        new RetrievalEvaluator(protocol).evaluate(items.items(DataType.DOUBLE)).metrics();
    RetrievalMetrics.Result narrow =
        new RetrievalEvaluator(protocol, 1, 2).evaluate(items.items(DataType.FLOAT)).metrics();
    assertThat(narrow).usingRecursiveComparison().isEqualTo(wide);
    return wide;
  }

  /** R@1, AP, AP by trapezoids, mINP, R-precision, MAP@R: the order of {@link Measure}. */
  private static void assertMeasures(Map<Measure, Double> found, double... expected) {
    double[] values =
        Arrays.stream(Measure.values()).map(found::get).mapToDouble(Double::doubleValue).toArray();
    assertThat(values).containsExactly(expected, within(1e-15));
  }

  private static void assertMeasures(
      RetrievalProtocol protocol, ItemsBuilder items, double... expected) {
    assertMeasures(evaluate(protocol, items).means(), expected);
  }

  private static double[] all(double value) {
    return DoubleStream.generate(() -> value).limit(Measure.values().length).toArray();
  }

  @Test
  void theTwoAveragePrecisionsDiffer() {
    ItemsBuilder items =
        query()
            .add(OTHER, THERE, Role.GALLERY, 0.9)
            .add(OWN, THERE, Role.GALLERY, 0.8)
            .add(OTHER, THERE, Role.GALLERY, 0.7)
            .add(OWN, THERE, Role.GALLERY, 0.6)
            .add(OWN, THERE, Role.GALLERY, 0.5)
            .add(OTHER, THERE, Role.GALLERY, 0.4);

    // Right in places 2, 4 and 5. Precisions there 1/2, 2/4, 3/5; just before 0, 1/3, 2/4.
    // Among the first R = 3 there is one, with precision 1/2.
    assertMeasures(
        CROSS_CAMERA,
        items,
        0,
        (1 / 2.0 + 2 / 4.0 + 3 / 5.0) / 3,
        (1 / 4.0 + 5 / 12.0 + 11 / 20.0) / 3,
        3 / 5.0,
        1 / 3.0,
        1 / 6.0);
    assertThat(evaluate(CROSS_CAMERA, items).cmc(7)).containsExactly(0, 1, 1, 1, 1, 1, 1);
  }

  @Test
  void aDistractorAboveTheMatchCostsARank() {
    ItemsBuilder items =
        query().add(7, THERE, Role.DISTRACTOR, 0.9).add(OWN, THERE, Role.GALLERY, 0.8);

    assertMeasures(CROSS_CAMERA, items, 0, 1 / 2.0, 1 / 4.0, 1 / 2.0, 0, 0);
  }

  @Test
  void aDistractorOfTheQuerysIdentityIsWrongWhateverItsCamera() {
    for (int camera : new int[] {HERE, THERE, RetrievalItems.NO_CAMERA}) {
      ItemsBuilder items =
          query().add(OWN, camera, Role.DISTRACTOR, 0.9).add(OWN, THERE, Role.GALLERY, 0.8);

      assertMeasures(CROSS_CAMERA, items, 0, 1 / 2.0, 1 / 4.0, 1 / 2.0, 0, 0);
      assertMeasures(LEAVE_ONE_OUT, items, 0, 1 / 2.0, 1 / 4.0, 1 / 2.0, 0, 0);
    }
  }

  @Test
  void junkAboveTheMatchCostsNothing() {
    ItemsBuilder items =
        query()
            .add(OWN, THERE, Role.JUNK, 0.95)
            .add(OTHER, THERE, Role.JUNK, 0.9)
            .add(OWN, THERE, Role.GALLERY, 0.8)
            .add(OTHER, THERE, Role.GALLERY, 0.7);

    assertMeasures(CROSS_CAMERA, items, all(1));
    assertThat(evaluate(CROSS_CAMERA, items).gallery()).isEqualTo(2);
  }

  @Test
  void theQuerysIdentityAndCameraAboveTheMatchIsTakenOut() {
    ItemsBuilder items =
        query()
            .add(OWN, HERE, Role.GALLERY, 0.9)
            .add(OTHER, HERE, Role.GALLERY, 0.8)
            .add(OWN, THERE, Role.GALLERY, 0.7);

    // Without it: wrong, right. The wrong one of the same camera stays.
    assertMeasures(CROSS_CAMERA, items, 0, 1 / 2.0, 1 / 4.0, 1 / 2.0, 0, 0);
    // With it, as right as the other: right, wrong, right.
    assertMeasures(
        LEAVE_ONE_OUT, items, 1, (1 + 2 / 3.0) / 2, (1 + 7 / 12.0) / 2, 2 / 3.0, 1 / 2.0, 1 / 2.0);
  }

  @Test
  void queriesWithoutAMatchAreCountedOnly() {
    ItemsBuilder items =
        new ItemsBuilder()
            .add(0, HERE, Role.QUERY, 1)
            .add(0, THERE, Role.GALLERY, 0.5)
            // Seen by its own camera only; as a distractor only; as junk only; nowhere.
            .add(1, HERE, Role.QUERY, 1)
            .add(1, HERE, Role.GALLERY, 0.9)
            .add(2, HERE, Role.QUERY, 1)
            .add(2, THERE, Role.DISTRACTOR, 0.8)
            .add(3, HERE, Role.QUERY, 1)
            .add(3, THERE, Role.JUNK, 0.7)
            .add(4, HERE, Role.QUERY, 1);
    RetrievalMetrics.Result found = evaluate(CROSS_CAMERA, items);

    assertThat(found.queries()).isEqualTo(5);
    assertThat(found.evaluated()).isEqualTo(1);
    assertThat(found.skipped()).isEqualTo(4);
    assertThat(found.gallery()).isEqualTo(3);
    // The one that counts: 0.9, 0.8, then its own.
    assertMeasures(found.means(), 0, 1 / 3.0, 1 / 6.0, 1 / 3.0, 0, 0);
  }

  @Test
  void anIdenticalPictureOfAnotherIdentityIsNotTakenForTheQueryItself() {
    // Its ordinal is smaller, so that it ranks before the query would; leaving out whatever ranks
    // first would leave out this one and call the query right.
    ItemsBuilder items =
        new ItemsBuilder()
            .add(OTHER, THERE, Role.GALLERY, 1)
            .add(OWN, HERE, Role.BOTH, 1)
            .add(OWN, THERE, Role.GALLERY, 0.5);

    assertMeasures(LEAVE_ONE_OUT, items, 0, 1 / 2.0, 1 / 4.0, 1 / 2.0, 0, 0);
  }

  @Test
  void twoIdenticalPicturesOfOneIdentityFindEachOther() {
    ItemsBuilder items =
        new ItemsBuilder()
            .add(OWN, HERE, Role.BOTH, 1)
            .add(OWN, THERE, Role.BOTH, 1)
            .add(OTHER, THERE, Role.GALLERY, 0.9);

    assertThat(evaluate(LEAVE_ONE_OUT, items).evaluated()).isEqualTo(2);
    assertMeasures(LEAVE_ONE_OUT, items, all(1));
    assertMeasures(CROSS_CAMERA, items, all(1));
  }

  @Test
  void equalEmbeddingsRankByOrdinalAndTheBoundsTellOfIt() {
    ItemsBuilder items = new ItemsBuilder();
    for (int i = 0; i < 4; i++) {
      items.add(i / 2, i % 2, Role.BOTH, 1);
    }
    RetrievalMetrics.Result found = evaluate(LEAVE_ONE_OUT, items);

    // 0: 1 … and 1: 0 … are right at once; 2: 0, 1, 3 and 3: 0, 1, 2 in place 3.
    assertMeasures(
        found.means(), 1 / 2.0, (1 + 1 / 3.0) / 2, (1 + 1 / 6.0) / 2, (1 + 1 / 3.0) / 2, 0.5, 0.5);
    assertThat(found.ties().queries()).isEqualTo(4);
    assertMeasures(found.ties().optimistic(), all(1));
    assertMeasures(found.ties().pessimistic(), 0, 1 / 3.0, 1 / 6.0, 1 / 3.0, 0, 0);
  }

  @Test
  void boundsHoldTheOrdersOfATie() {
    ItemsBuilder items =
        query()
            .add(OTHER, THERE, Role.GALLERY, 0.9)
            .add(OTHER, THERE, Role.GALLERY, 0.5)
            .add(OWN, THERE, Role.GALLERY, 0.5)
            .add(7, THERE, Role.DISTRACTOR, 0.5)
            .add(OWN, THERE, Role.GALLERY, 0.5)
            // Neither is in the ranking, so neither widens the bounds.
            .add(OTHER, THERE, Role.JUNK, 0.5)
            .add(OWN, HERE, Role.GALLERY, 0.5);
    RetrievalMetrics.Result found = evaluate(CROSS_CAMERA, items);

    // By ordinal in places 3 and 5; at best 2 and 3; at worst 4 and 5.
    assertMeasures(
        found.means(),
        0,
        (1 / 3.0 + 2 / 5.0) / 2,
        ((0 + 1 / 3.0) / 2 + (1 / 4.0 + 2 / 5.0) / 2) / 2,
        2 / 5.0,
        0,
        0);
    assertThat(found.ties().queries()).isEqualTo(1);
    assertMeasures(
        found.ties().optimistic(),
        0,
        (1 / 2.0 + 2 / 3.0) / 2,
        ((0 + 1 / 2.0) / 2 + (1 / 2.0 + 2 / 3.0) / 2) / 2,
        2 / 3.0,
        1 / 2.0,
        1 / 4.0);
    assertMeasures(
        found.ties().pessimistic(),
        0,
        (1 / 4.0 + 2 / 5.0) / 2,
        ((0 + 1 / 4.0) / 2 + (1 / 4.0 + 2 / 5.0) / 2) / 2,
        2 / 5.0,
        0,
        0);
  }

  @Test
  void oneWrongLabelInAPerfectEncoderCostsWhatPaperSays() {
    // Three clusters of three; the third sample of the first carries the second's label.
    int[] labels = {0, 0, 1, 1, 1, 1, 2, 2, 2};
    ItemsBuilder items = new ItemsBuilder();
    for (int i = 0; i < labels.length; i++) {
      double[] row = new double[3];
      row[i / 3] = 1;
      items.add(labels[i], RetrievalItems.NO_CAMERA, Role.BOTH, row);
    }
    RetrievalMetrics.Result found = evaluate(LEAVE_ONE_OUT, items);

    // Sample 2 ranks 0, 1, then all others by ordinal: its own in places 3, 4 and 5. Samples 3, 4
    // and 5 have two of their own first, then 0, 1, and sample 2 in place 5. The rest is perfect.
    double second = (1 / 3.0 + 2 / 4.0 + 3 / 5.0) / 3;
    double third = (1 + 1 + 3 / 5.0) / 3;
    assertThat(found.recallAt(1)).isEqualTo(8 / 9.0);
    assertThat(found.recallAt(3)).isEqualTo(1);
    assertThat(found.meanAveragePrecision())
        .isEqualTo((2 + second + 3 * third + 3) / 9, within(1e-15))
        .isEqualTo(727 / 810.0, within(1e-15));
    assertThat(found.mean(Measure.INVERSE_NEGATIVE_PENALTY))
        .isEqualTo((5 + 4 * 3 / 5.0) / 9, within(1e-15));
    // Of three that are right, sample 2 has one among its first three, samples 3 to 5 two each.
    assertThat(found.mean(Measure.PRECISION_AT_R))
        .isEqualTo((5 + 1 / 3.0 + 3 * 2 / 3.0) / 9, within(1e-15));
    assertThat(found.mean(Measure.AVERAGE_PRECISION_AT_R))
        .isEqualTo((5 + 1 / 9.0 + 3 * 2 / 3.0) / 9, within(1e-15));
  }

  @Test
  void microAndMacroMeansDifferWhereIdentitiesHaveUnequallyManyQueries() {
    // Identity 0 has three queries that are right, identity 1 one that is wrong.
    ItemsBuilder items =
        new ItemsBuilder()
            .add(0, HERE, Role.QUERY, 1, 0)
            .add(0, HERE, Role.QUERY, 1, 0)
            .add(0, HERE, Role.QUERY, 1, 0)
            .add(1, HERE, Role.QUERY, 1, 0)
            .add(0, THERE, Role.GALLERY, 0.9, 0)
            .add(1, THERE, Role.GALLERY, 0.1, 0);
    RetrievalItems rows = items.items();
    List<QueryOutcome> outcomes = new RetrievalEvaluator(CROSS_CAMERA).evaluate(rows).outcomes();
    IdentityMeans first = IdentityMeans.of(Measure.FIRST_RIGHT, rows, outcomes);
    IdentityMeans precision = IdentityMeans.of(Measure.AVERAGE_PRECISION, rows, outcomes);

    assertThat(first.overQueries()).isEqualTo(3 / 4.0);
    assertThat(first.overIdentities()).isEqualTo(1 / 2.0);
    assertThat(precision.overQueries()).isEqualTo((3 + 1 / 2.0) / 4);
    assertThat(precision.overIdentities()).isEqualTo((1 + 1 / 2.0) / 2);
  }
}
