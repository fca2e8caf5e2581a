package org.histloss.dataprep.demo;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;

/** The 32 font faces on the class path: 12 of Liberation and 20 of DejaVu. */
final class GlyphFaces {
  private static final List<String> STYLES = List.of("Regular", "Bold", "Italic", "BoldItalic");
  private static final String DEJAVU = "net/sf/jasperreports/fonts/dejavu/DejaVu";

  private static final List<String> ALL =
      Stream.of(
              faces("liberation/LiberationSans-", STYLES),
              faces("liberation/LiberationSerif-", STYLES),
              faces("liberation/LiberationMono-", STYLES),
              faces(DEJAVU + "Sans", List.of("", "-Bold", "-Oblique", "-BoldOblique")),
              faces(DEJAVU + "SansCondensed", List.of("", "-Bold", "-Oblique", "-BoldOblique")),
              faces(DEJAVU + "SansMono", List.of("", "-Bold", "-Oblique", "-BoldOblique")),
              faces(DEJAVU + "Serif", List.of("", "-Bold", "-Italic", "-BoldItalic")),
              faces(DEJAVU + "SerifCondensed", List.of("", "-Bold", "-Italic", "-BoldItalic")))
          .flatMap(List::stream)
          .toList();

  private GlyphFaces() {}

  /** Class-path names of the faces, in fixed order. */
  static List<String> all() {
    return ALL;
  }

  /** The face's name, the camera of its glyphs: DejaVuSans-Bold. */
  static String camera(String resource) {
    String file = resource.substring(resource.lastIndexOf('/') + 1);
    return file.substring(0, file.length() - ".ttf".length());
  }

  /**
   * Loads one face at one point a pixel.
   *
   * @throws JobException exit code 30 when this Java can't use fonts
   */
  static Font load(String resource) {
    try (InputStream in = GlyphFaces.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new JobException(ExitCode.BUG, resource + " is not on the class path");
      }
      return Font.createFont(Font.TRUETYPE_FONT, in);
    } catch (IOException | FontFormatException | RuntimeException | LinkageError e) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE,
          "font " + resource + " can't be loaded by this Java (is libfreetype installed?): " + e,
          e);
    }
  }

  private static List<String> faces(String prefix, List<String> styles) {
    return styles.stream().map(style -> prefix + style + ".ttf").toList();
  }
}
