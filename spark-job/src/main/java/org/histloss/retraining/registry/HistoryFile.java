package org.histloss.retraining.registry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryLines;
import org.histloss.retraining.lock.Held;

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
    return read().stream().anyMatch(line -> same(line, entry));
  }

  private static boolean same(HistoryEntry line, HistoryEntry entry) {
    return line.kind() == entry.kind() && line.id().equals(entry.id());
  }

  /** Adds a line, once, unless another has taken the lock over. */
  void add(HistoryEntry entry, Held held) {
    // Before the lines are read, for a holder that knows of its loss; the last look is the lock's.
    held.check();
    List<HistoryEntry> all = new ArrayList<>(read());
    if (all.stream().noneMatch(line -> same(line, entry))) {
      all.add(entry);
      held.tell(path, HistoryLines.format(all).getBytes(StandardCharsets.UTF_8));
    }
  }
}
