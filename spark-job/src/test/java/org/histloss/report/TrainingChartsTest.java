package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.histloss.report.ChartStyle.Size;
import org.histloss.report.TrainingHistory.Round;
import org.histloss.report.TrainingHistory.Validation;
import org.junit.jupiter.api.Test;

/** Validation's scores are of a protocol of their own, which need not be the report's. */
class TrainingChartsTest {
  private static final ChartStyle STYLE = new ChartStyle(Palette.LIGHT, Size.WIDE, true);

  private static TrainingHistory scoredBy(String... protocols) {
    List<Round> rounds =
        Arrays.stream(protocols)
            .map(protocol -> new Round(0, 1, 0.1, 10, 0.1, new Validation(0.5, 0.25, protocol)))
            .toList();
    return new TrainingHistory("histogram", rounds, null, null, null);
  }

  private static Chart validation(TrainingHistory training) {
    return TrainingCharts.of(training).stream()
        .filter(chart -> chart.name().equals("validation"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void validationNamesItsProtocol() {
    Chart chart = validation(scoredBy("cross-camera", "cross-camera"));

    assertThat(chart.title()).isEqualTo("Validation, protocol cross-camera");
    assertThat(chart.alt()).endsWith(" after the last round. Protocol: cross-camera.");
    assertThat(chart.caption()).endsWith(" after the last round. Protocol: cross-camera.");
    assertThat(chart.drawing().apply(STYLE).getTitle())
        .isEqualTo("Validation scores\nProtocol: cross-camera");
  }

  /** Rounds from before it was recorded say nothing, and nothing is guessed. */
  @Test
  void whatWasNotRecordedIsNotGuessed() {
    assertThat(validation(scoredBy(null, null)).caption()).endsWith("Protocol: not recorded.");
    assertThat(validation(scoredBy(null, "leave-one-out")).caption())
        .endsWith("Protocol: leave-one-out.");
  }

  @Test
  void reportJsonHasItWhereItIsKnown() throws IOException {
    ReportData data =
        ReportData.builder("old and new", SampleReports.protocol())
            .training(scoredBy(null, "leave-one-out"))
            .build();
    byte[] json = ReportJson.write(data);
    JsonNode rounds = new ObjectMapper().readTree(json).at("/training/rounds");

    assertThat(rounds.at("/0/validation").has("protocol")).isFalse();
    assertThat(rounds.at("/1/validation/protocol").textValue()).isEqualTo("leave-one-out");
    assertThat(ReportJson.read(json, "here")).isEqualTo(data);
  }
}
