package org.histloss.training;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link RunState} as bytes: each array as its length and its numbers, big-endian; −1 for the
 * length of an array that is not there.
 */
final class RunStateFile {
  private RunStateFile() {}

  static byte[] bytes(RunState state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.toIntExact(state.bytes() + 1024));
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      write(out, state.replica().parameters());
      write(out, state.replica().updater());
      write(out, state.velocity());
      out.writeInt(state.kept().size());
      for (float[] kept : state.kept()) {
        write(out, kept);
      }
      PooledHistograms pool = state.pool();
      write(out, pool == null ? null : pool.positive());
      write(out, pool == null ? null : pool.negative());
      write(out, state.nodes());
      out.writeDouble(state.divergence());
    }
    return bytes.toByteArray();
  }

  static RunState read(byte[] content) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
      ReplicaState replica = new ReplicaState(floats(in), floats(in));
      final float[] velocity = floats(in);
      List<float[]> kept = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        kept.add(floats(in));
      }
      double[] positive = doubles(in);
      double[] negative = doubles(in);
      PooledHistograms pool = positive == null ? null : new PooledHistograms(positive, negative);
      return new RunState(replica, velocity, kept, pool, ints(in), in.readDouble());
    }
  }

  private static void write(DataOutputStream out, float[] values) throws IOException {
    out.writeInt(values.length);
    for (float value : values) {
      out.writeFloat(value);
    }
  }

  private static void write(DataOutputStream out, double[] values) throws IOException {
    out.writeInt(values == null ? -1 : values.length);
    for (int i = 0; values != null && i < values.length; i++) {
      out.writeDouble(values[i]);
    }
  }

  private static void write(DataOutputStream out, int[] values) throws IOException {
    out.writeInt(values == null ? -1 : values.length);
    for (int i = 0; values != null && i < values.length; i++) {
      out.writeInt(values[i]);
    }
  }

  private static float[] floats(DataInputStream in) throws IOException {
    float[] values = new float[in.readInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readFloat();
    }
    return values;
  }

  private static double[] doubles(DataInputStream in) throws IOException {
    int length = in.readInt();
    double[] values = length < 0 ? null : new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = in.readDouble();
    }
    return values;
  }

  private static int[] ints(DataInputStream in) throws IOException {
    int length = in.readInt();
    int[] values = length < 0 ? null : new int[length];
    for (int i = 0; i < length; i++) {
      values[i] = in.readInt();
    }
    return values;
  }
}
