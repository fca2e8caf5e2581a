package org.histloss.dataprep.source;

import org.apache.spark.sql.SparkSession;

/** An input layout that samples can be prepared from. */
public interface SampleSource {
  /**
   * The layout's name, stored in the {@code source} column: folder, csv, parquet, emoji, glyphs.
   */
  String name();

  /**
   * Lists what the input holds. Pictures are named or handed over encoded, never decoded here.
   *
   * @throws org.histloss.dataset.JobException exit code 21 when the input is missing or isn't laid
   *     out as it should be, 30 when it can't be fetched
   */
  Listing list(SparkSession spark);
}
