package org.histloss.report;

import java.awt.Color;

/**
 * The report's colours, for light and dark screens.
 *
 * <p>After Okabe and Ito's palette, which stays distinct under every common colour blindness. One
 * meaning has one colour everywhere: blue is "same identity" or "right", vermillion or orange is
 * "different identity" or "wrong", green is the evaluated model. {@code style.css} repeats them.
 */
enum Palette {
  LIGHT(0xffffff, 0x1b222c, 0x56606f, 0xdfe3e9, 0x0067a6, 0xb84a06, 0x00795a, 0x6c7584, 0x9a4a82),
  DARK(0x1a1f27, 0xe8ebf0, 0xa3acba, 0x333b47, 0x5bb5ea, 0xf0954a, 0x3cc49c, 0x9aa4b3, 0xd893c0);

  final Color surface;
  final Color ink;
  final Color muted;
  final Color grid;
  final Color same;
  final Color different;
  final Color model;
  final Color untrained;
  final Color rawPixels;

  Palette(int... rgb) {
    surface = new Color(rgb[0]);
    ink = new Color(rgb[1]);
    muted = new Color(rgb[2]);
    grid = new Color(rgb[3]);
    same = new Color(rgb[4]);
    different = new Color(rgb[5]);
    model = new Color(rgb[6]);
    untrained = new Color(rgb[7]);
    rawPixels = new Color(rgb[8]);
  }

  /** The same colour, let through so that what lies behind stays visible. */
  static Color translucent(Color color, int alpha) {
    return new Color(color.getRed(), color.getGreen(), color.getBlue(), alpha);
  }
}
