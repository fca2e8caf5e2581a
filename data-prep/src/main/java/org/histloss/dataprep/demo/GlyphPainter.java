package org.histloss.dataprep.demo;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/**
 * Draws one character in one face, clean or degraded.
 *
 * <p>Clean glyphs are too regular to be a task, so a picture is turned by up to 20°, scaled and
 * shifted, gets ink and paper of its own, two strokes and a blot of clutter, and noise. All of it
 * depends on (seed, identity, face) alone.
 */
final class GlyphPainter {
  private static final FontRenderContext OUTLINES = new FontRenderContext(null, true, true);
  private static final double MAX_TURN = Math.toRadians(20);
  private static final int NOISE = 24;

  private final int side;

  /** Draws pictures of side × side pixels. */
  GlyphPainter(int side) {
    this.side = side;
  }

  /**
   * The clean glyph's pixels, black on white at a fixed size and base line; equal look, equal
   * bytes.
   */
  byte[] clean(Font face, int codePoint) {
    BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = open(picture, Color.WHITE);
    graphics.setColor(Color.BLACK);
    Shape glyph = outline(face, side * 0.6f, codePoint);
    graphics.fill(
        AffineTransform.getTranslateInstance(side * 0.15, side * 0.75)
            .createTransformedShape(glyph));
    graphics.dispose();
    return bytes(picture);
  }

  /** Whether the face draws nothing for this character. */
  static boolean blank(Font face, int codePoint) {
    return outline(face, 16, codePoint).getBounds2D().isEmpty();
  }

  /** The degraded glyph as a BMP, which takes far less time to write and read than a PNG. */
  byte[] degraded(Font face, int codePoint, long seed, String identity, String camera) {
    SplittableRandom random = random(seed, identity, camera);
    BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
    Color paper = grey(random, 150, 255);
    Color ink = grey(random, 0, 100);
    Graphics2D graphics = open(picture, paper);
    clutter(graphics, random);
    graphics.setColor(ink);
    graphics.fill(placed(outline(face, side, codePoint), random));
    graphics.dispose();
    addNoise(picture, random);
    return bmp(picture);
  }

  private Shape placed(Shape glyph, SplittableRandom random) {
    Rectangle2D box = glyph.getBounds2D();
    double largest = Math.max(box.getWidth(), box.getHeight());
    // Small marks stay small: a full stop must not look like a black square.
    double scale = Math.min(1.4, side * between(random, 0.6, 0.8) / Math.max(1, largest));
    AffineTransform place = new AffineTransform();
    place.translate(
        side / 2.0 + side * between(random, -0.1, 0.1),
        side / 2.0 + side * between(random, -0.1, 0.1));
    place.rotate(between(random, -MAX_TURN, MAX_TURN));
    place.scale(scale, scale);
    place.translate(-box.getCenterX(), -box.getCenterY());
    return place.createTransformedShape(glyph);
  }

  private void clutter(Graphics2D graphics, SplittableRandom random) {
    for (int i = 0; i < 2; i++) {
      graphics.setColor(grey(random, 60, 230));
      graphics.draw(
          new Line2D.Double(
              between(random, 0, side),
              between(random, 0, side),
              between(random, 0, side),
              between(random, 0, side)));
    }
    graphics.setColor(grey(random, 100, 230));
    double size = side * between(random, 0.1, 0.3);
    graphics.fill(
        new Ellipse2D.Double(between(random, 0, side), between(random, 0, side), size, size));
  }

  private static void addNoise(BufferedImage picture, SplittableRandom random) {
    byte[] greys = bytes(picture);
    for (int i = 0; i < greys.length; i++) {
      int grey = (greys[i] & 0xff) + random.nextInt(-NOISE, NOISE + 1);
      greys[i] = (byte) Math.max(0, Math.min(255, grey));
    }
  }

  private static byte[] bytes(BufferedImage picture) {
    return ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
  }

  private static Shape outline(Font face, float size, int codePoint) {
    return face.deriveFont(size)
        .createGlyphVector(OUTLINES, Character.toString(codePoint))
        .getOutline();
  }

  private Graphics2D open(BufferedImage picture, Color paper) {
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(paper);
    graphics.fillRect(0, 0, side, side);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    return graphics;
  }

  private static Color grey(SplittableRandom random, int from, int to) {
    int value = random.nextInt(from, to + 1);
    return new Color(value, value, value);
  }

  private static double between(SplittableRandom random, double from, double to) {
    return from + (to - from) * random.nextDouble();
  }

  private static SplittableRandom random(long seed, String identity, String camera) {
    try {
      String key = seed + "\n" + identity + "\n" + camera;
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return new SplittableRandom(ByteBuffer.wrap(hash).getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static byte[] bmp(BufferedImage picture) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "bmp", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
