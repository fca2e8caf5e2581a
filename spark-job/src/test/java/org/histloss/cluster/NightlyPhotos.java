package org.histloss.cluster;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * A folder of photos that grows from night to night: coloured things, a folder each, seen by
 * cameras that differ in light and place. A photo depends on its thing and camera only.
 */
final class NightlyPhotos {
  static final int THINGS = 40;
  static final int MORE = 12;
  private static final int CAMERAS = 3;

  /** By how many folders a camera's photos go wrong, a multiple for each. */
  private static final int ASTRAY = 7;

  private static final int SIDE = 32;

  private NightlyPhotos() {}

  /** What lies there in the first night: things that three cameras saw. */
  static void first(Path photos) throws IOException {
    for (int thing = 0; thing < THINGS; thing++) {
      for (int camera = 0; camera < CAMERAS; camera++) {
        draw(photos, thing, camera, thing);
      }
    }
  }

  /**
   * What comes for the third night: a fourth camera, and more things; each of the new photos is in
   * another thing's folder. A model that learns from those unlearns what is right.
   */
  static void mislabelled(Path photos) throws IOException {
    int things = THINGS + MORE;
    for (int thing = 0; thing < things; thing++) {
      for (int camera = thing < THINGS ? CAMERAS : 0; camera <= CAMERAS; camera++) {
        draw(photos, thing, camera, label(thing, camera));
      }
    }
  }

  /** Known things' folders get each other's photos, and new things' each other's. */
  private static int label(int thing, int camera) {
    int astray = (camera + 1) * ASTRAY;
    return thing < THINGS ? (thing + astray) % THINGS : THINGS + (thing - THINGS + astray) % MORE;
  }

  private static void draw(Path photos, int thing, int camera, int label) throws IOException {
    Random looks = new Random(hash(thing, -1));
    Random chance = new Random(hash(thing, camera));
    BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = picture.createGraphics();
    pen.setColor(Color.getHSBColor(0, 0, 1 - 0.1f * camera));
    pen.fillRect(0, 0, SIDE, SIDE);
    float hue = looks.nextFloat();
    int width = 6 + looks.nextInt(20);
    int height = 6 + looks.nextInt(20);
    pen.setColor(Color.getHSBColor(hue, 0.5f + 0.4f * chance.nextFloat(), 0.8f));
    pen.fillOval(chance.nextInt(6), chance.nextInt(6), width, height);
    pen.dispose();
    Path folder = Files.createDirectories(photos.resolve("thing%03d".formatted(label)));
    ImageIO.write(picture, "png", folder.resolve("cam%d_%d.png".formatted(camera, thing)).toFile());
  }

  /** Seeds that lie side by side begin alike in {@link Random}. */
  private static long hash(int thing, int camera) {
    return (1000L * thing + camera + 17) * 0x9E3779B97F4A7C15L;
  }

  /** Settings of both commands for so few and so small photos. */
  static String configuration() {
    return """
        image { height = 16, width = 16 }
        split { train = 0.5, test = 0.5 }
        network { channels = [8, 16], embedding-dimension = 16 }
        batch { identities = 8, samples-per-identity = 3 }
        loss.bins = 50
        training { workers = 2, averaging-period = 10, epochs = 60 }
        retrain {
          registry = ${HISTLOSS_REGISTRY}
          data = ${HISTLOSS_DATA}
          # Whoever takes a new model embeds everything anew: not for less than five points. The floor
          # lies well below what was reached at first; twenty held-out things are too few for slices.
          gate { min-gain = 0.05, map-floor = 0.6, min-slice-identities = 30 }
          lock { heartbeat-seconds = 1, expiry-seconds = 10 }
        }
        """;
  }
}
