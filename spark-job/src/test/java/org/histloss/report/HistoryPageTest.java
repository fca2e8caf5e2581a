package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.histloss.report.history.HistoryLines;
import org.histloss.report.history.HistoryReport;
import org.junit.jupiter.api.Test;

class HistoryPageTest {
  @Test
  void aManagerReadsTheStateFirst() {
    assertThat(HistoryPage.html(SampleHistories.of(6)))
        .contains("Champion is 000006-1a2b3c4d, since 2026-01-07 02:00 UTC.")
        .contains("The last run, 000006-1a2b3c4d, was promoted: no slice worse")
        .contains("One alarm.")
        .contains("PSI 0.27 is above 0.25");
  }

  @Test
  void anEmptyRegistryAndRefusedDataHaveAPage() {
    HistoryReport empty = new HistoryReport("r", null, null, List.of(), List.of());

    assertThat(HistoryPage.html(empty))
        .contains("There is no champion yet. No run is recorded.", "No entries yet.");
    assertThat(HistoryPage.html(SampleHistories.refusedOnly()))
        .contains("was stopped by its data", "■ data refused")
        .doesNotContain("<figure");
    assertThat(HistoryPage.html(SampleHistories.of(1))).contains("◆ promoted", "<figure");
  }

  @Test
  void aLongHistoryStaysSmall() {
    String page = HistoryPage.html(SampleHistories.of(400));

    assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(5 << 20);
    assertThat(page)
        .contains("The last 200 of 400 entries")
        .contains(">400<")
        .doesNotContain("row\">200<");
  }

  @Test
  void hostileTextIsEscaped() {
    assertThat(HistoryPage.html(SampleHistories.hostile()))
        .doesNotContain("<img src=x")
        .contains("&lt;img src=x onerror");
  }

  @Test
  void linesAreReadAsTheyWereWritten() {
    String text = HistoryLines.format(SampleHistories.of(12).entries());

    assertThat(HistoryLines.format(HistoryLines.parse(text, "history.jsonl"))).isEqualTo(text);
    assertThat(text.lines()).hasSize(12);
  }

  @Test
  void aTornOrUnknownLineIsNamed() {
    String text = HistoryLines.format(SampleHistories.of(2).entries());

    assertThatThrownBy(() -> HistoryLines.parse(text.substring(0, text.length() - 9), "h.jsonl"))
        .hasMessageContaining("h.jsonl line 2: torn");
    assertThatThrownBy(() -> HistoryLines.parse(text + "{\"formatVersion\":2}\n", "h.jsonl"))
        .hasMessage("h.jsonl line 3: formatVersion = 2: must be 1");
    assertThatThrownBy(() -> HistoryLines.parse("{\n", "h.jsonl")).hasMessageContaining("line 1");
  }
}
