package org.histloss.retraining;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.histloss.config.RetrainSettings;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryEntry.Data;
import org.histloss.report.history.HistoryEntry.Kind;
import org.histloss.report.history.HistoryEntry.Outcome;
import org.junit.jupiter.api.Test;

/** Night after night without a new champion. */
class AlarmsTest {
  private static final RetrainSettings.Watch FROM_THREE_ON =
      new RetrainSettings.Watch(0, 10, 1, 0, 0.1, 3);
  private static final String ALARM = "3 runs one after the other promoted nothing";

  private static Data data(String version) {
    return new Data(version, 9, 3, 3, 0);
  }

  private static HistoryEntry line(long generation, String version, Outcome outcome) {
    HistoryEntry.Run run =
        new HistoryEntry.Run(
            data(version), null, null, List.of(), List.of(), null, List.of(), null, List.of());
    return new HistoryEntry(
        1,
        "%06d-%s".formatted(generation, version),
        Kind.RUN,
        "2026-11-25T02:00:00Z",
        "night",
        "so it is",
        outcome,
        null,
        null,
        generation,
        run);
  }

  private static List<String> refused(long generation, String version, HistoryEntry... history) {
    return new Alarms(FROM_THREE_ON, List.of(history), generation)
        .of(data(version), List.of(), null, Outcome.DATA_REFUSED);
  }

  /** The history has one line of them, however many nights they stay as they are. */
  @Test
  void dataThatStayRefusedAreAnAlarmInTheThirdNight() {
    HistoryEntry promoted = line(1, "v1", Outcome.PROMOTED);
    HistoryEntry first = line(2, "v2", Outcome.DATA_REFUSED);
    assertThat(refused(2, "v2", promoted)).isEmpty();
    assertThat(refused(3, "v2", promoted, first)).isEmpty();
    assertThat(refused(4, "v2", promoted, first)).containsExactly(ALARM);
  }

  /** Nights on which nothing was new are no refusals. */
  @Test
  void ofOtherDataLinesCount() {
    HistoryEntry gate = line(1, "v1", Outcome.NOT_PROMOTED);
    HistoryEntry limit = line(20, "v2", Outcome.DATA_REFUSED);
    assertThat(refused(40, "v2", gate)).isEmpty();
    assertThat(refused(40, "v3", gate, limit)).containsExactly(ALARM);
    assertThat(refused(40, "v3", line(1, "v0", Outcome.PROMOTED), limit)).isEmpty();
  }

  private static HistoryEntry.Figures precision(double value) {
    return precision(null, value);
  }

  private static HistoryEntry.Figures precision(String protocol, double value) {
    return new HistoryEntry.Figures(
        protocol, Map.of("mAP", new HistoryEntry.Score(value, null, null)), null);
  }

  /** Labels that were mixed up show by it before they show by anything else. */
  @Test
  void aChampionThatFindsLessThanItDidIsAnAlarm() {
    Alarms alarms = new Alarms(FROM_THREE_ON, List.of(), 3);
    assertThat(
            alarms.ofChampion(precision("cross-camera", 0.485), precision("cross-camera", 0.316)))
        .singleElement()
        .asString()
        .startsWith(
            "the champion's own mAP fell from 48.5 % to 31.6 % (protocol cross-camera; alarm from 10.0"
                + " points on)");
    assertThat(alarms.ofChampion(precision(0.485), precision(0.386))).isEmpty();
    assertThat(alarms.ofChampion(precision(0.3), precision(0.5))).isEmpty();
  }

  /** What is known of two protocols is no fall; lines from before one was recorded count. */
  @Test
  void scoresOfTwoProtocolsAreNoFall() {
    Alarms alarms = new Alarms(FROM_THREE_ON, List.of(), 3);
    HistoryEntry.Figures now = precision("cross-camera", 0.3);
    assertThat(alarms.ofChampion(precision("leave-one-out", 0.5), now)).isEmpty();
    assertThat(alarms.ofChampion(precision("cross-camera", 0.5), now)).hasSize(1);
    assertThat(alarms.ofChampion(precision(null, 0.5), now))
        .singleElement()
        .asString()
        .contains(
            " to 30.0 % (protocol cross-camera, that of the first figure not recorded; alarm from ");
  }

  @Test
  void whoIsPromotedEndsThem() {
    HistoryEntry gate = line(1, "v1", Outcome.NOT_PROMOTED);
    Alarms alarms = new Alarms(FROM_THREE_ON, List.of(gate, gate), 3);
    assertThat(alarms.of(data("v3"), List.of(), null, Outcome.PROMOTED)).isEmpty();
    assertThat(alarms.of(data("v3"), List.of(), null, Outcome.NOT_PROMOTED)).containsExactly(ALARM);
  }
}
