package org.histloss.dataprep;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;

/** Makes small pictures. */
final class Pictures {
  private Pictures() {}

  static byte[] plain(Color colour) {
    return encoded(filled(10, 8, colour), "png");
  }

  static BufferedImage filled(int width, int height, Color colour) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(colour);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return picture;
  }

  static byte[] encoded(BufferedImage picture, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(picture, format, out)) {
        throw new IllegalArgumentException("no writer of " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static BufferedImage decoded(byte[] encoded) {
    try {
      return ImageIO.read(new ByteArrayInputStream(encoded));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A PNG, red on the left and blue on the right, made without a picture in memory. */
  static byte[] redAndBluePng(int width, int height) {
    return redAndBluePng(width, height, height);
  }

  /** The same, cut off after some rows. */
  static byte[] redAndBluePng(int width, int height, int rows) {
    byte[] row = new byte[1 + 3 * width];
    for (int x = 0; x < width; x++) {
      row[1 + 3 * x + (x < width / 2 ? 0 : 2)] = (byte) 0xff;
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    byte[] header = {8, 2, 0, 0, 0};
    chunk(png, "IHDR", ByteBuffer.allocate(13).putInt(width).putInt(height).put(header).array());
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed, new Deflater(1), 1 << 16)) {
      for (int y = 0; y < rows; y++) {
        out.write(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    chunk(png, "IDAT", packed.toByteArray());
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + data.length);
    chunk.putInt(data.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + data.length);
    png.writeBytes(chunk.putInt((int) crc.getValue()).array());
  }

  /** The beginning of a lossless WebP file, which tells its size. */
  static byte[] webpHeader(int width, int height) {
    return ByteBuffer.allocate(64)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("RIFF".getBytes(StandardCharsets.US_ASCII))
        .putInt(56)
        .put("WEBPVP8L".getBytes(StandardCharsets.US_ASCII))
        .putInt(44)
        .put((byte) 0x2f)
        .putInt(width - 1 | height - 1 << 14)
        .array();
  }

  /** Writes a picture whose colour is told by its path, so that no two are equal. */
  static void write(Path file) {
    write(file, plain(new Color(file.toString().hashCode() & 0xffffff)));
  }

  static void write(Path file, byte[] content) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
