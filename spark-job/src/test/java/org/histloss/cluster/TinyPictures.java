package org.histloss.cluster;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Pictures in a folder for each identity: a coloured shape, which each camera sees differently. */
final class TinyPictures {
  private static final int SIDE = 40;

  private TinyPictures() {}

  /** Writes {@code identities} × {@code cameras} pictures; the same seed gives the same ones. */
  static Path write(Path folder, int identities, int cameras, long seed) throws IOException {
    Random random = new Random(seed);
    for (int i = 0; i < identities; i++) {
      Path identity = Files.createDirectories(folder.resolve("thing%03d".formatted(i)));
      float hue = random.nextFloat();
      int width = 8 + random.nextInt(24);
      int height = 8 + random.nextInt(24);
      for (int camera = 0; camera < cameras; camera++) {
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        pen.setColor(Color.getHSBColor(0, 0, 1 - 0.1f * camera));
        pen.fillRect(0, 0, SIDE, SIDE);
        pen.setColor(Color.getHSBColor(hue, 0.5f + 0.4f * random.nextFloat(), 0.8f));
        pen.fillOval(random.nextInt(8), random.nextInt(8), width, height);
        pen.dispose();
        Path file = identity.resolve("cam%d_%d.png".formatted(camera, i));
        ImageIO.write(picture, "png", file.toFile());
      }
    }
    return folder;
  }
}
