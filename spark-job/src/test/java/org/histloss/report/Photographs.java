package org.histloss.report;

import java.awt.image.BufferedImage;
import java.util.Random;

/** Pictures that hardly pack, each another. */
final class Photographs {
  private Photographs() {}

  /** Colours that run into each other, and grain of five bits a channel. */
  static Rankings.Sample sample(Random random) {
    int side = Thumbnail.LONGEST_SIDE;
    int[] waves = random.ints(6, 20, 90).toArray();
    BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
          double wave = Math.sin(x * 9.0 / waves[channel]) + Math.cos(y * 9.0 / waves[channel + 3]);
          rgb = rgb << 8 | (int) (120 + 50 * wave) - 16 + random.nextInt(32);
        }
        picture.setRGB(x, y, rgb);
      }
    }
    return Rankings.Sample.of("s", "i", "c", Thumbnail.encode(picture));
  }
}
