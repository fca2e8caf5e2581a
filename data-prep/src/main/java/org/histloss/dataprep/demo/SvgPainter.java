package org.histloss.dataprep.demo;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.attributes.ViewBox;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import java.awt.Component;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.imageio.ImageIO;

/** Draws SVG documents as square PNGs with a transparent ground. */
final class SvgPainter {
  /**
   * The renderer logs each broken drawing with a stack trace; here its end is told by {@link
   * #draw}.
   */
  private static final Logger RENDERER = Logger.getLogger("com.github.weisj.jsvg");

  static {
    RENDERER.setLevel(Level.OFF);
  }

  private final SVGLoader loader = new SVGLoader();
  private final int side;

  /** Draws pictures of side × side pixels. */
  SvgPainter(int side) {
    this.side = side;
  }

  /**
   * Draws one document.
   *
   * @throws IOException when it can't be parsed or exceeds the renderer's limits
   */
  byte[] draw(String svg) throws IOException {
    try {
      SVGDocument document =
          loader.load(
              new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)),
              null,
              LoaderContext.createDefault());
      if (document == null) {
        throw new IOException("the drawing can't be parsed");
      }
      BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_ARGB);
      Graphics2D graphics = picture.createGraphics();
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      document.render((Component) null, graphics, new ViewBox(side, side));
      graphics.dispose();
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(picture, "png", png);
      return png.toByteArray();
    } catch (RuntimeException | StackOverflowError e) {
      // The renderer throws whatever a broken drawing leads it to.
      throw new IOException(e.toString(), e);
    }
  }
}
