package org.histloss.report;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Liberation Sans from the application's jar, so that charts look alike on every machine. */
final class ChartFont {
  private static final Logger LOG = LoggerFactory.getLogger(ChartFont.class);
  private static final Font PLAIN = load("liberation/LiberationSans-Regular.ttf", Font.PLAIN);
  private static final Font BOLD = load("liberation/LiberationSans-Bold.ttf", Font.BOLD);

  private ChartFont() {}

  static Font plain(int size) {
    return PLAIN.deriveFont((float) size);
  }

  static Font bold(int size) {
    return BOLD.deriveFont((float) size);
  }

  private static Font load(String resource, int style) {
    try (InputStream in = ChartFont.class.getClassLoader().getResourceAsStream(resource)) {
      if (in != null) {
        return Font.createFont(Font.TRUETYPE_FONT, in);
      }
    } catch (IOException | FontFormatException e) {
      LOG.warn("{} can't be read ({}); charts use the machine's sans-serif font", resource, e);
    }
    return new Font(Font.SANS_SERIF, style, 12);
  }
}
