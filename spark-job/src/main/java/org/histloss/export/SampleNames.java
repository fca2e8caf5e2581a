package org.histloss.export;

import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.histloss.dataset.SampleSchema;

/**
 * What a row of an export says of its sample.
 *
 * @param ordinal its ordinal
 * @param sampleId its {@code sample_id}
 * @param identity its identity
 * @param camera its camera, or null
 */
record SampleNames(long ordinal, String sampleId, String identity, String camera)
    implements Serializable {
  static final String[] COLUMNS = {
    SampleSchema.SAMPLE_ID, SampleSchema.IDENTITY, SampleSchema.CAMERA
  };

  /** From a row of the ordinal and {@link #COLUMNS}. */
  static SampleNames of(Row row) {
    return new SampleNames(row.getLong(0), row.getString(1), row.getString(2), row.getString(3));
  }

  /** A line of {@code ids.csv} as RFC 4180 has it, but for the line's end; no camera, no text. */
  String csv() {
    return quoted(sampleId) + "," + quoted(identity) + "," + (camera == null ? "" : quoted(camera));
  }

  private static String quoted(String text) {
    boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> "\",\r\n".indexOf(c) >= 0);
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
