package org.histloss.dataprep;

import com.twelvemonkeys.image.ResampleOp;
import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.histloss.dataprep.PrepareSettings.Picture;

/**
 * Turns an encoded picture of any known format into a PNG of the configured size.
 *
 * <p>Formats are those of ImageIO and TwelveMonkeys: PNG, GIF, BMP, TIFF, WebP, JPEG with CMYK too;
 * of several frames the first. A picture is turned as its EXIF orientation says, composed on white,
 * and resized to height × width without keeping its aspect ratio, by a triangle filter that widens
 * with the reduction (what other libraries call bilinear with antialiasing).
 *
 * <p>Several pictures are decoded at once in a heap that may be 1 GB. So large ones are read by
 * {@link Subsampling}, which leaves at most {@link #WHOLE_PIXELS}, or what the target needs; those
 * of formats that can only be read whole are refused.
 */
final class ImageDecoder {
  /** Pictures up to this many pixels are read whole. */
  static final long WHOLE_PIXELS = 8_000_000L;

  private static final long MAX_PIXELS = 200_000_000L;

  /** Formats read row by row; WebP takes 22 bytes a pixel, subsampled or not. */
  private static final Set<String> BY_ROWS =
      Set.of("png", "jpeg", "jpg", "bmp", "gif", "tiff", "tif");

  static {
    ImageIO.setUseCache(false);
    // On an executor the plug-ins are in the application's loader, not in the one that loaded
    // ImageIO.
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(ImageDecoder.class.getClassLoader());
    ImageIO.scanForPlugins();
    Thread.currentThread().setContextClassLoader(before);
  }

  private final Picture target;

  ImageDecoder(Picture target) {
    this.target = target;
  }

  /**
   * Decodes, resizes and encodes.
   *
   * @return a PNG of exactly the target's height, width and channels
   * @throws TooLarge when the picture has too many pixels to be decoded
   * @throws IOException when the bytes are no picture; its message says why
   */
  byte[] toPng(byte[] encoded) throws IOException {
    try {
      BufferedImage upright = read(encoded);
      BufferedImage stored = target.channels() == 1 ? luma(upright) : upright;
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(stored, "png", png);
      return png.toByteArray();
    } catch (RuntimeException | StackOverflowError e) {
      // Readers throw whatever damaged bytes lead them to.
      throw new IOException(e.toString(), e);
    }
  }

  /** The picture in the target's size, upright. */
  private BufferedImage read(byte[] encoded) throws IOException {
    if (encoded.length == 0) {
      throw new IIOException("the file is empty");
    }
    // Not a stream of Java's, which would copy the bytes.
    try (ImageInputStream in = new ByteArrayImageInputStream(encoded)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IIOException("no known picture format");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, false, false);
        checkPixels(reader);
        Orientation orientation = Orientation.of(reader);
        // Turned last, when it is small.
        int w = orientation.swapped() ? target.height() : target.width();
        int h = orientation.swapped() ? target.width() : target.height();
        BufferedImage picture = reader.read(0, steps(reader, w, h));
        return orientation.apply(resize(Pixels.onWhite(picture), w, h));
      } finally {
        reader.dispose();
      }
    }
  }

  private static void checkPixels(ImageReader reader) throws IOException {
    String format = reader.getFormatName().toLowerCase(Locale.ROOT);
    boolean byRows = BY_ROWS.contains(format);
    long most = byRows ? MAX_PIXELS : WHOLE_PIXELS;
    long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
    if (pixels > most) {
      throw new TooLarge(
          pixels + " pixels: at most " + most + " are read" + (byRows ? "" : " of " + format));
    }
  }

  private static ImageReadParam steps(ImageReader reader, int w, int h) throws IOException {
    Subsampling steps = Subsampling.of(reader.getWidth(0), reader.getHeight(0), w, h, WHOLE_PIXELS);
    ImageReadParam param = reader.getDefaultReadParam();
    param.setSourceSubsampling(steps.x(), steps.y(), 0, 0);
    return param;
  }

  private static BufferedImage resize(BufferedImage picture, int w, int h) {
    if (picture.getWidth() == w && picture.getHeight() == h) {
      return picture;
    }
    BufferedImage resized = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
    new ResampleOp(w, h, ResampleOp.FILTER_TRIANGLE).filter(picture, resized);
    return resized;
  }

  private static BufferedImage luma(BufferedImage rgb) {
    int w = rgb.getWidth();
    int h = rgb.getHeight();
    BufferedImage grey = new BufferedImage(w, h, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        int p = rgb.getRGB(x, y);
        double sum = 0.299 * (p >> 16 & 0xff) + 0.587 * (p >> 8 & 0xff) + 0.114 * (p & 0xff);
        grey.getRaster().setSample(x, y, 0, (int) Math.round(sum));
      }
    }
    return grey;
  }

  /** Says that a picture has too many pixels to be decoded. */
  static final class TooLarge extends IIOException {
    private static final long serialVersionUID = 1L;

    TooLarge(String message) {
      super(message);
    }
  }

  /** Brings a decoded picture of any colour model to opaque RGB. */
  private static final class Pixels {
    static BufferedImage onWhite(BufferedImage picture) {
      int w = picture.getWidth();
      int h = picture.getHeight();
      BufferedImage rgb = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
      int type = picture.getType();
      if (type == BufferedImage.TYPE_BYTE_GRAY || type == BufferedImage.TYPE_USHORT_GRAY) {
        // Java takes stored greys for linear light; take the numbers as they are.
        int shift = type == BufferedImage.TYPE_USHORT_GRAY ? 8 : 0;
        int[] row = new int[w];
        for (int y = 0; y < h; y++) {
          picture.getRaster().getSamples(0, y, w, 1, 0, row);
          for (int x = 0; x < w; x++) {
            rgb.setRGB(x, y, (row[x] >> shift) * 0x010101);
          }
        }
        return rgb;
      }
      Graphics2D graphics = rgb.createGraphics();
      graphics.drawImage(picture, 0, 0, Color.WHITE, null);
      graphics.dispose();
      return rgb;
    }
  }
}
