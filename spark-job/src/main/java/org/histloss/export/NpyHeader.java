package org.histloss.export;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What stands before the numbers in NumPy's format 1.0: a magic string, the version, the length of
 * the rest, and a Python literal that is padded so that the numbers begin at a multiple of 64.
 */
final class NpyHeader {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int ALIGNMENT = 64;

  private NpyHeader() {}

  /** The header of little-endian floats [rows, columns], row after row. */
  static byte[] of(long rows, int columns) {
    String literal =
        String.format(
            Locale.ROOT,
            "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }",
            rows,
            columns);
    int fixed = MAGIC.length + 2;
    int whole = (fixed + literal.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    int length = whole - fixed;
    ByteArrayOutputStream header = new ByteArrayOutputStream(whole);
    header.writeBytes(MAGIC);
    header.write(length & 0xff);
    header.write(length >> 8);
    String padded = literal + " ".repeat(length - 1 - literal.length()) + "\n";
    header.writeBytes(padded.getBytes(StandardCharsets.US_ASCII));
    return header.toByteArray();
  }
}
