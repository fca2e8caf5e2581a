package org.histloss.retraining.registry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryLines;

/** {@code history.jsonl}, which is always replaced whole, so that no line is ever torn. */
final class HistoryFile {
  private final RegistryFiles files;
  private final Path path;

  HistoryFile(RegistryFiles files) {
    this.files = files;
    this.path = files.at("history.jsonl");
  }

  /** All lines, oldest first. */
  List<HistoryEntry> read() {
    byte[] content = files.read(path);
    return content == null
        ? List.of()
        : HistoryLines.parse(new String(content, StandardCharsets.UTF_8), path.toString());
  }

  /** Whether there is a line of this run or move. */
  boolean has(HistoryEntry entry) {
    return read().stream()
        .anyMatch(line -> line.kind() == entry.kind() && line.id().equals(entry.id()));
  }

  /** Adds a line, once. */
  void add(HistoryEntry entry) {
    if (has(entry)) {
      return;
    }
    List<HistoryEntry> all = new ArrayList<>(read());
    all.add(entry);
    files.write(path, HistoryLines.format(all).getBytes(StandardCharsets.UTF_8));
  }
}
