package org.histloss.dataprep;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.histloss.dataprep.source.Candidate;
import org.histloss.dataset.DatasetManifest;
import org.histloss.dataset.DatasetReader;
import org.histloss.dataset.SampleSchema;
import scala.collection.Seq;

/**
 * The samples of a data set that is added to, as if they had been staged: pictures are taken as
 * they are stored, none is decoded again.
 *
 * <p>They stand before all others, so that of two samples of one id the data set's is kept, and
 * give their identity's split as theirs, so that it stays.
 */
final class PresentSamples {
  /** Where they stand; no source has an origin without a name. */
  static final String ORIGIN = "";

  private static final String HELD = "held_";
  private static final UDF1<Seq<Float>, String> HASH = PresentSamples::hash;

  private PresentSamples() {}

  /** All rows, in columns of {@link DecodeStage#SCHEMA} and the source. */
  static Dataset<Row> read(DatasetReader reader) {
    return reader.manifest().splits().keySet().stream()
        .sorted()
        .map(split -> staged(reader.samples(split), split, reader.manifest()))
        .reduce(Dataset::union)
        .orElseThrow();
  }

  private static Dataset<Row> staged(Dataset<Row> samples, String split, DatasetManifest manifest) {
    Column content =
        manifest.shape().picture()
            ? sha2(col(SampleSchema.IMAGE), 256)
            : udf(HASH, DataTypes.StringType).apply(col(SampleSchema.FEATURES));
    Column none = lit(null).cast(DataTypes.StringType);
    return samples.select(
        lit(ORIGIN).as(Candidate.ORIGIN),
        col(SampleSchema.ORDINAL).as(Candidate.POSITION),
        col(SampleSchema.SAMPLE_ID),
        col(SampleSchema.IDENTITY),
        col(SampleSchema.CAMERA),
        col(SampleSchema.ROLE),
        lit(split).as(SampleSchema.SPLIT),
        col(SampleSchema.IMAGE),
        col(SampleSchema.FEATURES),
        none.as(SampleSchema.REASON),
        none.as(SampleSchema.DETAIL),
        none.as(DecodeStage.STAMP),
        content.as(DecodeStage.CONTENT),
        col(SampleSchema.SOURCE));
  }

  /** As {@link DecodeStage} hashes a feature vector. */
  private static String hash(Seq<Float> features) {
    float[] values = new float[features.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = features.apply(i);
    }
    return Fingerprints.sha256(Arrays.toString(values));
  }

  /**
   * The places of accepted rows whose id is among {@code present}, and in one more column what
   * differs, which is empty for equal samples. A row that gives no split differs in none.
   */
  static Dataset<Row> differences(Dataset<Row> rows, Dataset<Row> present, String column) {
    Column[] held =
        Stream.of(
                SampleSchema.SAMPLE_ID,
                SampleSchema.IDENTITY,
                SampleSchema.CAMERA,
                SampleSchema.ROLE,
                SampleSchema.SPLIT,
                DecodeStage.CONTENT)
            .map(name -> col(name).as(HELD + name))
            .toArray(Column[]::new);
    Column otherSplit = differs(SampleSchema.SPLIT).and(col(SampleSchema.SPLIT).isNotNull());
    Column differences =
        concat_ws(
            ", ",
            when(differs(SampleSchema.IDENTITY), lit(SampleSchema.IDENTITY)),
            when(differs(SampleSchema.CAMERA), lit(SampleSchema.CAMERA)),
            when(differs(SampleSchema.ROLE), lit(SampleSchema.ROLE)),
            when(otherSplit, lit(SampleSchema.SPLIT)),
            when(differs(DecodeStage.CONTENT), lit(DecodeStage.CONTENT)));
    Dataset<Row> accepted = rows.where(col(SampleSchema.REASON).isNull());
    return accepted
        .join(
            present.select(held),
            col(SampleSchema.SAMPLE_ID).equalTo(col(HELD + SampleSchema.SAMPLE_ID)))
        .select(col(Candidate.ORIGIN), col(Candidate.POSITION), differences.as(column));
  }

  private static Column differs(String column) {
    return org.apache.spark.sql.functions.not(col(column).eqNullSafe(col(HELD + column)));
  }
}
