package org.histloss.dataprep.source;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.histloss.dataset.SampleSchema;
import scala.collection.mutable.WrappedArray;

/**
 * Builds one row of a {@link Listing}: an input that becomes a sample unless something is wrong
 * with it.
 *
 * <p>A candidate is known by where it stands, (origin, position), which is unique in a listing and
 * also the order in which the first of two equal sample ids is kept.
 */
public final class Candidate {
  /** The file or the part of the source that names this input. */
  public static final String ORIGIN = "origin";

  /** Line or row in the origin. */
  public static final String POSITION = "position";

  /** Hadoop path of the encoded picture, when it isn't in the {@code image} column. */
  public static final String PATH = "path";

  /** Columns of a listing. */
  public static final StructType SCHEMA =
      new StructType()
          .add(ORIGIN, DataTypes.StringType, false)
          .add(POSITION, DataTypes.LongType, false)
          .add(SampleSchema.SAMPLE_ID, DataTypes.StringType, true)
          .add(SampleSchema.IDENTITY, DataTypes.StringType, true)
          .add(SampleSchema.CAMERA, DataTypes.StringType, true)
          .add(SampleSchema.ROLE, DataTypes.StringType, true)
          .add(SampleSchema.SPLIT, DataTypes.StringType, true)
          .add(PATH, DataTypes.StringType, true)
          .add(SampleSchema.IMAGE, DataTypes.BinaryType, true)
          .add(SampleSchema.FEATURES, DataTypes.createArrayType(DataTypes.FloatType, false), true)
          .add(SampleSchema.REASON, DataTypes.StringType, true)
          .add(SampleSchema.DETAIL, DataTypes.StringType, true);

  private final String origin;
  private final long position;
  private String sampleId;
  private String identity;
  private String camera;
  private String role;
  private String split;
  private String path;
  private byte[] image;
  private float[] features;
  private String reason;
  private String detail;

  private Candidate(String origin, long position) {
    this.origin = origin;
    this.position = position;
  }

  /** A candidate at this unique place. */
  public static Candidate at(String origin, long position) {
    return new Candidate(origin, position);
  }

  /** What it is called and whom it shows. */
  public Candidate sample(String sampleId, String identity) {
    this.sampleId = sampleId;
    this.identity = identity;
    return this;
  }

  /** Which camera took it, or null. */
  public Candidate camera(String camera) {
    this.camera = camera;
    return this;
  }

  /** Its role and split as the source gives them, or null. */
  public Candidate placed(String role, String split) {
    this.role = role;
    this.split = split;
    return this;
  }

  /** Where its encoded picture lies. */
  public Candidate path(String path) {
    this.path = path;
    return this;
  }

  /** Its encoded picture, of any format that can be decoded. */
  public Candidate image(byte[] image) {
    this.image = image;
    return this;
  }

  /** Its feature vector. */
  public Candidate features(float[] features) {
    this.features = features;
    return this;
  }

  /** Marks it as left out already. */
  public Candidate rejected(RejectReason reason, String detail) {
    this.reason = reason.text();
    this.detail = detail;
    return this;
  }

  /** The row, in order of {@link #SCHEMA}. */
  public Row row() {
    return RowFactory.create(
        origin,
        position,
        sampleId,
        identity,
        camera,
        role,
        split,
        path,
        image,
        features == null ? null : WrappedArray.make(features),
        reason,
        detail);
  }
}
