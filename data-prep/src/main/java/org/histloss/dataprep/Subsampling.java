package org.histloss.dataprep;

/**
 * Which pixels of a large picture are read: every {@code x}-th column of every {@code y}-th row.
 *
 * @param x step between columns, at least 1
 * @param y step between rows, at least 1
 */
record Subsampling(int x, int y) {
  /** Sides are kept this many times as long as the target's, for the resize to average over. */
  private static final int REST = 2;

  /**
   * The smallest steps that leave at most {@code pixels}; more are left where the target needs
   * them, but never more than 16 for each of its pixels.
   *
   * @param width of the stored picture, in pixels
   * @param height of the stored picture
   * @param targetWidth of what the stored picture's columns are resized to
   * @param targetHeight of what its rows are resized to
   * @param pixels how many may be left, at least 1
   */
  static Subsampling of(int width, int height, int targetWidth, int targetHeight, long pixels) {
    int x = 1;
    int y = 1;
    while ((long) left(width, x) * left(height, y) > pixels) {
      boolean columns = width / (x + 1) >= REST * targetWidth;
      boolean rows = height / (y + 1) >= REST * targetHeight;
      if (!columns && !rows) {
        break;
      }
      // The axis that has more pixels to spare, for the aspect ratio isn't kept either.
      boolean wider = (long) left(width, x) * targetHeight >= (long) left(height, y) * targetWidth;
      if (columns && (wider || !rows)) {
        x++;
      } else {
        y++;
      }
    }
    return new Subsampling(x, y);
  }

  private static int left(int side, int step) {
    return (side + step - 1) / step;
  }
}
