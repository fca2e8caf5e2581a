package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.histloss.report.TrainingHistory.Phase;
import org.histloss.training.RoundMetrics;
import org.junit.jupiter.api.Test;

/** The table of where a round's time goes. */
class RoundPhasesTest {
  private static RoundMetrics round(long jobMillis) {
    return new ObjectMapper()
        .convertValue(
            Map.of(
                "weights", List.of(2, 2, 0),
                "jobMillis", jobMillis,
                "scheduleMillis", 10,
                "openMillis", 40,
                "waitMillis", 20,
                "stepMillis", 800,
                "collectMillis", 30,
                "averageMillis", 50,
                "broadcastMillis", 5,
                "checkpointMillis", 45),
            RoundMetrics.class);
  }

  @Test
  void the_parts_add_up_to_the_round_and_the_first_is_left_out() {
    List<Phase> phases = RoundPhases.of(List.of(round(99_999), round(600), round(600)));

    assertThat(phases)
        .extracting(phase -> Math.round(1e3 * phase.seconds()))
        .containsExactly(45L, 5L, 10L, 20L, 10L, 400L, 130L, 30L, 50L);
    assertThat(phases.stream().mapToDouble(Phase::share).sum()).isBetween(0.999, 1.001);
    assertThat(phases.get(5)).isEqualTo(new Phase("Workers compute", 0.4, 400.0 / 700.0));
  }

  @Test
  void a_single_round_stands_for_itself() {
    assertThat(RoundPhases.of(List.of(round(600)))).hasSize(9);
  }
}
