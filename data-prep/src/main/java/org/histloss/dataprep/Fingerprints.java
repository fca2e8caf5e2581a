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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.histloss.dataprep.source.Candidate;
import org.histloss.dataset.DatasetManifest.DataFile;
import org.histloss.dataset.SampleSchema;

/** Hashes that tell whether two inputs, or two data sets, are the same. */
final class Fingerprints {
  private static final int PARTS = 4;
  private static final int DIGITS = 15;

  private Fingerprints() {}

  /** Hash of the files' tables, splits and checksums: equal contents, equal version. */
  static String datasetVersion(List<DataFile> files) {
    return sha256(
        files.stream()
            .map(file -> file.table() + " " + file.split() + " " + file.sha256())
            .sorted()
            .collect(Collectors.joining("\n")));
  }

  /**
   * Hash over what the source listed, independent of the order: names, identities, places, and each
   * file's length and time or each inline content's own hash.
   *
   * <p>Each row's SHA-256 is cut into parts, the parts are added over all rows, and the sums are
   * hashed.
   */
  static String source(Dataset<Row> staged) {
    List<Column> fields = new ArrayList<>();
    for (String name :
        List.of(
            Candidate.ORIGIN,
            SampleSchema.SAMPLE_ID,
            SampleSchema.IDENTITY,
            SampleSchema.CAMERA,
            SampleSchema.ROLE,
            SampleSchema.SPLIT,
            DecodeStage.STAMP)) {
      fields.add(coalesce(col(name), lit("")));
    }
    Column digest = sha2(concat_ws("\u0001", fields.toArray(Column[]::new)), 256);
    Column[] sums = new Column[PARTS];
    for (int part = 0; part < PARTS; part++) {
      Column piece = conv(substring(digest, 1 + part * DIGITS, DIGITS), 16, 10);
      sums[part] = sum(piece.cast("decimal(28,0)"));
    }
    Row row = staged.agg(count(lit(1)), sums).first();
    return sha256(
        Stream.iterate(0, i -> i + 1)
            .limit(PARTS + 1L)
            .map(i -> String.valueOf(row.get(i)))
            .collect(Collectors.joining(" ")));
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
