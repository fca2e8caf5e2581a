package org.histloss.batch;

import java.io.Serializable;
import java.util.SplittableRandom;
import org.histloss.config.Settings.Augment;
import org.histloss.dataset.DatasetManifest.SampleShape;

/**
 * Random changes of training pictures: shift, mirror, zoom, turn, brightness and colour, erasing.
 *
 * <p>What happens to a picture depends on (seed, batch number, sample id) only. Feature vectors are
 * left as they are.
 */
public final class Augmentation implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Augment settings;
  private final SampleShape shape;
  private final long seed;

  /** The changes that these settings allow for pictures of this shape. */
  public Augmentation(Augment settings, SampleShape shape, long seed) {
    this.settings = settings;
    this.shape = shape;
    this.seed = seed;
  }

  /**
   * A changed copy of one sample.
   *
   * @param pixels channels × height × width numbers in [0, 1]
   * @param batch the mini-batch's number
   * @param sampleId the sample
   * @return numbers in [0, 1], as many
   */
  public float[] apply(float[] pixels, long batch, String sampleId) {
    if (!shape.picture()) {
      return pixels;
    }
    SplittableRandom random = new SplittableRandom(Seeds.mix(seed, batch, Seeds.hash(sampleId)));
    int dx = between(random, settings.shift());
    int dy = between(random, settings.shift());
    boolean mirror = settings.flip() && random.nextBoolean();
    float[] changed = bend(move(pixels, dx, dy, mirror), random);
    recolour(changed, random);
    if (random.nextDouble() < settings.erase()) {
      erase(changed, random);
    }
    return changed;
  }

  /** What is moved in from outside repeats the border. */
  private float[] move(float[] pixels, int dx, int dy, boolean mirror) {
    int h = shape.height();
    int w = shape.width();
    int[] columns = new int[w];
    for (int x = 0; x < w; x++) {
      int column = clamp(x - dx, w);
      columns[x] = mirror ? w - 1 - column : column;
    }
    float[] moved = new float[pixels.length];
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = 0; y < h; y++) {
        int from = (c * h + clamp(y - dy, h)) * w;
        int to = (c * h + y) * w;
        for (int x = 0; x < w; x++) {
          moved[to + x] = pixels[from + columns[x]];
        }
      }
    }
    return moved;
  }

  /** Zooms and turns about the centre, where the settings allow it. */
  private float[] bend(float[] pixels, SplittableRandom random) {
    if (settings.zoom() == 0 && settings.turn() == 0) {
      return pixels;
    }
    double limit = StrictMath.log1p(settings.zoom());
    // Drawn on the logarithm: as often twice as large as half as large.
    double zoom = limit == 0 ? 1.0 : StrictMath.exp(random.nextDouble(-limit, limit));
    double turn = settings.turn() == 0 ? 0.0 : random.nextDouble(-settings.turn(), settings.turn());
    return new Warp(zoom, Math.toRadians(turn)).apply(pixels, shape);
  }

  private void recolour(float[] pixels, SplittableRandom random) {
    double brightness = factor(random, settings.brightness());
    int plane = shape.height() * shape.width();
    for (int c = 0; c < shape.channels(); c++) {
      float scale = (float) (brightness * factor(random, settings.colour()));
      for (int i = c * plane; i < (c + 1) * plane; i++) {
        pixels[i] = Math.min(1f, pixels[i] * scale);
      }
    }
  }

  /** Fills a rectangle of a fiftieth to a third of the picture with one random grey. */
  private void erase(float[] pixels, SplittableRandom random) {
    int h = shape.height();
    int w = shape.width();
    double side = Math.sqrt(random.nextDouble(0.02, 1.0 / 3.0));
    double stretch = Math.sqrt(random.nextDouble(0.5, 2.0));
    int height = (int) Math.max(1, Math.min(h, Math.round(h * side * stretch)));
    int width = (int) Math.max(1, Math.min(w, Math.round(w * side / stretch)));
    int top = random.nextInt(h - height + 1);
    int left = random.nextInt(w - width + 1);
    float grey = (float) random.nextDouble();
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = top; y < top + height; y++) {
        int row = (c * h + y) * w;
        java.util.Arrays.fill(pixels, row + left, row + left + width, grey);
      }
    }
  }

  private static int between(SplittableRandom random, int limit) {
    return limit == 0 ? 0 : random.nextInt(-limit, limit + 1);
  }

  private static double factor(SplittableRandom random, double range) {
    return range == 0 ? 1.0 : random.nextDouble(1.0 - range, 1.0 + range);
  }

  private static int clamp(int position, int size) {
    return Math.max(0, Math.min(size - 1, position));
  }
}
