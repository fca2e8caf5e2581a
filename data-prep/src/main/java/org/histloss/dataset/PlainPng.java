package org.histloss.dataset;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads the plainest PNG files, which are all that {@code prepare} writes: eight bits a channel,
 * grey or RGB, not interlaced, nothing but header, data and end.
 *
 * <p>Training decodes every use of every sample, and {@code ImageIO} takes several times as long
 * for its plug-ins and streams as for the picture; see docs/adr/0007. Any other file is left to it.
 *
 * @param width in pixels
 * @param height in pixels
 * @param channels 1 or 3
 * @param samples height × width × channels bytes
 */
record PlainPng(int width, int height, int channels, byte[] samples) {
  private static final long SIGNATURE = 0x89504E470D0A1A0AL;
  private static final int HEADER = 0x49484452;
  private static final int DATA = 0x49444154;
  private static final int END = 0x49454E44;
  private static final int MOST_BYTES = 1 << 28;

  /** Whether its bytes are a sample's numbers as they stand. */
  boolean isOf(DatasetManifest.SampleShape shape) {
    return width == shape.width() && height == shape.height() && channels == shape.channels();
  }

  /** The picture, or null where the file is not so plain or is damaged. */
  static PlainPng read(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file);
    if (in.remaining() < 33 || in.getLong() != SIGNATURE) {
      return null;
    }
    if (in.getInt() != 13 || in.getInt() != HEADER) {
      return null;
    }
    int width = in.getInt();
    int height = in.getInt();
    int depthAndColour = in.getShort();
    // Compression, filter and interlace methods, all 0, and the header's checksum.
    boolean plainRest = (in.getShort() | in.get()) == 0;
    in.getInt();
    int channels = depthAndColour == 0x0800 ? 1 : depthAndColour == 0x0802 ? 3 : 0;
    boolean sizes = width > 0 && height > 0 && (long) width * height * 3 < MOST_BYTES;
    if (channels == 0 || !plainRest || !sizes) {
      return null;
    }
    byte[] lines = inflated(in, height * (1 + width * channels));
    return lines == null ? null : unfiltered(lines, width, height, channels);
  }

  /** Filter bytes and filtered rows, or null. */
  private static byte[] inflated(ByteBuffer in, int size) {
    byte[] lines = new byte[size];
    int filled = 0;
    Inflater inflater = new Inflater();
    try {
      while (in.remaining() >= 12) {
        int length = in.getInt();
        int type = in.getInt();
        if (type == END) {
          return filled == size ? lines : null;
        }
        if (type != DATA || length < 0 || length > in.remaining() - 4) {
          return null;
        }
        inflater.setInput(in.array(), in.position(), length);
        filled += inflater.inflate(lines, filled, size - filled);
        in.position(in.position() + length + 4);
      }
      return null;
    } catch (DataFormatException e) {
      return null;
    } finally {
      inflater.end();
    }
  }

  private static PlainPng unfiltered(byte[] lines, int width, int height, int channels) {
    int stride = width * channels;
    byte[] samples = new byte[height * stride];
    for (int y = 0; y < height; y++) {
      int from = y * (stride + 1);
      int to = y * stride;
      System.arraycopy(lines, from + 1, samples, to, stride);
      if (!unfilter(lines[from], samples, to, stride, channels)) {
        return null;
      }
    }
    return new PlainPng(width, height, channels, samples);
  }

  /** Undoes a row's filter in place; false for one that does not exist. */
  private static boolean unfilter(byte filter, byte[] samples, int at, int stride, int channels) {
    // A loop for each filter, as this is most of what reading a small picture takes.
    boolean first = at == 0;
    switch (filter) {
      case 0 -> {}
      case 1 -> addLeft(samples, at, stride, channels);
      case 2 -> addAbove(samples, at, first ? 0 : stride, stride);
      case 3 -> addMean(samples, at, stride, channels);
      case 4 -> addNearest(samples, at, stride, channels);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void addLeft(byte[] samples, int at, int stride, int channels) {
    for (int i = at + channels; i < at + stride; i++) {
      samples[i] += samples[i - channels];
    }
  }

  /** Nothing lies above the first row, whose number to add is 0. */
  private static void addAbove(byte[] samples, int at, int length, int stride) {
    for (int i = at; i < at + length; i++) {
      samples[i] += samples[i - stride];
    }
  }

  private static void addMean(byte[] samples, int at, int stride, int channels) {
    for (int i = 0; i < stride; i++) {
      int left = i < channels ? 0 : samples[at + i - channels] & 0xff;
      int above = at == 0 ? 0 : samples[at + i - stride] & 0xff;
      samples[at + i] += (byte) ((left + above) / 2);
    }
  }

  private static void addNearest(byte[] samples, int at, int stride, int channels) {
    if (at == 0) {
      addLeft(samples, at, stride, channels);
      return;
    }
    addAbove(samples, at, channels, stride);
    for (int i = at + channels; i < at + stride; i++) {
      int left = samples[i - channels] & 0xff;
      int above = samples[i - stride] & 0xff;
      int corner = samples[i - stride - channels] & 0xff;
      samples[i] += (byte) paeth(left, above, corner);
    }
  }

  /** Of the three neighbours the one nearest to left + above − corner. */
  private static int paeth(int left, int above, int corner) {
    int estimate = left + above - corner;
    int toLeft = Math.abs(estimate - left);
    int toAbove = Math.abs(estimate - above);
    int toCorner = Math.abs(estimate - corner);
    if (toLeft <= toAbove && toLeft <= toCorner) {
      return left;
    }
    return toAbove <= toCorner ? above : corner;
  }
}
