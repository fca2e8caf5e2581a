package org.histloss.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.histloss.dataset.JobException;

/** Keeps pictures small enough that a report with hundreds of them stays a light page. */
final class Thumbnail {
  /** The longest side that is shown, in pixels. */
  static final int LONGEST_SIDE = 128;

  /** Pictures up to this side are shown as they are stored. */
  private static final int KEPT_SIDE = 64;

  private static final float QUALITY = 0.85f;

  private Thumbnail() {}

  /**
   * Returns a small picture itself, and of a larger one the shorter of PNG and JPEG, reduced to
   * {@link #LONGEST_SIDE}: drawings stay sharp, and a page with photographs stays light.
   *
   * @param sampleId named in errors
   * @throws JobException exit code 21 when the bytes are no picture
   */
  static byte[] of(byte[] png, String sampleId) {
    BufferedImage picture = decode(png, sampleId);
    int longest = Math.max(picture.getWidth(), picture.getHeight());
    if (longest <= KEPT_SIDE) {
      return png;
    }
    boolean fits = longest <= LONGEST_SIDE;
    BufferedImage small = fits ? picture : reduce(picture, longest);
    byte[] lossless = fits ? png : encode(small);
    byte[] lossy = jpeg(small);
    return lossy.length < lossless.length ? lossy : lossless;
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

  /** Encodes a picture as JPEG; what is transparent becomes white, as the page shows it. */
  private static byte[] jpeg(BufferedImage picture) {
    BufferedImage opaque =
        new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D g = opaque.createGraphics();
    g.drawImage(picture, 0, 0, Color.WHITE, null);
    g.dispose();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam quality = writer.getDefaultWriteParam();
    quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    quality.setCompressionQuality(QUALITY);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(opaque, null, null), quality);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
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
