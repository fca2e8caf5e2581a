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

  /** The scores that the table has, in its order. */
  static final List<String> SCORES = List.of("mAP", "R@1", "R@5", "R@10");

  /** A row of the table of entries; a cell for each of {@link #SCORES}. */
  public record Row(
      String number,
      String when,
      String id,
      String outcome,
      String protocol,
      String champion,
      String why,
      String who,
      List<Cell> cells,
      List<String> alarms) {}

  /** A score in percent, and its interval or null. */
  public record Cell(String value, String interval) {}

  /** A main figure of the last run. */
  public record Tile(String label, String value, String note) {}

  /** A row of the slices' table. */
  public record SliceRow(
      String name,
      String queries,
      String identities,
      String challenger,
      String champion,
      String difference) {}

  /** A row of the costs' table. */
  public record CostRow(String number, String rate, String cores, String phases, String hours) {}

  /** An anchor with its neighbours. */
  public record Anchor(
      HistoryReport.Shown sample,
      String overlap,
      List<HistoryReport.Shown> before,
      List<HistoryReport.Shown> after) {}

  /** The newest entry that is a run, or null. */
  static HistoryEntry lastRun(List<HistoryEntry> entries) {
    return entries.stream()
        .filter(e -> e.kind() == Kind.RUN)
        .reduce((first, second) -> second)
        .orElse(null);
  }

  /** What a manager wants to know, in a few sentences. */
  static String headline(HistoryReport report, List<HistoryEntry> entries) {
    List<String> sentences = new ArrayList<>();
    String since = since(report.champion(), entries);
    sentences.add(
        report.champion() == null
            ? "There is no champion yet."
            : "Champion is "
                + report.champion()
                + (since == null ? "." : ", since " + since + "."));
    HistoryEntry last = lastRun(entries);
    if (last == null) {
      sentences.add("No run is recorded.");
    } else {
      sentences.add(told("The last run, %s,".formatted(last.id()), last));
    }
    HistoryEntry newest = entries.isEmpty() ? null : entries.get(entries.size() - 1);
    if (newest != null && newest.kind() != Kind.RUN) {
      String move =
          newest.kind() == Kind.ROLLBACK
              ? "was made champion again by a rollback"
              : "was promoted by hand";
      String words = "Afterwards %s %s".formatted(text(newest.champion()), move);
      sentences.add(sentence(words, newest.why()));
    }
    int alarms = alarms(last).size();
    sentences.add(alarms == 0 ? "No alarms." : alarms == 1 ? "One alarm." : alarms + " alarms.");
    return String.join(" ", sentences);
  }

  private static String sentence(String words, String why) {
    String whole = why == null || why.isBlank() ? words : words + ": " + why.strip();
    return whole.endsWith(".") ? whole : whole + ".";
  }

  /** The last run's outcome and reason. */
  static String verdict(HistoryEntry run) {
    return told("Run %s".formatted(run.id()), run);
  }

  /** The outcome once: most reasons begin with it. */
  private static String told(String which, HistoryEntry run) {
    String words = which + " " + outcome(run);
    String why = run.why() == null ? "" : run.why().strip();
    String first = mark(run).substring(2);
    return why.regionMatches(true, 0, first, 0, first.length())
        ? sentence(words + why.substring(first.length()), null)
        : sentence(words, why);
  }

  /** Scores of the last run with the champion's beside them, and its neighbours; known ones. */
  static List<Tile> tiles(HistoryEntry run) {
    List<Tile> tiles = new ArrayList<>();
    if (run == null) {
      return tiles;
    }
    for (String score : List.of("mAP", "R@1")) {
      Double challenger = HistoryValues.challenger(run, score);
      if (challenger != null) {
        Double champion = HistoryValues.champion(run, score);
        String note = against(challenger, champion) + "; protocol " + HistoryProtocols.of(run);
        tiles.add(new Tile(score + " of the last run", percent(challenger), note));
      }
    }
    Double overlap = HistoryValues.overlap(run);
    if (overlap != null) {
      tiles.add(new Tile("Overlap of the hills", percent(overlap), "same and different pairs"));
    }
    Double kept = HistoryValues.neighbours(run);
    if (kept != null) {
      HistoryEntry.Anchors anchors = run.run().anchors();
      String note =
          "Jaccard index, first %s of %s anchors"
              .formatted(Figures.whole(anchors.neighbours()), Figures.whole(anchors.anchors()));
      tiles.add(new Tile("Neighbours kept", percent(kept), note));
    }
    return tiles;
  }

  private static String against(double challenger, Double champion) {
    return champion == null
        ? "no champion to hold against"
        : "champion %s, %s points".formatted(percent(champion), points(challenger, champion));
  }

  private static String points(double challenger, double champion) {
    return Figures.signedPoints((challenger - champion) / 100);
  }

  private static String since(String champion, List<HistoryEntry> entries) {
    String since = null;
    String before = null;
    for (HistoryEntry entry : entries) {
      if (champion != null && champion.equals(entry.champion()) && !champion.equals(before)) {
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
              protocol(entries, i),
              text(entry.champion()),
              text(entry.why()),
              text(entry.who()),
              SCORES.stream().map(score -> cell(entry, score)).toList(),
              alarms(entry)));
    }
    return rows;
  }

  /**
   * By which an entry's scores are, and the one before where a run changed it; null without any.
   */
  private static String protocol(List<HistoryEntry> entries, int i) {
    String protocol = HistoryProtocols.of(entries.get(i));
    if (protocol == null) {
      return null;
    }
    String before = HistoryProtocols.before(entries, i);
    boolean changed =
        entries.get(i).kind() == Kind.RUN && before != null && !before.equals(protocol);
    return "protocol " + protocol + (changed ? ", before " + before : "");
  }

  private static Cell cell(HistoryEntry entry, String score) {
    Double value = HistoryValues.challenger(entry, score);
    Double low = HistoryValues.bound(entry, score, true);
    Double high = HistoryValues.bound(entry, score, false);
    return new Cell(
        value == null ? NONE : Figures.points(value / 100),
        low == null || high == null
            ? null
            : Figures.points(low / 100) + "–" + Figures.points(high / 100));
  }

  /** The slices of a run. */
  static List<SliceRow> slices(HistoryEntry run) {
    return run == null || run.run() == null || run.run().slices() == null
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
        Figures.whole(slice.queries()),
        Figures.whole(slice.identities()),
        Figures.percent(slice.challenger()),
        slice.incumbent() == null ? NONE : Figures.percent(slice.incumbent()),
        difference == null ? NONE : Figures.signedPoints(difference.value()) + interval);
  }

  /** What somebody should look at after a run. */
  static List<String> alarms(HistoryEntry run) {
    return run == null || run.run() == null || run.run().alarms() == null
        ? List.of()
        : run.run().alarms();
  }

  /** How many alarms the runs before the last one raised, in a sentence, or null for none. */
  static String earlierAlarms(List<HistoryEntry> entries) {
    HistoryEntry last = lastRun(entries);
    List<HistoryEntry> runs =
        entries.stream().filter(entry -> entry != last && !alarms(entry).isEmpty()).toList();
    int alarms = runs.stream().mapToInt(entry -> alarms(entry).size()).sum();
    return runs.isEmpty()
        ? null
        : "%s raised %s, the latest on %s."
            .formatted(
                runs.size() == 1 ? "One earlier run" : Figures.whole(runs.size()) + " earlier runs",
                alarms == 1 ? "one alarm" : Figures.whole(alarms) + " alarms",
                when(runs.get(runs.size() - 1)));
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
                .filter(phase -> phase.getValue() != null)
                .map(phase -> phase.getKey() + " " + Figures.duration(phase.getValue()))
                .collect(Collectors.joining(", "));
    return new CostRow(
        Figures.whole(number),
        Figures.real(cost.samplesPerSecond()),
        Figures.whole(cost.cores()),
        phases,
        Figures.real(cost.coreHours()));
  }

  /** Anchors whose neighbours changed. */
  static List<Anchor> changed(List<HistoryReport.ChangedAnchor> changed) {
    return changed == null
        ? List.of()
        : changed.stream()
            .filter(a -> a.anchor() != null)
            .map(
                a ->
                    new Anchor(
                        a.anchor(),
                        Figures.percent(a.overlap()),
                        ReportData.copy(a.before()),
                        ReportData.copy(a.after())))
            .toList();
  }

  private static String percent(Double percent) {
    return percent == null ? NONE : Figures.percent(percent / 100);
  }

  private static String text(String value) {
    return value == null ? NONE : value;
  }
}
