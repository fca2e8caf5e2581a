package org.histloss.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.histloss.dataset.JobException;

/** {@link ReportData} to JSON and back. */
final class ReportJson {
  /** Names that this version doesn't know are let pass: a later writer may add parts. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private ReportJson() {}

  static byte[] write(ReportData data) {
    try {
      return MAPPER.writeValueAsBytes(data);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a report.
   *
   * @param source where the bytes come from, named in errors
   * @throws JobException exit code 21 when the bytes are no report of this format version
   */
  static ReportData read(byte[] json, String source) {
    try {
      JsonNode tree = MAPPER.readTree(json);
      int version = tree.path("formatVersion").asInt();
      if (version != ReportData.FORMAT_VERSION) {
        throw JobException.badData(
            "%s: formatVersion = %s: must be %d",
            source, tree.path("formatVersion").asText("missing"), ReportData.FORMAT_VERSION);
      }
      return MAPPER.treeToValue(tree, ReportData.class);
    } catch (JsonProcessingException e) {
      throw JobException.badData("%s is no report: %s", source, e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
