package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryEntry.Kind;
import org.histloss.report.history.HistoryEntry.Outcome;
import org.histloss.report.history.HistoryEntry.Score;
import org.junit.jupiter.api.Test;

/** What {@code history} prints of a run. */
class HistoryCommandTest {
  private static String row(HistoryEntry.Figures figures) {
    HistoryEntry.Run run =
        new HistoryEntry.Run(
            null, figures, null, List.of(), List.of(), null, List.of(), null, List.of());
    return HistoryCommand.row(
        new HistoryEntry(
            1,
            "000001-ab",
            Kind.RUN,
            "2026-11-25T02:00:00Z",
            "me",
            "Promoted.",
            Outcome.PROMOTED,
            "000001-ab",
            null,
            1,
            run));
  }

  private static HistoryEntry.Figures by(String protocol) {
    return new HistoryEntry.Figures(
        protocol,
        Map.of("mAP", new Score(0.731, null, null), "R@1", new Score(0.72, null, null)),
        null);
  }

  @Test
  void scoresStandWithTheirProtocol() {
    assertThat(row(by("leave-one-out")))
        .endsWith("  mAP 73.1 %, R@1 72.0 % (leave-one-out)  Promoted.");
    assertThat(row(by(null)))
        .endsWith("  mAP 73.1 %, R@1 72.0 % (protocol not recorded)  Promoted.");
    assertThat(row(null)).endsWith("promoted      Promoted.");
  }
}
