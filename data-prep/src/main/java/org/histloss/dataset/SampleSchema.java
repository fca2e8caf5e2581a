package org.histloss.dataset;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Column names and Parquet schemas of the {@code samples} and {@code rejects} tables. */
public final class SampleSchema {
  /** Version of these schemas and of the manifest; a reader refuses any other. */
  public static final int VERSION = 1;

  public static final String SAMPLE_ID = "sample_id";
  public static final String IDENTITY = "identity";
  public static final String CAMERA = "camera";
  public static final String ROLE = "role";
  public static final String IMAGE = "image";
  public static final String FEATURES = "features";
  public static final String SOURCE = "source";
  public static final String IDENTITY_CODE = "identity_code";
  public static final String ORDINAL = "ordinal";

  /** The partition column of the samples folder: {@code samples/split=train/…}. */
  public static final String SPLIT = "split";

  /** Why a row of the rejects table was left out. */
  public static final String REASON = "reason";

  /** What was seen: a path, a size, an exception's message. */
  public static final String DETAIL = "detail";

  private SampleSchema() {}

  /** One row a sample, as stored in each file under {@code samples/split=…}. */
  public static StructType samples() {
    return new StructType()
        .add(SAMPLE_ID, DataTypes.StringType, false)
        .add(IDENTITY, DataTypes.StringType, false)
        .add(CAMERA, DataTypes.StringType, true)
        .add(ROLE, DataTypes.StringType, true)
        .add(IMAGE, DataTypes.BinaryType, true)
        .add(FEATURES, DataTypes.createArrayType(DataTypes.FloatType, false), true)
        .add(SOURCE, DataTypes.StringType, false)
        .add(IDENTITY_CODE, DataTypes.IntegerType, false)
        .add(ORDINAL, DataTypes.LongType, false);
  }

  /** One row a rejected input. */
  public static StructType rejects() {
    return new StructType()
        .add(SAMPLE_ID, DataTypes.StringType, true)
        .add(IDENTITY, DataTypes.StringType, true)
        .add(SOURCE, DataTypes.StringType, false)
        .add(REASON, DataTypes.StringType, false)
        .add(DETAIL, DataTypes.StringType, true);
  }
}
