package org.histloss.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.histloss.dataset.JobException;
import org.histloss.report.Scores.Detail.OverDraws;
import org.junit.jupiter.api.Test;

class FiguresTest {

  @Test
  void numbersAreEnglishOnEveryMachine() {
    assertThat(Figures.percent(0.5532)).isEqualTo("55.3\u00a0%");
    assertThat(Figures.whole(1234567)).isEqualTo("1,234,567");
    assertThat(Figures.real(1234.5)).isEqualTo("1,235");
    assertThat(Figures.real(12.34)).isEqualTo("12.3");
    assertThat(Figures.real(0.12345)).isEqualTo("0.123");
    assertThat(Figures.real(0)).isEqualTo("0");
    assertThat(Figures.real(7.351e-3)).isEqualTo("0.00735");
    assertThat(Figures.real(2.5e-4)).isEqualTo("0.000250");
    assertThat(Figures.real(8.33e-6)).isEqualTo("8.33e-06");
    assertThat(Figures.real(Double.NaN)).isEqualTo("NaN");
  }

  @Test
  void differencesCarryTheirSign() {
    assertThat(Figures.signedPoints(0.193)).isEqualTo("+19.3");
    assertThat(Figures.signedPoints(-0.01)).isEqualTo("−1.0");
    assertThat(Figures.signedPoints(-0.0001)).isEqualTo("±0.0");
    assertThat(Figures.similarity(-0.001)).isEqualTo("0.00");
    assertThat(Figures.similarity(-0.071)).isEqualTo("−0.07");
    assertThat(Figures.shortSimilarity(-0.4)).isEqualTo("−0.4");
  }

  @Test
  void durationsUseTheUnitThatFits() {
    assertThat(Figures.duration(9.44)).isEqualTo("9.4\u00a0s");
    assertThat(Figures.duration(125)).isEqualTo("2 min 05 s");
    assertThat(Figures.duration(4321)).isEqualTo("1 h 12 min");
  }

  @Test
  void theHeadlineNamesTheBaselinesThatAreKnown() {
    Scores half = SampleReports.scores(0.5, 0.3);
    assertThat(Headline.of("test", half, null, null))
        .isEqualTo(
            "For 50.0\u00a0% of 4,785 test queries the first result shows the right identity"
                + " (95\u00a0% confidence: 47.4 to 52.7\u00a0%). mAP is 30.0\u00a0%"
                + " (95\u00a0% confidence: 28.0 to 32.0\u00a0%).");
    Scores alone = new Scores(0.5, 0.6, 0.7, 0.3, 9, 0L, 10, List.of(), null);
    assertThat(Headline.of("test", alone, null, null))
        .isEqualTo(
            "For 50.0\u00a0% of 9 test queries the first result shows the right identity."
                + " mAP is 30.0\u00a0%.");
    assertThat(Headline.of("test", half, null, half))
        .contains(", against 50.0\u00a0% with raw pixels. mAP is ");
  }

  /** Of draws, the confidence over identities is not all that is uncertain. */
  @Test
  void theHeadlineTellsHowMuchDrawsDiffer() {
    assertThat(drawn(new OverDraws(100, 44, List.of(0.031), 0.0149)))
        .endsWith(
            " mAP is 30.0\u00a0%. Both are means over 100 draws, with standard deviations of 3.1 and"
                + " 1.5 points.");
    assertThat(drawn(new OverDraws(1, 44, List.of(), null)))
        .endsWith(" Both are means over a single draw.");
  }

  private static String drawn(OverDraws draws) {
    Scores.Detail detail = new Scores.Detail(null, 3, null, null, 0, null, draws, null);
    return Headline.of(
        "test", new Scores(0.5, 0.6, 0.7, 0.3, 9, 0L, 10, List.of(), detail), null, null);
  }

  @Test
  void scoresAreFractions() {
    assertThatThrownBy(() -> new Scores(55.3, 0, 0, 0, 1, 0L, 1, List.of(), null))
        .hasMessage("recall@1 = 55.3: must be a fraction in [0, 1]");
    assertThatThrownBy(() -> new Scores(0, 0, 0, Double.NaN, 1, 0L, 1, List.of(), null))
        .hasMessage("mAP = NaN: must be a fraction in [0, 1]");
  }

  @Test
  void photographsBecomeJpegsAndDrawingsStaySharp() throws IOException {
    byte[] drawing = SampleReports.drawing(2, 1, 128);
    assertThat(Thumbnail.of(drawing, "s")).isSameAs(drawing);

    BufferedImage photograph = new BufferedImage(128, 100, BufferedImage.TYPE_INT_ARGB);
    Random random = new Random(1);
    for (int y = 1; y < 100; y++) {
      for (int x = 0; x < 128; x++) {
        photograph.setRGB(x, y, 0xff406080 + random.nextInt(32));
      }
    }
    byte[] shown = Thumbnail.of(Thumbnail.encode(photograph), "s");
    assertThat(shown).startsWith(0xff, 0xd8, 0xff);
    BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(shown));
    assertThat(List.of(decoded.getWidth(), decoded.getHeight())).containsExactly(128, 100);
    assertThat(new Color(decoded.getRGB(5, 50)).getBlue()).isBetween(0x70, 0xb0);

    Rankings.Sample sample = Rankings.Sample.of("s", "i", null, Thumbnail.encode(photograph));
    assertThat(sample.dataUri()).startsWith("data:image/jpeg;base64,/9j/");
    assertThat(Rankings.Sample.of("s", "i", null, drawing).dataUri())
        .startsWith("data:image/png;base64,iVBOR");
  }

  @Test
  void largePicturesBecomeThumbnailsOfTheSameShape() throws IOException {
    byte[] small = SampleReports.drawing(0, 0, 64);
    assertThat(Thumbnail.of(small, "s")).isSameAs(small);

    byte[] tall = Thumbnail.encode(new BufferedImage(100, 256, BufferedImage.TYPE_INT_RGB));
    BufferedImage reduced = ImageIO.read(new ByteArrayInputStream(Thumbnail.of(tall, "s")));
    assertThat(List.of(reduced.getWidth(), reduced.getHeight())).containsExactly(50, 128);

    assertThatThrownBy(() -> Thumbnail.of(new byte[] {1, 2}, "cam/7"))
        .isInstanceOf(JobException.class)
        .hasMessage("sample cam/7 holds no picture");
  }
}
