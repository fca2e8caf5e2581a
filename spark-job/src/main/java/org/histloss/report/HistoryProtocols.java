package org.histloss.report;

import java.util.ArrayList;
import java.util.List;
import org.histloss.report.history.HistoryEntry;

/**
 * By which protocols the runs of a history were scored. Scores of two protocols say nothing about
 * each other: no line joins them. A protocol that was not recorded may be any, so that it, too, is
 * another than each that was.
 */
final class HistoryProtocols {
  private static final String UNKNOWN = "not recorded";

  /** Most stretches that are told of. */
  private static final int TOLD = 4;

  private HistoryProtocols() {}

  /** Runs one after the other with scores of one protocol, by their entries' numbers, from 1. */
  private record Stretch(int first, int last, String protocol) {
    boolean continuedBy(String next) {
      return protocol.equals(next);
    }

    /** The last one has no end yet. */
    String words(boolean ended) {
      return !ended
          ? "%s from entry %s on".formatted(protocol, Figures.whole(first))
          : first == last
              ? "%s in entry %s".formatted(protocol, Figures.whole(first))
              : "%s in entries %s to %s"
                  .formatted(protocol, Figures.whole(first), Figures.whole(last));
    }
  }

  /** By which an entry's scores were taken, in words; null where it has none. */
  static String of(HistoryEntry entry) {
    HistoryEntry.Figures figures = entry.run() == null ? null : entry.run().challenger();
    return figures == null || figures.scores() == null
        ? null
        : figures.protocol() == null ? UNKNOWN : figures.protocol();
  }

  /** All that is known of them in a sentence, or null where no run has scores. */
  static String words(List<HistoryEntry> entries) {
    List<Stretch> found = stretches(entries);
    if (found.isEmpty()) {
      return null;
    }
    if (found.size() == 1) {
      return "Protocol: " + found.get(0).protocol() + ".";
    }
    List<String> words = new ArrayList<>();
    for (int i = Math.max(0, found.size() - TOLD); i < found.size(); i++) {
      words.add(found.get(i).words(i < found.size() - 1));
    }
    String earlier =
        found.size() > TOLD ? Figures.whole(found.size() - 1) + " changes, of late " : "";
    return "Protocol: " + earlier + String.join(", ", words) + ".";
  }

  /** Whether a history's runs were scored by more than one. */
  static boolean change(List<HistoryEntry> entries) {
    return stretches(entries).size() > 1;
  }

  /** Where lines of scores break, between the two entries: where the protocol changes. */
  static List<Double> changes(List<HistoryEntry> entries) {
    return stretches(entries).stream().skip(1).map(stretch -> stretch.first() - 0.5).toList();
  }

  /** The protocol of the run with scores before entry number {@code i}, from 0, or null. */
  static String before(List<HistoryEntry> entries, int i) {
    List<Stretch> found = stretches(entries.subList(0, i));
    return found.isEmpty() ? null : found.get(found.size() - 1).protocol();
  }

  private static List<Stretch> stretches(List<HistoryEntry> entries) {
    List<Stretch> found = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      HistoryEntry entry = entries.get(i);
      String protocol = entry.kind() == HistoryEntry.Kind.RUN ? of(entry) : null;
      Stretch last = found.isEmpty() ? null : found.get(found.size() - 1);
      if (protocol != null && last != null && last.continuedBy(protocol)) {
        found.set(found.size() - 1, new Stretch(last.first(), i + 1, protocol));
      } else if (protocol != null) {
        found.add(new Stretch(i + 1, i + 1, protocol));
      }
    }
    return found;
  }
}
