package org.histloss.batch;

import org.histloss.dataset.DatasetManifest.SampleShape;

/**
 * Zooms and turns a picture about its centre, with bilinear interpolation.
 *
 * <p>Each pixel of the result looks up where it came from, so there are no holes; what lies outside
 * of the picture repeats its border. {@link StrictMath} gives the same bits on every platform.
 */
final class Warp {
  /** The way back: source = centre + matrix · (target − centre), divided by the zoom. */
  private final double along;

  private final double across;

  /**
   * A zoom, then a turn.
   *
   * @param zoom above 1 enlarges
   * @param radians turns clockwise, as rows run downwards
   */
  Warp(double zoom, double radians) {
    this.along = StrictMath.cos(radians) / zoom;
    this.across = StrictMath.sin(radians) / zoom;
  }

  /**
   * A changed copy.
   *
   * @param pixels channels × height × width numbers
   * @return as many, between the smallest and the largest given ones but for rounding
   */
  float[] apply(float[] pixels, SampleShape shape) {
    int h = shape.height();
    int w = shape.width();
    double middleX = (w - 1) / 2.0;
    double middleY = (h - 1) / 2.0;
    float[] warped = new float[pixels.length];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        double sourceX = middleX + along * (x - middleX) + across * (y - middleY);
        double sourceY = middleY - across * (x - middleX) + along * (y - middleY);
        interpolate(pixels, shape, inside(sourceX, w), inside(sourceY, h), warped, y * w + x);
      }
    }
    return warped;
  }

  /** Writes all channels of one target pixel. */
  private static void interpolate(
      float[] pixels, SampleShape shape, double x, double y, float[] warped, int target) {
    int w = shape.width();
    int plane = shape.height() * w;
    int left = (int) x;
    int top = (int) y;
    int right = Math.min(left + 1, w - 1);
    int bottom = Math.min(top + 1, shape.height() - 1);
    float shareRight = (float) (x - left);
    float shareBottom = (float) (y - top);
    for (int base = 0; base < pixels.length; base += plane) {
      float above = mix(pixels[base + top * w + left], pixels[base + top * w + right], shareRight);
      float below =
          mix(pixels[base + bottom * w + left], pixels[base + bottom * w + right], shareRight);
      warped[base + target] = mix(above, below, shareBottom);
    }
  }

  private static float mix(float from, float to, float share) {
    return from + (to - from) * share;
  }

  private static double inside(double position, int size) {
    return Math.max(0.0, Math.min(size - 1.0, position));
  }
}
