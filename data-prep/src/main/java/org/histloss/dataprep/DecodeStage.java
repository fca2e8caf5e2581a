package org.histloss.dataprep;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.histloss.dataprep.PrepareSettings.Picture;
import org.histloss.dataprep.source.Candidate;
import org.histloss.dataprep.source.RejectReason;
import org.histloss.dataset.DatasetReader;
import org.histloss.dataset.SampleSchema;
import scala.collection.mutable.WrappedArray;

/**
 * Judges and decodes candidates on an executor, one by one: whatever can be said about a candidate
 * without knowing the others.
 *
 * <p>What can't become a sample gets a reason. Only a file that is there but can't be read for
 * another cause than its rights ends the task, for that is the storage's fault and may pass.
 */
final class DecodeStage implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  /** Tells later whether an input has changed: a file's length and time, else a content hash. */
  static final String STAMP = "stamp";

  /** Hash of what is stored of a sample. */
  static final String CONTENT = "content";

  /** A candidate's columns but for the path, and the two hashes. */
  static final StructType SCHEMA = schema();

  /** Longer files hold no picture, or one that leaves too little room for those beside it. */
  static final long MAX_BYTES = 64L << 20;

  private static final Set<String> ROLES = Set.of("query", "gallery", "distractor", "junk");

  private final SerializableConfiguration hadoop;
  private final Picture picture;
  private final boolean pictures;
  private final LongAccumulator parts;

  /**
   * A stage for a listing of pictures, or else of feature vectors.
   *
   * @param parts counts the partitions that hold candidates
   */
  DecodeStage(
      SerializableConfiguration hadoop, Picture picture, boolean pictures, LongAccumulator parts) {
    this.hadoop = hadoop;
    this.picture = picture;
    this.pictures = pictures;
    this.parts = parts;
  }

  private static StructType schema() {
    StructType staged = new StructType();
    for (var field : Candidate.SCHEMA.fields()) {
      if (!field.name().equals(Candidate.PATH)) {
        staged = staged.add(field);
      }
    }
    return staged.add(STAMP, "string", true).add(CONTENT, "string", true);
  }

  @Override
  public Iterator<Row> call(Iterator<Row> candidates) {
    parts.add(candidates.hasNext() ? 1 : 0);
    ImageDecoder decoder = new ImageDecoder(picture);
    Iterable<Row> rows = () -> candidates;
    return StreamSupport.stream(rows.spliterator(), false)
        .map(row -> judge(row, decoder))
        .iterator();
  }

  private Row judge(Row row, ImageDecoder decoder) {
    Staged staged = new Staged(row);
    if (!staged.rejected()) {
      checkNames(staged);
    }
    if (!staged.rejected()) {
      takeContent(staged, decoder);
    }
    return staged.row();
  }

  private static void checkNames(Staged staged) {
    String role = staged.text(SampleSchema.ROLE);
    String split = staged.text(SampleSchema.SPLIT);
    if (staged.text(SampleSchema.SAMPLE_ID) == null) {
      staged.reject(RejectReason.NO_SAMPLE_ID, "the sample id is empty");
    } else if (staged.text(SampleSchema.IDENTITY) == null) {
      staged.reject(RejectReason.NO_IDENTITY, "the identity is empty");
    } else if (role != null && !ROLES.contains(role)) {
      staged.reject(
          RejectReason.UNKNOWN_ROLE,
          "role = " + role + ": must be query, gallery, distractor, junk or empty");
    } else if (split != null && !DatasetReader.SPLITS.contains(split)) {
      staged.reject(
          RejectReason.UNKNOWN_SPLIT, "split = " + split + ": must be train, val, test or empty");
    } else if (IdentityTable.filler(role) && split != null && !split.equals("test")) {
      staged.reject(RejectReason.DISTRACTOR_OUTSIDE_TEST, "role = " + role + ", split = " + split);
    }
  }

  private void takeContent(Staged staged, ImageDecoder decoder) {
    if (pictures) {
      takePicture(staged, decoder);
    } else {
      checkFinite(staged);
      staged.stamp = staged.contentHash();
    }
  }

  private void takePicture(Staged staged, ImageDecoder decoder) {
    String path = staged.text(Candidate.PATH);
    if (path != null) {
      load(path, staged);
    } else {
      staged.stamp = staged.contentHash();
    }
    if (staged.rejected()) {
      return;
    }
    if (staged.image == null) {
      staged.reject(RejectReason.UNREADABLE_PICTURE, "the row holds no picture");
    } else if (!tooLong(staged.image.length, staged)) {
      decode(staged, decoder);
    }
  }

  private static void decode(Staged staged, ImageDecoder decoder) {
    try {
      staged.image = decoder.toPng(staged.image);
    } catch (ImageDecoder.TooLarge e) {
      staged.reject(RejectReason.TOO_LARGE, e.getMessage());
    } catch (IOException e) {
      staged.reject(RejectReason.UNREADABLE_PICTURE, e.getMessage());
    }
  }

  private static void checkFinite(Staged staged) {
    if (staged.features == null || staged.features.isEmpty()) {
      staged.reject(RejectReason.BAD_FEATURES, "the row holds no features");
      return;
    }
    for (int i = 0; i < staged.features.size(); i++) {
      Float value = staged.features.get(i);
      if (value == null || !Float.isFinite(value)) {
        staged.reject(
            RejectReason.BAD_FEATURES,
            "feature " + i + " = " + value + ": must be a finite number");
        return;
      }
    }
  }

  private void load(String name, Staged staged) {
    try {
      Path path = new Path(name);
      FileSystem fs = path.getFileSystem(hadoop.value());
      if (fs instanceof LocalFileSystem local) {
        // Without Hadoop's checksum files, whose names can't hold a colon.
        fs = local.getRawFileSystem();
      }
      FileStatus status = fs.getFileStatus(path);
      staged.stamp = status.getLen() + ":" + status.getModificationTime();
      if (!tooLong(status.getLen(), staged)) {
        staged.image = read(fs, path, status.getLen());
      }
    } catch (FileNotFoundException | UnsupportedFileSystemException | IllegalArgumentException e) {
      staged.reject(RejectReason.MISSING_FILE, e.getMessage());
    } catch (AccessControlException e) {
      staged.reject(RejectReason.UNREADABLE_PICTURE, e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(name + " can't be read: " + e.getMessage(), e);
    }
  }

  private static boolean tooLong(long bytes, Staged staged) {
    if (bytes > MAX_BYTES) {
      staged.reject(RejectReason.TOO_LARGE, bytes + " bytes: at most " + MAX_BYTES + " are read");
    }
    return bytes > MAX_BYTES;
  }

  /** Reads at most {@code length} bytes, into one array of that length. */
  private static byte[] read(FileSystem fs, Path path, long length) throws IOException {
    byte[] bytes = new byte[(int) length];
    try (InputStream in = fs.open(path)) {
      int found = in.readNBytes(bytes, 0, bytes.length);
      return found == bytes.length ? bytes : Arrays.copyOf(bytes, found);
    }
  }

  /** One row on its way from candidate to staged. */
  private static final class Staged {
    private final Row candidate;
    private byte[] image;
    private List<Float> features;
    private String reason;
    private String detail;
    private String stamp;

    Staged(Row candidate) {
      this.candidate = candidate;
      this.image = candidate.getAs(SampleSchema.IMAGE);
      int at = candidate.fieldIndex(SampleSchema.FEATURES);
      this.features = candidate.isNullAt(at) ? null : candidate.getList(at);
      this.reason = candidate.getAs(SampleSchema.REASON);
      this.detail = candidate.getAs(SampleSchema.DETAIL);
    }

    boolean rejected() {
      return reason != null;
    }

    /** A text column; blank counts as absent. */
    String text(String column) {
      String value = candidate.getAs(column);
      return value == null || value.isBlank() ? null : value;
    }

    void reject(RejectReason why, String seen) {
      reason = why.text();
      detail = seen;
    }

    Row row() {
      boolean out = rejected();
      return RowFactory.create(
          candidate.getAs(Candidate.ORIGIN),
          candidate.getAs(Candidate.POSITION),
          text(SampleSchema.SAMPLE_ID),
          text(SampleSchema.IDENTITY),
          text(SampleSchema.CAMERA),
          text(SampleSchema.ROLE),
          text(SampleSchema.SPLIT),
          out ? null : image,
          out || features == null ? null : WrappedArray.make(array()),
          reason,
          detail,
          stamp,
          out ? null : contentHash());
    }

    String contentHash() {
      if (features != null) {
        return Fingerprints.sha256(Arrays.toString(array()));
      }
      return image == null ? null : Fingerprints.sha256(image);
    }

    private float[] array() {
      float[] values = new float[features.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = features.get(i);
      }
      return values;
    }
  }
}
