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
 */
record Alarms(RetrainSettings.Watch watch, List<HistoryEntry> history) {

  List<String> of(List<Drift> drift, Anchors anchors, Outcome outcome) {
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
    int refusals = outcome == Outcome.PROMOTED ? 0 : 1 + refusalsBefore();
    if (refusals >= watch.refusals()) {
      alarms.add("%d runs refused one after the other".formatted(refusals));
    }
    return List.copyOf(alarms);
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
