package org.histloss.cli;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Photos of things, a folder each: a coloured rectangle as each of three cameras sees it. */
final class ThingPhotos {
  private static final int CAMERAS = 3;
  private static final int SIDE = 12;

  private ThingPhotos() {}

  /** Draws the things from {@code from} to below {@code to}. */
  static void draw(Path photos, int from, int to) throws IOException {
    for (int thing = from; thing < to; thing++) {
      Path folder = Files.createDirectories(photos.resolve("thing %03d".formatted(thing)));
      for (int camera = 0; camera < CAMERAS; camera++) {
        Path file = folder.resolve("c" + camera + "_0.png");
        ImageIO.write(photo(thing, camera), "png", file.toFile());
      }
    }
  }

  private static BufferedImage photo(int thing, int camera) {
    BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = picture.createGraphics();
    pen.setColor(Color.getHSBColor(thing * 0.618f % 1, 1, 1 - 0.1f * camera));
    pen.fillRect(1 + thing % 4, 1 + camera, 3 + thing % 5, 2 + thing % 7);
    pen.dispose();
    return picture;
  }
}
