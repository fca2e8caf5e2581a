package org.histloss.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryEntry.Kind;
import org.histloss.report.history.HistoryReport;

/** Sentences and tables of a history's page. */
final class HistoryPart {
  /** Most entries that the table shows. */
  static final int ROWS = 200;

  private static final String NONE = "–";

  private HistoryPart() {}

  /** A row of the table of entries. */
  public record Row(
      String number,
      String when,
      String id,
      String outcome,
      String champion,
      String why,
      String who,
      String precision,
      String recall) {}

  /** A row of the slices' table. */
  public record SliceRow(
      String name, String queries, String challenger, String champion, String difference) {}

  /** A row of the costs' table. */
  public record CostRow(String number, String rate, String phases, String hours) {}

  /** An anchor with its neighbours. */
  public record Anchor(
      HistoryReport.Shown sample,
      String overlap,
      List<HistoryReport.Shown> before,
      List<HistoryReport.Shown> after) {}

  /** The newest entry that is a run, or null. */
  static HistoryEntry lastRun(List<HistoryEntry> entries) {
    return entries.stream()
        .filter(e -> e.kind() == Kind.RUN && e.run() != null)
        .reduce((first, second) -> second)
        .orElse(null);
  }

  /** What a manager wants to know, in a few sentences. */
  static String headline(HistoryReport report) {
    StringBuilder words = new StringBuilder();
    if (report.champion() == null) {
      words.append("There is no champion yet.");
    } else {
      String since = since(report);
      words.append("Champion is ").append(report.champion());
      words.append(since == null ? "." : ", since " + since + ".");
    }
    HistoryEntry last = lastRun(report.entries());
    if (last == null) {
      return words.append(" No run is recorded.").toString();
    }
    words.append(" The last run, ").append(last.id()).append(", ").append(outcome(last));
    words.append(last.why() == null ? "." : ": " + last.why());
    int alarms = alarms(last).size();
    words.append(words.toString().endsWith(".") ? " " : ". ");
    words.append(alarms == 0 ? "No alarms." : alarms == 1 ? "One alarm." : alarms + " alarms.");
    return words.toString();
  }

  private static String since(HistoryReport report) {
    String since = null;
    String before = null;
    for (HistoryEntry entry : report.entries()) {
      if (report.champion().equals(entry.champion()) && !report.champion().equals(before)) {
        since = when(entry);
      }
      before = entry.champion();
    }
    return since;
  }

  private static String when(HistoryEntry entry) {
    return entry.at() == null ? NONE : Figures.moment(entry.at());
  }

  private static String outcome(HistoryEntry entry) {
    return switch (entry.outcome()) {
      case PROMOTED -> "was promoted";
      case NOT_PROMOTED -> "was not promoted";
      case DATA_REFUSED -> "was stopped by its data";
    };
  }

  private static String mark(HistoryEntry entry) {
    if (entry.kind() != Kind.RUN) {
      return entry.kind() == Kind.ROLLBACK ? "▲ rolled back by hand" : "▲ promoted by hand";
    }
    return switch (entry.outcome()) {
      case PROMOTED -> "◆ promoted";
      case NOT_PROMOTED -> "✗ not promoted";
      case DATA_REFUSED -> "■ data refused";
    };
  }

  /** The last entries, newest first. */
  static List<Row> rows(List<HistoryEntry> entries) {
    List<Row> rows = new ArrayList<>();
    for (int i = entries.size() - 1; i >= Math.max(0, entries.size() - ROWS); i--) {
      HistoryEntry entry = entries.get(i);
      rows.add(
          new Row(
              Figures.whole(i + 1),
              when(entry),
              text(entry.id()),
              mark(entry),
              text(entry.champion()),
              text(entry.why()),
              text(entry.who()),
              percent(HistoryValues.challenger(entry, "mAP")),
              percent(HistoryValues.challenger(entry, "R@1"))));
    }
    return rows;
  }

  /** The slices of a run. */
  static List<SliceRow> slices(HistoryEntry run) {
    return run == null || run.run().slices() == null
        ? List.of()
        : run.run().slices().stream().map(HistoryPart::slice).toList();
  }

  private static SliceRow slice(HistoryEntry.Slice slice) {
    HistoryEntry.Score difference = slice.difference();
    String interval =
        difference == null || difference.low() == null || difference.high() == null
            ? ""
            : " (%s to %s)"
                .formatted(
                    Figures.signedPoints(difference.low()),
                    Figures.signedPoints(difference.high()));
    return new SliceRow(
        text(slice.name()),
        "%s of %s".formatted(Figures.whole(slice.queries()), Figures.whole(slice.identities())),
        Figures.percent(slice.challenger()),
        slice.incumbent() == null ? NONE : Figures.percent(slice.incumbent()),
        difference == null ? NONE : Figures.signedPoints(difference.value()) + interval);
  }

  /** What somebody should look at after a run. */
  static List<String> alarms(HistoryEntry run) {
    return run == null || run.run().alarms() == null ? List.of() : run.run().alarms();
  }

  /** What the last runs cost, newest first. */
  static List<CostRow> costs(List<HistoryEntry> entries) {
    List<CostRow> rows = new ArrayList<>();
    for (int i = entries.size() - 1; i >= 0 && rows.size() < 20; i--) {
      HistoryEntry.Run run = entries.get(i).run();
      if (run != null && run.cost() != null) {
        rows.add(cost(i + 1, run.cost()));
      }
    }
    return rows;
  }

  private static CostRow cost(int number, HistoryEntry.Cost cost) {
    String phases =
        cost.seconds() == null
            ? NONE
            : cost.seconds().entrySet().stream()
                .map(phase -> phase.getKey() + " " + Figures.duration(phase.getValue()))
                .collect(Collectors.joining(", "));
    return new CostRow(
        Figures.whole(number),
        Figures.real(cost.samplesPerSecond()),
        phases,
        Figures.real(cost.coreHours()));
  }

  /** Anchors whose neighbours changed. */
  static List<Anchor> changed(List<HistoryReport.ChangedAnchor> changed) {
    return changed == null
        ? List.of()
        : changed.stream()
            .map(a -> new Anchor(a.anchor(), Figures.percent(a.overlap()), a.before(), a.after()))
            .toList();
  }

  private static String percent(Double percent) {
    return percent == null ? NONE : Figures.percent(percent / 100);
  }

  private static String text(String value) {
    return value == null ? NONE : value;
  }
}
