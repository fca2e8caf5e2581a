package org.histloss.dataset;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.histloss.dataset.DatasetManifest.SampleShape;

/** Turns a stored PNG into the numbers a network reads. */
public final class SamplePixels {
  /** A byte's number in [0, 1]. */
  private static final float[] SHARE = new float[256];

  static {
    for (int level = 0; level < SHARE.length; level++) {
      SHARE[level] = level / 255f;
    }
  }

  private SamplePixels() {}

  /**
   * Decodes one stored picture.
   *
   * @param png the {@code image} column of one sample
   * @param shape the data set's shape; the picture must have exactly this height and width
   * @param sampleId named in errors
   * @return channels × height × width numbers in [0, 1], channel by channel (red, green, blue, or
   *     luma for one channel), row by row
   * @throws JobException exit code 21 when the bytes are no picture of this shape
   */
  public static float[] decode(byte[] png, SampleShape shape, String sampleId) {
    PlainPng plain = png == null ? null : PlainPng.read(png);
    if (plain != null && plain.isOf(shape)) {
      return shape.channels() == 3 ? colours(plain.samples()) : greys(plain.samples());
    }
    return decoded(read(png, sampleId), shape, sampleId);
  }

  /** From red, green, blue, red, … to planes. */
  private static float[] colours(byte[] samples) {
    int plane = samples.length / 3;
    float[] pixels = new float[samples.length];
    for (int i = 0; i < plane; i++) {
      pixels[i] = SHARE[samples[3 * i] & 0xff];
      pixels[plane + i] = SHARE[samples[3 * i + 1] & 0xff];
      pixels[2 * plane + i] = SHARE[samples[3 * i + 2] & 0xff];
    }
    return pixels;
  }

  private static float[] greys(byte[] samples) {
    float[] pixels = new float[samples.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = SHARE[samples[i] & 0xff];
    }
    return pixels;
  }

  /** Any other picture that Java reads. */
  private static float[] decoded(BufferedImage picture, SampleShape shape, String sampleId) {
    int h = shape.height();
    int w = shape.width();
    if (picture.getHeight() != h || picture.getWidth() != w) {
      throw JobException.badData(
          "sample %s is %d×%d: the manifest says %d×%d",
          sampleId, picture.getHeight(), picture.getWidth(), h, w);
    }
    float[] pixels = new float[shape.size()];
    int plane = h * w;
    if (shape.channels() == 1 && picture.getRaster().getNumBands() == 1) {
      // getRGB would take the stored greys for linear light and brighten them.
      return scaled(picture.getRaster().getSamples(0, 0, w, h, 0, pixels));
    }
    int[] rgb = picture.getRGB(0, 0, w, h, null, 0, w);
    for (int i = 0; i < plane; i++) {
      int red = (rgb[i] >> 16) & 0xff;
      int green = (rgb[i] >> 8) & 0xff;
      int blue = rgb[i] & 0xff;
      if (shape.channels() == 1) {
        pixels[i] = (0.299f * red + 0.587f * green + 0.114f * blue) / 255f;
      } else {
        pixels[i] = red / 255f;
        pixels[plane + i] = green / 255f;
        pixels[2 * plane + i] = blue / 255f;
      }
    }
    return pixels;
  }

  private static float[] scaled(float[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] /= 255f;
    }
    return bytes;
  }

  private static BufferedImage read(byte[] png, String sampleId) {
    try {
      ImageIO.setUseCache(false);
      BufferedImage picture = png == null ? null : ImageIO.read(new ByteArrayInputStream(png));
      if (picture == null) {
        throw JobException.badData("sample %s holds no picture", sampleId);
      }
      return picture;
    } catch (IOException e) {
      throw JobException.badData("sample %s can't be decoded: %s", sampleId, e.getMessage());
    }
  }
}
