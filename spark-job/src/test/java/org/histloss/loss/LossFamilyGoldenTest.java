package org.histloss.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Every loss but the plain one against {@code loss-family.json}, whose values come from definitions
 * written down in {@code loss-family-oracle.py} and whose gradients are central differences.
 */
class LossFamilyGoldenTest {
  private static final String FILE = "/org/histloss/vectors/loss-family.json";

  private static Stream<JsonNode> cases() throws IOException {
    JsonNode file =
        new ObjectMapper().readTree(LossFamilyGoldenTest.class.getResourceAsStream(FILE));
    return StreamSupport.stream(file.get("cases").spliterator(), false);
  }

  private static Map<String, String> settings(JsonNode golden) {
    Map<String, String> settings = new HashMap<>();
    golden
        .get("settings")
        .fields()
        .forEachRemaining(e -> settings.put(e.getKey(), e.getValue().asText()));
    return settings;
  }

  private static int[] nodes(JsonNode golden) {
    return golden.get("cuts").isNull() ? null : LossGoldenCases.ints(golden.get("cuts"));
  }

  @TestFactory
  Stream<DynamicTest> values_and_gradients() throws IOException {
    return cases()
        .flatMap(
            golden ->
                Stream.of(DataType.DOUBLE, DataType.FLOAT)
                    .map(
                        type ->
                            DynamicTest.dynamicTest(
                                type + " " + settings(golden) + golden.get("labels"),
                                () -> check(golden, type))));
  }

  private static void check(JsonNode golden, DataType type) {
    INDArray rows = Nd4j.create(LossGoldenCases.matrix(golden.get("x"))).castTo(type);
    int[] codes = LossGoldenCases.ints(golden.get("labels"));
    BatchLoss.Result result = Losses.of(settings(golden), nodes(golden)).evaluate(rows, codes);
    double tolerance = type == DataType.DOUBLE ? 1e-12 : 2e-5;
    double loss = golden.get("loss").asDouble();
    assertThat(result.value()).isCloseTo(loss, within(tolerance * Math.max(1, loss)));
    double[] expected =
        Nd4j.create(LossGoldenCases.matrix(golden.get("gradient"))).dup('c').data().asDouble();
    double[] gradient = result.gradient().castTo(DataType.DOUBLE).dup('c').data().asDouble();
    double steepest = Arrays.stream(expected).map(Math::abs).max().orElse(1);
    double allowed = type == DataType.DOUBLE ? 5e-9 : 1e-4 * Math.max(1, steepest);
    assertThat(gradient).containsExactly(expected, within(allowed));
    assertThat(result.statistics().loss()).isEqualTo(result.value());
    assertThat(result.statistics().histogram().nodes().bins()).isEqualTo(10);
  }

  @Test
  void fifteen_losses_on_three_batches() throws IOException {
    assertThat(cases().map(LossFamilyGoldenTest::settings).distinct()).hasSize(15);
    assertThat(cases()).hasSize(45);
  }

  /** A test of each loss. */
  private static Stream<DynamicTest> eachLoss(Consumer<Map<String, String>> test)
      throws IOException {
    return cases()
        .map(LossFamilyGoldenTest::settings)
        .distinct()
        .map(settings -> DynamicTest.dynamicTest("" + settings, () -> test.accept(settings)));
  }

  @TestFactory
  Stream<DynamicTest> without_positive_or_negative_pairs_nothing_is_learnt() throws IOException {
    INDArray rows = Nd4j.create(new double[][] {{1, 0}, {0, 1}, {1, 1}});
    return eachLoss(
        settings -> {
          for (int[] codes : new int[][] {{0, 1, 2}, {4, 4, 4}}) {
            BatchLoss.Result result = Losses.of(settings).evaluate(rows, codes);
            assertThat(result.value()).isZero();
            assertThat(result.gradient().amaxNumber().doubleValue()).isZero();
            assertThat(result.statistics().skipped()).isTrue();
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> equal_opposite_and_zero_rows_give_finite_numbers() throws IOException {
    INDArray rows = Nd4j.create(new double[][] {{1, 2}, {2, 4}, {1, 2}, {-1, -2}, {0, 0}, {3, 1}});
    int[] codes = {0, 0, 1, 1, 2, 2};
    return eachLoss(
        settings -> {
          for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            BatchLoss.Result result = Losses.of(settings).evaluate(rows.castTo(type), codes);
            assertThat(result.value()).isFinite();
            double[] gradient = result.gradient().dup('c').data().asDouble();
            assertThat(Arrays.stream(gradient)).allMatch(Double::isFinite);
            assertThat(result.gradient().getRow(4).amaxNumber().doubleValue()).isZero();
          }
        });
  }

  @Test
  void names_that_no_loss_has_are_refused() {
    assertThatThrownBy(() -> Losses.of(Map.of("name", "margin")))
        .hasMessage("loss.name = margin: no such loss");
    assertThatThrownBy(() -> Losses.of(Map.of("variant", "cubic")))
        .hasMessage("loss.variant = cubic: no such variant");
  }
}
