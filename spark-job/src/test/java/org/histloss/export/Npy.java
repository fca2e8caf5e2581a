package org.histloss.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a {@code .npy} by NumPy's description of the format, for comparison. */
final class Npy {
  private static final Pattern LITERAL =
      Pattern.compile(
          "\\{'descr': '<f4', 'fortran_order': False, 'shape': \\((\\d+), (\\d+)\\), \\} *\n");

  private Npy() {}

  static float[][] read(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = new byte[8];
    in.get(magic);
    if (!new String(magic, StandardCharsets.ISO_8859_1).equals("\u0093NUMPY\u0001\u0000")) {
      throw new IOException("no NumPy format 1.0: " + file);
    }
    byte[] literal = new byte[in.getShort() & 0xffff];
    in.get(literal);
    Matcher shape = LITERAL.matcher(new String(literal, StandardCharsets.US_ASCII));
    if (!shape.matches() || in.position() % 64 != 0) {
      throw new IOException("bad header: " + new String(literal, StandardCharsets.US_ASCII));
    }
    float[][] rows = new float[Integer.parseInt(shape.group(1))][Integer.parseInt(shape.group(2))];
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = in.getFloat();
      }
    }
    if (in.hasRemaining()) {
      throw new IOException(in.remaining() + " bytes too many: " + file);
    }
    return rows;
  }
}
