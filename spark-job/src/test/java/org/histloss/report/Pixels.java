package org.histloss.report;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** What can be seen in a picture of a chart. */
final class Pixels {
  /** How far apart channels of the same colour may be: mixing rounds. */
  private static final int ROUNDING = 1;

  private final int width;
  private final int height;

  /** Row by row; asking the picture for each pixel would take most of a test's time. */
  private final int[] rgb;

  private Pixels(BufferedImage picture) {
    width = picture.getWidth();
    height = picture.getHeight();
    rgb = picture.getRGB(0, 0, width, height, null, 0, width);
  }

  static Pixels of(byte[] png) {
    return new Pixels(decoded(png));
  }

  /**
   * What lies below the letters of title and legend and between the ends of the grid: the plot
   * without the legend, which shows the colours of all series whether they are drawn or not.
   */
  static Pixels plot(byte[] png, Palette palette) {
    BufferedImage picture = decoded(png);
    Pixels all = new Pixels(picture);
    int[] line = all.gridLine(palette.grid);
    int left = line[0];
    int wide = line[line.length - 1] + 1 - left;
    int top = 0;
    for (int y = 0; y < all.height; y++) {
      top = all.across(y, palette.ink).length > 0 ? y + 1 : top;
    }
    return new Pixels(picture.getSubimage(left, top, wide, all.height - top));
  }

  private static BufferedImage decoded(byte[] png) {
    try {
      return ImageIO.read(new ByteArrayInputStream(png));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int[] gridLine(Color grid) {
    return IntStream.range(0, height)
        .mapToObj(y -> across(y, grid))
        .filter(line -> line.length > width / 4)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no grid of the colour " + grid));
  }

  private int[] across(int y, Color color) {
    int sought = color.getRGB();
    return IntStream.range(0, width).filter(x -> rgb[y * width + x] == sought).toArray();
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  Color at(int x, int y) {
    return new Color(rgb[y * width + x]);
  }

  /** Every colour that occurs. */
  Set<Color> colours() {
    return Arrays.stream(rgb).distinct().mapToObj(Color::new).collect(Collectors.toSet());
  }

  /**
   * In how many tenths of the width the colour is seen: in at least so many percent of a tenth's
   * columns. The edges of a line have any paler colour by chance here and there, hence the
   * percentage.
   *
   * @param lines how many lines of this colour, one above the other, a column has to have
   */
  int tenths(Color color, int lines, int percent) {
    int[] seen = new int[10];
    for (int x = 0; x < width; x++) {
      seen[10 * x / width] += stretches(x, color.getRGB()) >= lines ? 1 : 0;
    }
    return (int) IntStream.of(seen).filter(columns -> 1000 * columns >= percent * width).count();
  }

  /** How often the colour begins on the way down a column. */
  private int stretches(int x, int color) {
    int stretches = 0;
    boolean before = false;
    for (int y = 0; y < height; y++) {
      boolean here = alike(rgb[y * width + x], color);
      stretches += here && !before ? 1 : 0;
      before = here;
    }
    return stretches;
  }

  private static boolean alike(int one, int other) {
    return Math.abs((one >> 16 & 0xff) - (other >> 16 & 0xff)) <= ROUNDING
        && Math.abs((one >> 8 & 0xff) - (other >> 8 & 0xff)) <= ROUNDING
        && Math.abs((one & 0xff) - (other & 0xff)) <= ROUNDING;
  }

  /** What a colour that lets through looks like on the ground; see {@link Palette#translucent}. */
  static Color mixed(Color color, int alpha, Color ground) {
    return new Color(
        mixed(color.getRed(), alpha, ground.getRed()),
        mixed(color.getGreen(), alpha, ground.getGreen()),
        mixed(color.getBlue(), alpha, ground.getBlue()));
  }

  private static int mixed(int channel, int alpha, int ground) {
    return Math.round((channel * alpha + ground * (255 - alpha)) / 255f);
  }
}
