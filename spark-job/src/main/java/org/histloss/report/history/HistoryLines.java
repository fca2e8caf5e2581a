package org.histloss.report.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.histloss.dataset.JobException;

/** The lines of {@code history.jsonl}, one {@link HistoryEntry} each, every one ended. */
public final class HistoryLines {
  /** The only format version that is written and read. */
  public static final int FORMAT_VERSION = 1;

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final ObjectReader READER =
      MAPPER
          .readerFor(HistoryEntry.class)
          .with(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private HistoryLines() {}

  /** The text of a file that holds these entries, in their order. */
  public static String format(List<HistoryEntry> entries) {
    StringBuilder text = new StringBuilder();
    try {
      for (HistoryEntry entry : entries) {
        text.append(MAPPER.writeValueAsString(entry)).append('\n');
      }
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * Reads a file's text.
   *
   * @param source the file, for the error's line
   * @throws JobException exit code 21 naming the line that is torn, no entry or of another version
   */
  public static List<HistoryEntry> parse(String text, String source) {
    List<HistoryEntry> entries = new ArrayList<>();
    int from = 0;
    for (int line = 1; from < text.length(); line++) {
      int end = text.indexOf('\n', from);
      if (end < 0) {
        throw JobException.badData("%s line %d: torn: must end in a line break", source, line);
      }
      entries.add(entry(text.substring(from, end), source, line));
      from = end + 1;
    }
    return entries;
  }

  private static HistoryEntry entry(String json, String source, int line) {
    try {
      int version = MAPPER.readTree(json).path("formatVersion").asInt(-1);
      if (version != FORMAT_VERSION) {
        throw JobException.badData(
            "%s line %d: formatVersion = %d: must be %d", source, line, version, FORMAT_VERSION);
      }
      HistoryEntry entry = READER.readValue(json);
      if (entry.id() == null || entry.kind() == null || entry.outcome() == null) {
        throw JobException.badData("%s line %d: must have id, kind and outcome", source, line);
      }
      return entry;
    } catch (JsonProcessingException e) {
      throw JobException.badData(
          "%s line %d: no entry of a history: %s",
          source, line, e.getOriginalMessage().replaceAll("\\s+", " "));
    }
  }
}
