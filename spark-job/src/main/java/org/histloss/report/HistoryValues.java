package org.histloss.report;

import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import org.histloss.report.history.HistoryEntry;

/** Single values of an entry, null where it has none; fractions in percent. */
final class HistoryValues {
  private HistoryValues() {}

  private static <T> Double of(
      HistoryEntry entry, Function<HistoryEntry.Run, T> part, Function<T, Double> value) {
    T found = entry.run() == null ? null : part.apply(entry.run());
    return found == null ? null : value.apply(found);
  }

  private static HistoryEntry.Score score(HistoryEntry.Figures figures, String name) {
    return figures.scores() == null ? null : figures.scores().get(name);
  }

  private static Double percent(Double fraction) {
    return fraction == null ? null : 100 * fraction;
  }

  static Double challenger(HistoryEntry entry, String name) {
    return of(
        entry,
        HistoryEntry.Run::challenger,
        f -> score(f, name) == null ? null : percent(score(f, name).value()));
  }

  static Double champion(HistoryEntry entry, String name) {
    return of(
        entry,
        HistoryEntry.Run::incumbent,
        f -> score(f, name) == null ? null : percent(score(f, name).value()));
  }

  static Double bound(HistoryEntry entry, String name, boolean low) {
    return of(
        entry,
        HistoryEntry.Run::challenger,
        f ->
            score(f, name) == null
                ? null
                : percent(low ? score(f, name).low() : score(f, name).high()));
  }

  static Similarities.Pairs pairs(HistoryEntry entry) {
    HistoryEntry.Figures figures = entry.run() == null ? null : entry.run().challenger();
    HistoryEntry.Similarities found = figures == null ? null : figures.similarities();
    return found == null || found.positive() == null || found.negative() == null
        ? null
        : Similarities.Pairs.of(found.positive(), found.negative());
  }

  static Double overlap(HistoryEntry entry) {
    Similarities.Pairs pairs = pairs(entry);
    return pairs == null ? null : percent(pairs.overlap());
  }

  static Double neighbours(HistoryEntry entry) {
    return of(entry, HistoryEntry.Run::anchors, a -> percent(a.overlap()));
  }

  static Double rate(HistoryEntry entry) {
    return of(entry, HistoryEntry.Run::cost, HistoryEntry.Cost::samplesPerSecond);
  }

  static Double coreHours(HistoryEntry entry) {
    return of(entry, HistoryEntry.Run::cost, HistoryEntry.Cost::coreHours);
  }

  static List<String> drifts(List<HistoryEntry> entries) {
    return List.copyOf(
        entries.stream()
            .map(HistoryEntry::run)
            .filter(run -> run != null && run.drift() != null)
            .flatMap(run -> run.drift().stream())
            .map(HistoryEntry.Drift::of)
            .filter(Objects::nonNull)
            .collect(java.util.stream.Collectors.toCollection(TreeSet::new)));
  }

  static Double drift(HistoryEntry entry, String of, boolean psi) {
    return of(
        entry,
        HistoryEntry.Run::drift,
        all ->
            all.stream()
                .filter(d -> of.equals(d.of()))
                .map(d -> psi ? d.psi() : d.ks())
                .findFirst()
                .orElse(null));
  }
}
