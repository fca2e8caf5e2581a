package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.report.TrainingHistory.Round;
import org.junit.jupiter.api.Test;

class ReportJsonTest {

  @Test
  void everyPartComesBackAsItWas() {
    ReportData data = SampleReports.full(1);

    assertThat(ReportJson.read(ReportJson.write(data), "here")).isEqualTo(data);
  }

  @Test
  void missingPartsStayMissing() throws IOException {
    ReportData data = SampleReports.scoresOnly();
    byte[] json = ReportJson.write(data);

    assertThat(ReportJson.read(json, "here")).isEqualTo(data);
    assertThat(new ObjectMapper().readTree(json).fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "formatVersion", "title", "split", "headline", "protocol", "recallAt", "test");
  }

  @Test
  void theNamesThatScriptsRelyOnAreThere() throws IOException {
    JsonNode tree = new ObjectMapper().readTree(ReportJson.write(SampleReports.full(1)));

    assertThat(tree.has("protocol")).isTrue();
    for (String part : List.of("test", "untrained", "rawPixels")) {
      for (String score : List.of("recall@1", "recall@5", "recall@10", "mAP")) {
        assertThat(tree.path(part).path(score).isDouble()).as(part + "." + score).isTrue();
        assertThat(tree.path(part).path(score).doubleValue()).isBetween(0.0, 1.0);
      }
      assertThat(tree.path(part).path("queries").isIntegralNumber()).isTrue();
      assertThat(tree.path(part).path("skipped").longValue()).isEqualTo(12);
      assertThat(tree.path(part).path("gallery").isIntegralNumber()).isTrue();
    }
    assertThat(tree.path("test").path("recall@1").doubleValue()).isEqualTo(0.553);
    assertThat(tree.path("test").path("mAP").doubleValue()).isEqualTo(0.332);
  }

  @Test
  void whatFiguresSayIsWrittenBesideThem() throws IOException {
    JsonNode tree = new ObjectMapper().readTree(ReportJson.write(SampleReports.full(1)));

    JsonNode after = tree.path("similarities").path("after");
    assertThat(after.path("overlap").doubleValue()).isBetween(0.25, 0.26);
    assertThat(after.path("histogramLoss").doubleValue()).isBetween(0.055, 0.057);
    JsonNode findings = tree.path("findings");
    assertThat(findings.path("embedding").path("verdict").textValue()).isEqualTo("SOUND");
    assertThat(findings.path("roc").path("test").path("rates")).hasSize(4);
    assertThat(findings.path("cameras").path("pairs").path(1).path("recall@1").isDouble()).isTrue();
    assertThat(findings.path("cameras").path("pairs").path(0).has("mAP")).isFalse();
    assertThat(findings.path("hardest").path(0).path("mAP").isDouble()).isTrue();
    assertThat(findings.path("suspects").path("negatives")).hasSize(12);
  }

  @Test
  void aLossThatDivergedComesBack() {
    TrainingHistory training =
        new TrainingHistory(
            null, List.of(new Round(0, 1, Double.NaN, 10, 0.1, null)), null, null, null);
    ReportData data =
        ReportData.builder("diverged", SampleReports.protocol()).training(training).build();

    assertThat(ReportJson.read(ReportJson.write(data), "here")).isEqualTo(data);
  }

  @Test
  void namesOfALaterWriterAreLetPass() {
    String json = text(SampleReports.scoresOnly()).replace("\"title\"", "\"news\": [1], \"title\"");

    assertThat(ReportJson.read(json.getBytes(StandardCharsets.UTF_8), "here"))
        .isEqualTo(SampleReports.scoresOnly());
  }

  @Test
  void aReportOfAnEarlierWriterIsRead() {
    String json =
        text(SampleReports.scoresOnly())
            .replaceAll("\"split\" : \"test\",", "")
            .replaceAll("(?s)\"recallAt\" : .*?\\],", "")
            .replaceAll("\"skipped\" : 12,", "");

    ReportData read = ReportJson.read(json.getBytes(StandardCharsets.UTF_8), "here");

    assertThat(json).doesNotContain("\"split\"", "\"skipped\"", "\"recallAt\"");
    assertThat(read.recallAt()).containsExactly(1, 5, 10);
    assertThat(read.split()).isEqualTo("test");
    assertThat(read.test().skipped()).isNull();
    assertThat(read.test().queries()).isEqualTo(4785);
    assertThat(Page.render(read, ChartSet.of(read)))
        .contains("4,785 queries, 4,797 gallery samples.");
  }

  @Test
  void aFullReportFromBeforeFindingsIsDrawn() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode tree = (ObjectNode) mapper.readTree(ReportJson.write(SampleReports.full(1)));
    tree.remove("findings");
    for (String when : List.of("before", "after")) {
      ((ObjectNode) tree.path("similarities").path(when))
          .remove(List.of("overlap", "histogramLoss"));
    }

    ReportData read = ReportJson.read(mapper.writeValueAsBytes(tree), "here");

    assertThat(read.findings()).isNull();
    ChartSet charts = ChartSet.of(read);
    assertThat(charts.roc()).isEmpty();
    assertThat(Page.render(read, charts))
        .contains("id=\"similarities\"", "id=\"training\"", "<td>25.6</td><td>0.056</td>")
        .doesNotContain("id=\"suspects\"", "id=\"hardest\"", "id=\"roc-title\"");
  }

  @Test
  void anotherFormatVersionIsRefused() {
    String json = text(SampleReports.scoresOnly()).replace("Version\" : 1", "Version\" : 2");

    assertRefused(json, "here: formatVersion = 2: must be 1");
  }

  @Test
  void whatIsNoReportIsRefused() {
    assertRefused("{}", "here: formatVersion = missing: must be 1");
    assertRefused("{\"formatVersion\": 1", "here is no report: ");
    assertRefused("{\"formatVersion\": 1, \"title\": \"t\"}", "here is no report: ");
    assertRefused("", "here: formatVersion = missing: must be 1");
  }

  private static void assertRefused(String json, String message) {
    assertThatThrownBy(() -> ReportJson.read(json.getBytes(StandardCharsets.UTF_8), "here"))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_DATA))
        .hasMessageStartingWith(message);
  }

  private static String text(ReportData data) {
    return new String(ReportJson.write(data), StandardCharsets.UTF_8);
  }
}
