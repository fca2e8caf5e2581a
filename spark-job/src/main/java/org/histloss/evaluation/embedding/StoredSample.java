package org.histloss.evaluation.embedding;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A sample as the data set stores it.
 *
 * @param ordinal its ordinal
 * @param id its {@code sample_id}
 * @param png its picture, or null
 * @param features its numbers, or null
 */
@SuppressWarnings("ArrayRecordComponent") // Carries stored bytes; never compared.
record StoredSample(long ordinal, String id, byte[] png, float[] features) {
  private static final int NONE = -1;

  /** All but the ordinal: id, picture and numbers, each after its length. */
  byte[] bytes() {
    byte[] name = id.getBytes(StandardCharsets.UTF_8);
    int pictureBytes = png == null ? 0 : png.length;
    int numberBytes = features == null ? 0 : Float.BYTES * features.length;
    ByteBuffer out =
        ByteBuffer.allocate(3 * Integer.BYTES + name.length + pictureBytes + numberBytes);
    out.putInt(name.length).put(name);
    out.putInt(png == null ? NONE : png.length);
    if (png != null) {
      out.put(png);
    }
    out.putInt(features == null ? NONE : features.length);
    if (features != null) {
      out.asFloatBuffer().put(features);
    }
    return out.array();
  }

  /** The sample that {@link #bytes} were made of. */
  static StoredSample of(long ordinal, ByteBuffer in) {
    byte[] name = new byte[in.getInt()];
    in.get(name);
    int pictureBytes = in.getInt();
    byte[] png = pictureBytes == NONE ? null : new byte[pictureBytes];
    if (png != null) {
      in.get(png);
    }
    int numbers = in.getInt();
    float[] features = numbers == NONE ? null : new float[numbers];
    if (features != null) {
      in.asFloatBuffer().get(features);
    }
    return new StoredSample(ordinal, new String(name, StandardCharsets.UTF_8), png, features);
  }
}
