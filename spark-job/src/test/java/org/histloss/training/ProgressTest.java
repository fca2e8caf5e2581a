package org.histloss.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private static RoundMetrics round(long round, long rounds, String more) {
    String json =
        "{\"round\": %d, \"rounds\": %d, \"loss\": 0.25, \"seconds\": 1, \"samplesPerSecond\": 96%s}"
            .formatted(round, rounds, more);
    try {
      return new ObjectMapper().readValue(json, RoundMetrics.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void on_a_terminal_a_bar_is_drawn_over() {
    Progress progress = new Progress(out, true);
    for (int round = 1; round <= 4; round++) {
      progress.show(round(round, 4, ""));
    }
    String[] drawn = shown().split("\r");
    assertThat(drawn).hasSize(5);
    assertThat(drawn[0]).isEmpty();
    assertThat(drawn[2])
        .startsWith("[" + "█".repeat(12) + "·".repeat(12) + "] round 2/4  loss 0.2500");
    assertThat(shown()).endsWith("\n").containsOnlyOnce("\n");
    assertThat(drawn[4]).contains("[" + "█".repeat(24) + "]").contains("about 0 s left");
  }

  @Test
  void elsewhere_rounds_are_lines_and_quick_ones_are_left_out() {
    Progress progress = new Progress(out, false);
    for (int round = 1; round <= 100_000; round++) {
      progress.show(round(round, 100_000, ""));
    }
    assertThat(shown()).doesNotContain("\r").doesNotContain("█");
    assertThat(shown().lines())
        .first()
        .asString()
        .startsWith("round 1/100000  loss 0.2500  96 sam");
    assertThat(shown().lines()).last().asString().startsWith("round 100000/100000  ");
    assertThat(shown().lines().count()).isLessThan(1000);
  }

  @Test
  void a_round_with_scores_is_never_left_out() {
    Progress progress = new Progress(out, false);
    String scores = ", \"validation\": {\"recallAt1\": 0.5, \"meanAveragePrecision\": 0.25}";
    progress.show(round(1, 9, ""));
    progress.show(round(2, 9, scores));
    progress.show(round(3, 9, scores.replace("}", ", \"protocol\": \"leave-one-out\"}")));
    assertThat(shown().lines()).hasSize(3);
    assertThat(shown().lines().toList().get(1)).contains("  validation R@1 50.0 %, mAP 25.0 %");
    assertThat(shown().lines().toList().get(2))
        .startsWith("round 3/9  ")
        .contains("  validation (leave-one-out) R@1 50.0 %, mAP 25.0 %");
  }
}
