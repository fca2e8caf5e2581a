package org.histloss.report;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.histloss.dataset.JobException;

/** Keeps pictures small enough that a report with hundreds of them stays a light page. */
final class Thumbnail {
  /** The longest side that is shown, in pixels. */
  static final int LONGEST_SIDE = 128;

  private Thumbnail() {}

  /**
   * Returns the picture itself when neither side exceeds {@link #LONGEST_SIDE}, else a reduced one.
   *
   * @param sampleId named in errors
   * @throws JobException exit code 21 when the bytes are no picture
   */
  static byte[] of(byte[] png, String sampleId) {
    BufferedImage picture = decode(png, sampleId);
    int longest = Math.max(picture.getWidth(), picture.getHeight());
    return longest <= LONGEST_SIDE ? png : encode(reduce(picture, longest));
  }

  /** Encodes a picture as PNG. */
  static byte[] encode(BufferedImage picture) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static BufferedImage decode(byte[] png, String sampleId) {
    try {
      ImageIO.setUseCache(false);
      BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
      if (picture == null) {
        throw JobException.badData("sample %s holds no picture", sampleId);
      }
      return picture;
    } catch (IOException e) {
      throw JobException.badData("sample %s can't be decoded: %s", sampleId, e.getMessage());
    }
  }

  private static BufferedImage reduce(BufferedImage picture, int longest) {
    int width = Math.max(1, picture.getWidth() * LONGEST_SIDE / longest);
    int height = Math.max(1, picture.getHeight() * LONGEST_SIDE / longest);
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    Graphics2D g = small.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    g.drawImage(picture, 0, 0, width, height, null);
    g.dispose();
    return small;
  }
}
