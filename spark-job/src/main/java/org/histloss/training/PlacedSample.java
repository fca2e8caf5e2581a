package org.histloss.training;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One stored sample on its way to the worker that trains on it, still compressed. It travels as one
 * array of bytes: a worker reads all samples of its round before its first step, and building
 * objects of thousands of them then would keep it from computing.
 *
 * @param sampleId its id
 * @param identity whose it is
 * @param label its identity's number within the batch
 * @param batchSize samples in its batch
 * @param image PNG, or null
 * @param features numbers, or null
 */
record PlacedSample(
    String sampleId, String identity, int label, int batchSize, byte[] image, float[] features) {
  private static final int ABSENT = -1;

  /** What {@link #decode} reads. */
  byte[] encode() {
    byte[] id = sampleId.getBytes(StandardCharsets.UTF_8);
    byte[] whose = identity.getBytes(StandardCharsets.UTF_8);
    int pictureBytes = image == null ? 0 : image.length;
    int featureBytes = features == null ? 0 : Float.BYTES * features.length;
    ByteBuffer out =
        ByteBuffer.allocate(
            6 * Integer.BYTES + id.length + whose.length + pictureBytes + featureBytes);
    out.putInt(label).putInt(batchSize);
    out.putInt(id.length).put(id);
    out.putInt(whose.length).put(whose);
    out.putInt(image == null ? ABSENT : image.length);
    if (image != null) {
      out.put(image);
    }
    out.putInt(features == null ? ABSENT : features.length);
    if (features != null) {
      out.asFloatBuffer().put(features);
    }
    return out.array();
  }

  /** The sample that {@link #encode} wrote. */
  static PlacedSample decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int label = in.getInt();
    int batchSize = in.getInt();
    String sampleId = new String(taken(in, in.getInt()), StandardCharsets.UTF_8);
    String identity = new String(taken(in, in.getInt()), StandardCharsets.UTF_8);
    int pictureBytes = in.getInt();
    byte[] image = pictureBytes == ABSENT ? null : taken(in, pictureBytes);
    int count = in.getInt();
    float[] features = count == ABSENT ? null : new float[count];
    if (features != null) {
      in.asFloatBuffer().get(features);
    }
    return new PlacedSample(sampleId, identity, label, batchSize, image, features);
  }

  private static byte[] taken(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  /**
   * What to call a sample.
   *
   * @param sampleId its id
   * @param identity whose it is
   */
  record Name(String sampleId, String identity) implements Serializable {
    @Override
    public String toString() {
      return "sample " + sampleId + " of identity " + identity;
    }
  }

  /** Its name. */
  Name name() {
    return new Name(sampleId, identity);
  }
}
