package org.histloss.dataprep;

import com.twelvemonkeys.image.ResampleOp;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
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
 */
final class ImageDecoder {
  private static final long MAX_PIXELS = 200_000_000L;

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
   * @throws IOException when the bytes are no picture; its message says why
   */
  byte[] toPng(byte[] encoded) throws IOException {
    try {
      BufferedImage upright = read(encoded);
      BufferedImage resized = resize(upright);
      BufferedImage stored = target.channels() == 1 ? luma(resized) : resized;
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(stored, "png", png);
      return png.toByteArray();
    } catch (RuntimeException | StackOverflowError e) {
      // Readers throw whatever damaged bytes lead them to.
      throw new IOException(e.toString(), e);
    }
  }

  private static BufferedImage read(byte[] encoded) throws IOException {
    if (encoded.length == 0) {
      throw new IIOException("the file is empty");
    }
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(encoded))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IIOException("no known picture format");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, false, false);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MAX_PIXELS) {
          throw new IIOException(pixels + " pixels: at most " + MAX_PIXELS + " are read");
        }
        Orientation orientation = Orientation.of(reader);
        return orientation.apply(Pixels.onWhite(reader.read(0)));
      } finally {
        reader.dispose();
      }
    }
  }

  private BufferedImage resize(BufferedImage picture) {
    int w = target.width();
    int h = target.height();
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
