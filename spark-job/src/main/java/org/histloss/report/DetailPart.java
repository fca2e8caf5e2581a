package org.histloss.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Tables of names and values for whoever wants to know exactly. */
final class DetailPart {
  private DetailPart() {}

  /**
   * One table that unfolds.
   *
   * @param title its heading
   * @param note what to know before reading it, or null
   * @param entries name → value, in order
   */
  public record Table(String title, String note, Map<String, String> entries) {}

  /** The protocol, and the other tables that hold an entry. */
  static List<Table> of(ReportData data) {
    List<Table> tables = new ArrayList<>();
    ReportData.Protocol protocol = data.protocol();
    String note =
        (protocol.description() == null ? "" : protocol.description() + ". ")
            + "docs/evaluation.md explains each rule, with an example worked by hand.";
    tables.add(new Table("Protocol: " + protocol.name(), note, protocol.rules()));
    if (data.data() != null) {
      add(tables, "Data", null, counts(data.data()));
    }
    add(tables, "Settings", "The effective configuration.", data.settings());
    add(tables, "Versions", null, data.versions());
    add(tables, "Time by phase", null, durations(data.timings()));
    return tables;
  }

  private static void add(
      List<Table> tables, String title, String note, Map<String, String> entries) {
    if (!entries.isEmpty()) {
      tables.add(new Table(title, note, entries));
    }
  }

  private static Map<String, String> counts(DataCounts data) {
    Map<String, String> entries = new LinkedHashMap<>();
    put(entries, "data set", data.path());
    put(entries, "version", data.version());
    put(entries, "one sample", data.shape());
    for (DataCounts.Split split : data.splits()) {
      entries.put(
          "split " + split.name(),
          "%s samples of %s identities, %s of them with two samples or more"
              .formatted(
                  Figures.whole(split.samples()),
                  Figures.whole(split.identities()),
                  Figures.whole(split.trainableIdentities())));
    }
    data.rejects().forEach((reason, n) -> entries.put("left out: " + reason, Figures.whole(n)));
    data.notes().forEach((note, n) -> entries.put("noted: " + note, Figures.whole(n)));
    return entries;
  }

  private static Map<String, String> durations(Map<String, Double> timings) {
    return timings.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                phase -> Figures.duration(phase.getValue()),
                (first, second) -> second,
                LinkedHashMap::new));
  }

  private static void put(Map<String, String> entries, String name, String value) {
    if (value != null) {
      entries.put(name, value);
    }
  }
}
