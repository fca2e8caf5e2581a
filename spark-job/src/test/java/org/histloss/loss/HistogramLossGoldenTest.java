package org.histloss.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The golden cases.
 *
 * <p>Format of {@code histogram-loss.json}: {@code {meta, cases[], sharded}}; each case has {@code
 * name, R, delta, x[N][D]} (raw rows), {@code labels[N], xhat, pairs[[i, j, positive, s]]} (i &lt;
 * j, row by row), {@code h_pos[R], h_neg[R], loss}, the slopes {@code grad_s_right|left[pairs]} and
 * the gradients {@code grad_xhat_*[N][D]} (before the normalisation) and {@code grad_x_*[N][D]}
 * (after it). {@code right} means that a value on a node belongs to the bin above it.
 */
class HistogramLossGoldenTest {
  @TestFactory
  Stream<DynamicTest> every_golden_number_in_double_and_float() {
    return LossGoldenCases.builtIn().run().stream()
        .map(
            check ->
                DynamicTest.dynamicTest(
                    check.name(),
                    () ->
                        assertThat(check.deviation())
                            .as(check.name())
                            .isLessThanOrEqualTo(check.tolerance())));
  }

  @Test
  void eighteen_cases_and_the_sharded_one_are_run_in_both_types() {
    List<LossGoldenCases.Check> checks = LossGoldenCases.builtIn().run();
    assertThat(checks).hasSize(2 * (18 * 6 + 5));
    assertThat(checks.stream().map(check -> check.name().split(" ")[0]).distinct()).hasSize(19);
  }

  @Test
  void a_wrong_number_in_another_file_is_found(@TempDir Path folder) throws IOException {
    String text =
        new String(
            getClass()
                .getResourceAsStream("/org/histloss/vectors/histogram-loss.json")
                .readAllBytes(),
            StandardCharsets.UTF_8);
    Path file = folder.resolve("changed.json");
    Files.writeString(file, text.replaceFirst("\"loss\": *0\\.36[0-9]*", "\"loss\": 0.371"));
    List<LossGoldenCases.Check> checks = LossGoldenCases.in(file).run();
    assertThat(checks.stream().filter(check -> !check.passed()).map(LossGoldenCases.Check::name))
        .containsExactlyInAnyOrder("A_hand_R4_L0.37 DOUBLE loss", "A_hand_R4_L0.37 FLOAT loss");
  }

  @Test
  void a_file_without_cases_is_refused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("empty.json");
    Files.writeString(file, "{}");
    assertThatThrownBy(() -> LossGoldenCases.in(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds no loss cases");
  }
}
