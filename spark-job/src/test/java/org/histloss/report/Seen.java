package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.histloss.report.PageFigures.Variant;

/**
 * What has to be seen in the plot of a chart, whichever its size and palette.
 *
 * @param what for whoever reads that it is missing
 * @param color its colour
 * @param lines how often a column of pixels has it, one above the other
 * @param percent of the columns of a tenth of the plot's width that have it at least
 * @param tenths of the plot's width where it is seen at least
 */
record Seen(String what, Function<Palette, Color> color, int lines, int percent, int tenths) {
  static final Function<Palette, Color> SAME = p -> p.same;
  static final Function<Palette, Color> DIFFERENT = p -> p.different;
  static final Function<Palette, Color> MODEL = p -> p.model;

  /** A line across the plot, dashed or not: dots leave more than every second column free. */
  static Seen line(String what, Function<Palette, Color> color) {
    return lines(what, color, 1, 10);
  }

  /** So many lines of a colour above each other, as far as they lie apart. */
  static Seen lines(String what, Function<Palette, Color> color, int lines, int tenths) {
    return new Seen(what, color, lines, 25, tenths);
  }

  /** An area that lets through what lies behind it, where it lies on nothing but the ground. */
  static Seen area(String what, Function<Palette, Color> color, int alpha, int tenths) {
    return lines(what, through(color, alpha), 1, tenths);
  }

  /** Small marks, in so many tenths of the width. */
  static Seen marks(String what, Function<Palette, Color> color, int tenths) {
    return new Seen(what, color, 1, 5, tenths);
  }

  /** How a colour that lets through looks on the ground. */
  static Function<Palette, Color> through(Function<Palette, Color> color, int alpha) {
    return palette -> Pixels.mixed(color.apply(palette), alpha, palette.surface);
  }

  /** What of all this a picture lacks. */
  static List<String> missing(List<Seen> all, byte[] png, Palette palette) {
    Pixels plot = Pixels.plot(png, palette);
    return all.stream()
        .filter(
            seen -> plot.tenths(seen.color.apply(palette), seen.lines, seen.percent) < seen.tenths)
        .map(Seen::what)
        .toList();
  }

  /**
   * A page has these charts and no others, each in all four variants, and nothing is missing in
   * them: a chart that nothing is expected of would pass otherwise.
   */
  static void assertDrawn(String page, Map<String, List<Seen>> charts) {
    Map<String, List<Variant>> figures = PageFigures.of(page);
    assertThat(figures).containsOnlyKeys(charts.keySet());
    List<String> missing = new ArrayList<>();
    figures.forEach(
        (heading, variants) -> {
          assertThat(variants.stream().map(Variant::toString))
              .containsExactlyInAnyOrder("narrow DARK", "narrow LIGHT", "wide DARK", "wide LIGHT");
          for (Variant variant : variants) {
            assertThat(Pixels.of(variant.png()).width())
                .as("width of %s, %s", heading, variant)
                .isEqualTo(variant.narrow() ? 656 : 1280);
            missing(charts.get(heading), variant.png(), variant.palette())
                .forEach(what -> missing.add("%s, %s: %s".formatted(heading, variant, what)));
          }
        });
    assertThat(missing).isEmpty();
  }
}
