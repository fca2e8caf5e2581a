package org.histloss.retraining.registry;

import java.util.List;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryEntry.Kind;
import org.histloss.report.history.HistoryEntry.Outcome;

/** How the champion moves, as pointers and as lines of the history. */
final class Moves {
  private Moves() {}

  /** The pointer to a version whose run promoted it, under the present lock. */
  static Champion ofRun(Version version, String predecessor, long generation) {
    HistoryEntry entry = version.entry();
    HistoryEntry line =
        new HistoryEntry(
            entry.formatVersion(),
            entry.id(),
            entry.kind(),
            entry.at(),
            entry.who(),
            entry.why(),
            Outcome.PROMOTED,
            entry.id(),
            predecessor,
            generation,
            entry.run());
    return pointer(version, predecessor, line);
  }

  /** The line of a run that was to be promoted, but finds another champion than it challenged. */
  static HistoryEntry overtaken(Version version, String champion, long generation) {
    return unpromoted(
        version,
        "Not promoted: it challenged %s, but %s had become champion when it was to be promoted."
            .formatted(version.request().champion(), champion),
        champion,
        generation);
  }

  /** The line of a run that ended before it could promote, when a person moves the champion. */
  static HistoryEntry withdrawn(Version version, String champion, long generation) {
    return unpromoted(
        version,
        "Not promoted: its run ended before it could, and then the champion was moved by hand.",
        champion,
        generation);
  }

  private static HistoryEntry unpromoted(
      Version version, String why, String champion, long generation) {
    HistoryEntry entry = version.entry();
    return new HistoryEntry(
        entry.formatVersion(),
        entry.id(),
        entry.kind(),
        entry.at(),
        entry.who(),
        why,
        Outcome.NOT_PROMOTED,
        champion,
        null,
        generation,
        entry.run());
  }

  /** The pointer to a version that a person chose. */
  static Champion byHand(
      Kind kind, Version version, String before, String predecessor, Hand hand, long generation) {
    String name = version.request().id();
    HistoryEntry line =
        new HistoryEntry(
            Registry.FORMAT,
            "%06d-%s".formatted(generation, kind == Kind.ROLLBACK ? "rollback" : "promote"),
            kind,
            hand.at(),
            hand.who(),
            hand.why(),
            Outcome.PROMOTED,
            name,
            before,
            generation,
            figures(version.entry().run()));
    return pointer(version, predecessor, line);
  }

  /** What the version's own run measured; nothing else of it belongs to the move. */
  private static HistoryEntry.Run figures(HistoryEntry.Run run) {
    return new HistoryEntry.Run(
        run.data(),
        new HistoryEntry.Figures(run.challenger().protocol(), run.challenger().scores(), null),
        null,
        List.of(),
        List.of(),
        null,
        List.of(),
        null,
        List.of());
  }

  /** Who moves the champion by hand, why, and when. */
  record Hand(String who, String why, String at) {}

  private static Champion pointer(Version version, String predecessor, HistoryEntry line) {
    String name = version.request().id();
    return new Champion(
        Registry.FORMAT,
        name,
        "versions/" + name + "/model",
        version.parametersSha256(),
        line.generation(),
        predecessor,
        line);
  }

  /** The champion that the newest move made, or null while there was none. */
  static String last(List<HistoryEntry> history) {
    String last = null;
    for (HistoryEntry entry : history) {
      last = entry.outcome() == Outcome.PROMOTED ? entry.champion() : last;
    }
    return last;
  }

  /**
   * The version that was champion before another became it, by the newest line that tells of it, or
   * null.
   */
  static String before(String version, List<HistoryEntry> history) {
    if (version == null) {
      return null;
    }
    String found = null;
    for (HistoryEntry entry : history) {
      boolean moved = entry.outcome() == Outcome.PROMOTED && version.equals(entry.champion());
      // A rollback to it says where one came from, not what it replaced.
      if (moved && entry.kind() != Kind.ROLLBACK && !version.equals(entry.predecessor())) {
        found = entry.predecessor();
      }
    }
    return found;
  }
}
