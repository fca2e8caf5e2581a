package org.histloss.retraining;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.histloss.config.RetrainSettings;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryEntry.Anchors;
import org.histloss.report.history.HistoryEntry.Drift;
import org.histloss.report.history.HistoryEntry.Kind;
import org.histloss.report.history.HistoryEntry.Outcome;

/**
 * What somebody should look at, though nothing was stopped by it.
 *
 * @param watch the marks
 * @param history lines before this run
 * @param generation of the lock under which this run works
 */
record Alarms(RetrainSettings.Watch watch, List<HistoryEntry> history, long generation) {

  List<String> of(HistoryEntry.Data data, List<Drift> drift, Anchors anchors, Outcome outcome) {
    List<String> alarms = new ArrayList<>();
    for (Drift moved : drift) {
      if (moved.psi() >= watch.drift()) {
        alarms.add(
            String.format(
                Locale.ROOT,
                "drift of %s: PSI %.2f (alarm from %.2f on)",
                moved.of(),
                moved.psi(),
                watch.drift()));
      }
    }
    if (anchors != null && anchors.overlap() < watch.overlap()) {
      alarms.add(
          String.format(
              Locale.ROOT,
              "neighbours of the anchors overlap by %.0f %% (alarm below %.0f %%)",
              100 * anchors.overlap(),
              100 * watch.overlap()));
    }
    long refusals = outcome == Outcome.PROMOTED ? 0 : refusalsBefore() + runs(data, outcome);
    if (refusals >= watch.refusals()) {
      alarms.add("%d runs one after the other promoted nothing".formatted(refusals));
    }
    return List.copyOf(alarms);
  }

  /**
   * The champion has stayed as it was: what it loses, the held-out data have lost. Where the two
   * figures are known to be of different protocols nothing is said, as scores of two protocols are
   * no measure of each other.
   *
   * @param then what it reached when it was made
   * @param now what it reaches on the data of now
   */
  List<String> ofChampion(HistoryEntry.Figures then, HistoryEntry.Figures now) {
    if (then.otherwiseThan(now)) {
      return List.of();
    }
    double before = then.scores().get("mAP").value();
    double after = now.scores().get("mAP").value();
    if (before - after < watch.championFall()) {
      return List.of();
    }
    return List.of(
        String.format(
            Locale.ROOT,
            "the champion's own mAP fell from %.1f %% to %.1f %% (protocol %s%s; alarm from %.1f"
                + " points on): look at the labels and the pictures of the held-out identities",
            100 * before,
            100 * after,
            now.protocol(),
            then.protocol() == null ? ", that of the first figure not recorded" : "",
            100 * watch.championFall()));
  }

  /** This one and those that the history does not tell of, each of which took the lock anew. */
  private long runs(HistoryEntry.Data data, Outcome outcome) {
    HistoryEntry told = outcome == Outcome.DATA_REFUSED ? told(history, data.version()) : null;
    return told == null ? 1 : Math.max(1, generation - told.generation());
  }

  /** The history's last line where that tells that data of this version are refused, or null. */
  private static HistoryEntry told(List<HistoryEntry> history, String version) {
    HistoryEntry last = history.isEmpty() ? null : history.get(history.size() - 1);
    return last != null
            && last.outcome() == Outcome.DATA_REFUSED
            && last.run().data().version().equals(version)
        ? last
        : null;
  }

  /** Whether the history's last line tells of just these data; more rejects are other data. */
  static boolean isTold(List<HistoryEntry> history, HistoryEntry.Data data) {
    HistoryEntry told = told(history, data.version());
    return told != null && told.run().data().rejects() == data.rejects();
  }

  private int refusalsBefore() {
    int refusals = 0;
    for (int i = history.size() - 1; i >= 0; i--) {
      HistoryEntry line = history.get(i);
      if (line.kind() != Kind.RUN || line.outcome() == Outcome.PROMOTED) {
        break;
      }
      refusals++;
    }
    return refusals;
  }
}
