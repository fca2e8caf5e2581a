package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.histloss.dataset.ExitCode;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryEntry.Kind;
import org.histloss.report.history.HistoryEntry.Outcome;
import org.histloss.report.history.HistoryLines;
import org.histloss.report.history.HistoryReport;
import org.junit.jupiter.api.Test;

class HistoryPageTest {
  /** The reasons that runs give begin with their outcome, which is said already. */
  @Test
  void anOutcomeIsSaidOnce() {
    assertThat(headline("Promoted, as there is no champion: mAP 4 %.", Outcome.PROMOTED))
        .contains("The last run, 000001-a, was promoted, as there is no champion: mAP 4 %.");
    assertThat(headline("Not promoted: mAP 4 %.", Outcome.NOT_PROMOTED))
        .contains("The last run, 000001-a, was not promoted: mAP 4 %.");
    assertThat(headline("Data refused: samples: 3.", Outcome.DATA_REFUSED))
        .contains("The last run, 000001-a, was stopped by its data: samples: 3.");
  }

  private static String headline(String why, Outcome outcome) {
    HistoryEntry entry =
        new HistoryEntry(
            1,
            "000001-a",
            Kind.RUN,
            "2026-01-07T02:00:00Z",
            "me",
            why,
            outcome,
            null,
            null,
            1,
            null);
    return HistoryPart.headline(
        new HistoryReport("r", "2026-01-07T02:00:00Z", null, List.of(entry), List.of()),
        List.of(entry));
  }

  @Test
  void aManagerReadsTheStateFirst() {
    assertThat(HistoryPage.html(SampleHistories.of(6)))
        .contains("Champion is 000006-1a2b3c4d, since 2026-01-07 02:00 UTC.")
        .contains("The last run, 000006-1a2b3c4d, was promoted: no slice worse")
        .contains("One alarm.")
        .contains("PSI 0.27 is above 0.25");
  }

  /** Every third entry has one; the seventh is no run. */
  @Test
  void earlierAlarmsStandWithTheirEntries() {
    String page = HistoryPage.html(SampleHistories.of(13));
    String entries = page.substring(page.indexOf("id=\"entries\""));

    assertThat(page)
        .contains("4 earlier runs raised 4 alarms, the latest on 2026-01-13 02:00 UTC.")
        .doesNotContain("One alarm.");
    assertThat(entries.split("PSI 0.27 is above 0.25", -1)).hasSize(5);
    assertThat(entries.substring(entries.indexOf(">12<"), entries.indexOf(">11<")))
        .contains("<strong>Alarm:</strong> <bdi>input brightness: PSI 0.27");
    assertThat(HistoryPage.html(SampleHistories.of(3))).doesNotContain("earlier run");
  }

  /** After a rollback the last run is still told of, and what happened since. */
  @Test
  void aMoveByHandIsSaid() {
    assertThat(HistoryPage.html(SampleHistories.of(7)))
        .contains("The last run, 000006-1a2b3c4d, was promoted")
        .contains("Afterwards 000007-1a2b3c4d was made champion again by a rollback: no slice");
  }

  @Test
  void theLastRunHasItsFiguresRulesAndSlices() {
    assertThat(HistoryPage.html(SampleHistories.of(6)))
        .contains(
            "<strong>67.2\u00a0%</strong> <span class=\"note\">champion 66.2\u00a0%, +1.0 points")
        .contains("Jaccard index, first 10 of 64 anchors")
        .contains(
            "<td class=\"rule\"><bdi>at least 30.0 %</bdi></td><td class=\"outcome\">✓ yes</td>")
        .contains("<td class=\"outcome broken\">✗ no</td>")
        .contains("<td class=\"number\">+1.0 (−1.0 to +3.0)</td>")
        .contains("<td class=\"number\">40.0\u00a0%</td><td class=\"number\">–</td>");
  }

  /** Every score with its interval where one is known; what is not known is a dash. */
  @Test
  void theTableHasEveryScoreNewestFirst() {
    String page = HistoryPage.html(SampleHistories.of(12));
    String table = page.substring(page.indexOf("id=\"entries\""));

    assertThat(table)
        .containsSubsequence("scope=\"row\">12<", "scope=\"row\">11<", "scope=\"row\">1<")
        .contains("<th scope=\"col\" class=\"number\">R@10</th>")
        .contains("67.2<span class=\"note\">64.2–70.2</span>")
        .contains("<td class=\"number\">77.2</td>")
        .contains("■ data refused", "▲ rolled back by hand", "✗ not promoted", "◆ promoted")
        .doesNotContain("The last 200");
  }

  @Test
  void twelveRunsHaveTheirHills() {
    assertThat(HistoryPage.html(SampleHistories.of(24)).split("<svg viewBox", -1)).hasSize(13);
    assertThat(HistoryPage.html(SampleHistories.of(3)).split("<svg viewBox", -1)).hasSize(4);
    assertThat(HistoryPage.html(SampleHistories.of(24)))
        .contains("aria-label=\"Entry 24: pairs of one identity have mean similarity 0.70, pairs")
        .contains("from −0.4 on the left to 1 on the right");
  }

  @Test
  void anchorsHavePicturesOrIds() {
    String page = HistoryPage.html(SampleHistories.of(6));

    assertThat(page.split("alt=\"Neighbour: ", -1)).hasSize(1 + 20);
    assertThat(page.split("class=\"no-picture\"", -1)).hasSize(1 + 21);
    assertThat(page).contains("25.0\u00a0% of the neighbours in common");
  }

  /** What is not known is left out or a dash, and the page stands. */
  @Test
  void nothingIsNeededButTheEntries() {
    assertThat(HistoryPage.html(SampleHistories.bare()))
        .contains("Champion is 000000-lost. The last run, 000002-x, was not promoted. No alarms.")
        .contains("id=\"anchors\"")
        .doesNotContain("<figure", "id=\"gate\"", "id=\"hills\"", "class=\"tiles\"", "null");
    assertThat(HistoryPage.html(new HistoryReport(null, null, null, null, null)))
        .contains("No entries yet.");
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

    assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(4_000_000);
    assertThat(page)
        .contains("The last 200 of 400 entries")
        .contains("The last 100 of 400 entries are drawn.")
        .contains("at entry 400, the newest that has it; lowest ", " of 78 runs.")
        .contains("scope=\"row\">400<", "scope=\"row\">201<")
        .doesNotContain("scope=\"row\">200<");
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

  /** Lines from before it was recorded have none, and are written again as they were. */
  @Test
  void aLineNamesItsProtocolOrNone() {
    String text = HistoryLines.format(SampleHistories.of(1).entries());
    String older = text.replace("\"protocol\":\"cross-camera\",", "");

    assertThat(text).contains("\"challenger\":{\"protocol\":\"cross-camera\",\"scores\"");
    assertThat(older).doesNotContain("protocol");
    HistoryEntry.Figures read = HistoryLines.parse(older, "h.jsonl").get(0).run().challenger();
    assertThat(read.protocol()).isNull();
    assertThat(read.scores()).containsKey("mAP");
    assertThat(HistoryLines.format(HistoryLines.parse(older, "h.jsonl"))).isEqualTo(older);
  }

  @Test
  void aTornOrUnknownLineIsNamed() {
    String text = HistoryLines.format(SampleHistories.of(2).entries());

    assertThatThrownBy(() -> HistoryLines.parse(text.substring(0, text.length() - 9), "h.jsonl"))
        .hasMessageContaining("h.jsonl line 2: torn")
        .hasFieldOrPropertyWithValue("exitCode", ExitCode.BAD_DATA);
    assertThatThrownBy(() -> HistoryLines.parse(text + "{\"formatVersion\":2}\n", "h.jsonl"))
        .hasMessage("h.jsonl line 3: formatVersion = 2: must be 1");
    assertThatThrownBy(() -> HistoryLines.parse("{\n", "h.jsonl")).hasMessageContaining("line 1");
  }
}
