package org.histloss.dataprep;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.conv;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.sum;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.histloss.dataprep.source.Candidate;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.SampleSchema;

/** Hashes that tell whether two inputs, or two data sets, are the same. */
final class Fingerprints {
  private static final int PARTS = 4;
  private static final int DIGITS = 15;

  private Fingerprints() {}

  /**
   * Hash over the samples: equal samples in equal splits, equal version, however they lie in files.
   *
   * @param samples rows of {@link StagedRows#samples}
   */
  static String datasetVersion(Dataset<Row> samples, SampleShape shape) {
    return sha256(
        SampleSchema.VERSION
            + " "
            + shape
            + " "
            + ofRows(
                samples,
                SampleSchema.SAMPLE_ID,
                SampleSchema.IDENTITY,
                SampleSchema.CAMERA,
                SampleSchema.ROLE,
                SampleSchema.SPLIT,
                DecodeStage.CONTENT));
  }

  /**
   * Hash over what the source listed: names, identities, places, and each file's length and time,
   * or the hash of what was handed over without a file.
   *
   * @param staged all rows of the staging files
   */
  static String source(Dataset<Row> staged) {
    return ofRows(
        staged,
        Candidate.ORIGIN,
        SampleSchema.SAMPLE_ID,
        SampleSchema.IDENTITY,
        SampleSchema.CAMERA,
        SampleSchema.ROLE,
        SampleSchema.SPLIT,
        DecodeStage.STAMP);
  }

  /**
   * A hash of rows that doesn't depend on their order: each row's SHA-256 is cut into parts, the
   * parts are added over all rows, and the sums are hashed.
   */
  private static String ofRows(Dataset<Row> rows, String... columns) {
    Column[] fields = new Column[columns.length];
    for (int i = 0; i < columns.length; i++) {
      fields[i] = coalesce(col(columns[i]), lit(""));
    }
    Column digest = sha2(concat_ws("\u0001", fields), 256);
    Column[] sums = new Column[PARTS];
    for (int part = 0; part < PARTS; part++) {
      Column piece = conv(substring(digest, 1 + part * DIGITS, DIGITS), 16, 10);
      sums[part] = sum(piece.cast("decimal(28,0)"));
    }
    Row row = rows.agg(count(lit(1)), sums).first();
    return sha256(row.mkString(" "));
  }

  static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
