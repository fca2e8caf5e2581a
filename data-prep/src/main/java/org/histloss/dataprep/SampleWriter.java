package org.histloss.dataprep;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;

import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.histloss.dataset.SampleSchema;

/**
 * Writes the samples table, clustered by identity: an identity's samples lie together in one file,
 * in order of their ordinals, and each file is sorted.
 *
 * <p>How samples fall into files depends on the data alone, not on the cluster, so that equal data
 * give equal files.
 */
final class SampleWriter {
  private static final long FILE_BYTES = 64L << 20;
  private static final long SMALL_FILE_ROWS = 256;
  private static final long LEAST_FILES = 8;

  private SampleWriter() {}

  /**
   * Writes {@code samples} under {@code folder/split=…}.
   *
   * @param samples rows of {@link StagedRows#samples}
   * @param rows how many these are
   */
  static void write(Dataset<Row> samples, long rows, Path folder) {
    Column order =
        row_number()
            .over(
                Window.partitionBy(SampleSchema.SPLIT, SampleSchema.IDENTITY_CODE)
                    .orderBy(SampleSchema.SAMPLE_ID));
    Dataset<Row> ordered =
        samples
            .repartition(files(samples, rows), col(SampleSchema.IDENTITY_CODE))
            .withColumn(
                SampleSchema.ORDINAL, col(StagedRows.FIRST_ORDINAL).plus(order).minus(lit(1L)))
            .sortWithinPartitions(
                SampleSchema.SPLIT, SampleSchema.IDENTITY_CODE, SampleSchema.ORDINAL);
    Column[] columns = new Column[SampleSchema.samples().size() + 1];
    for (int i = 0; i < columns.length - 1; i++) {
      columns[i] = col(SampleSchema.samples().fieldNames()[i]);
    }
    columns[columns.length - 1] = col(SampleSchema.SPLIT);
    parquet(ordered.select(columns)).partitionBy(SampleSchema.SPLIT).parquet(folder.toString());
  }

  /** Writes the rejects table as one sorted file. */
  static void writeRejects(Dataset<Row> rejects, Path folder) {
    Dataset<Row> sorted =
        rejects
            .repartition(1)
            .sortWithinPartitions(
                SampleSchema.REASON,
                SampleSchema.SAMPLE_ID,
                SampleSchema.IDENTITY,
                SampleSchema.DETAIL);
    parquet(sorted).parquet(folder.toString());
  }

  private static DataFrameWriter<Row> parquet(Dataset<Row> table) {
    return table
        .write()
        .option("compression", "snappy")
        // The manifest is the only marker.
        .option("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false");
  }

  private static int files(Dataset<Row> samples, long rows) {
    Column bytes =
        coalesce(length(col(SampleSchema.IMAGE)), size(col(SampleSchema.FEATURES)).multiply(4));
    long total = samples.agg(sum(bytes)).first().getLong(0);
    long bySize = (total + FILE_BYTES - 1) / FILE_BYTES;
    long byRows = Math.min(LEAST_FILES, (rows + SMALL_FILE_ROWS - 1) / SMALL_FILE_ROWS);
    return Math.toIntExact(Math.max(1, Math.max(bySize, byRows)));
  }
}
