package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PaletteTest {

  @ParameterizedTest
  @EnumSource(Palette.class)
  void lettersAndLinesStandOutFromTheSurface(Palette palette) {
    for (Color letters : new Color[] {palette.ink, palette.muted, palette.same, palette.model}) {
      assertThat(contrast(letters, palette.surface)).as("%s", letters).isGreaterThan(4.5);
    }
    for (Color line : new Color[] {palette.different, palette.untrained, palette.rawPixels}) {
      assertThat(contrast(line, palette.surface)).as("%s", line).isGreaterThan(4.5);
    }
  }

  @ParameterizedTest
  @EnumSource(Palette.class)
  void thePageUsesTheColoursOfTheCharts(Palette palette) throws IOException {
    String css;
    try (InputStream in = Palette.class.getResourceAsStream("/org/histloss/report/style.css")) {
      css = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertThat(css)
        .contains("--surface: " + hex(palette.surface), "--ink: " + hex(palette.ink))
        .contains("--muted: " + hex(palette.muted), "--grid: " + hex(palette.grid))
        .contains("--right: " + hex(palette.same), "--wrong: " + hex(palette.different))
        .contains("--model: " + hex(palette.model), "--untrained: " + hex(palette.untrained))
        .contains("--pixels: " + hex(palette.rawPixels));
  }

  private static String hex(Color color) {
    return "#%06x".formatted(color.getRGB() & 0xffffff);
  }

  /** Contrast ratio of the Web Content Accessibility Guidelines 2. */
  private static double contrast(Color a, Color b) {
    double lighter = Math.max(luminance(a), luminance(b));
    double darker = Math.min(luminance(a), luminance(b));
    return (lighter + 0.05) / (darker + 0.05);
  }

  private static double luminance(Color color) {
    double[] linear =
        DoubleStream.of(color.getRed(), color.getGreen(), color.getBlue())
            .map(c -> c / 255)
            .map(c -> c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4))
            .toArray();
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  }
}
