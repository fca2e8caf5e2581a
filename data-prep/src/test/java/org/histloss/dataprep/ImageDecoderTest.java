package org.histloss.dataprep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.histloss.dataprep.PrepareSettings.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private final ImageDecoder decoder = new ImageDecoder(new Picture(8, 12, 3));

  @Test
  void bringsAnySizeToTheConfiguredOne() throws IOException {
    BufferedImage small = decode(Pictures.encoded(Pictures.filled(3, 5, Color.GREEN), "png"));
    BufferedImage large = decode(Pictures.encoded(Pictures.filled(301, 77, Color.GREEN), "png"));
    for (BufferedImage picture : new BufferedImage[] {small, large}) {
      assertThat(picture.getHeight()).isEqualTo(8);
      assertThat(picture.getWidth()).isEqualTo(12);
      assertThat(rgb(picture, 6, 4)).isEqualTo(0x00ff00);
    }
  }

  @Test
  void reducingAveragesAllPixels() throws IOException {
    BufferedImage stripes = new BufferedImage(120, 80, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 80; y++) {
      for (int x = 0; x < 120; x++) {
        stripes.setRGB(x, y, x % 2 == 0 ? 0xffffff : 0);
      }
    }
    BufferedImage reduced = decode(Pictures.encoded(stripes, "png"));
    assertThat(rgb(reduced, 6, 4) & 0xff).isCloseTo(128, within(6));
  }

  @Test
  void transparencyIsComposedOnWhite() throws IOException {
    BufferedImage picture = new BufferedImage(12, 8, BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 12; x++) {
        picture.setRGB(x, y, x < 6 ? 0x00ff0000 : 0x80000000);
      }
    }
    BufferedImage stored = decode(Pictures.encoded(picture, "png"));
    assertThat(rgb(stored, 2, 4)).isEqualTo(0xffffff);
    assertThat(rgb(stored, 9, 4) & 0xff).isCloseTo(127, within(1));
    assertThat(stored.getColorModel().hasAlpha()).isFalse();
  }

  @Test
  void greysKeepTheirNumbers() throws IOException {
    BufferedImage grey = new BufferedImage(12, 8, BufferedImage.TYPE_BYTE_GRAY);
    BufferedImage deep = new BufferedImage(12, 8, BufferedImage.TYPE_USHORT_GRAY);
    int[] values = new int[12 * 8];
    Arrays.fill(values, 100);
    grey.getRaster().setSamples(0, 0, 12, 8, 0, values);
    Arrays.fill(values, 100 * 257);
    deep.getRaster().setSamples(0, 0, 12, 8, 0, values);
    assertThat(rgb(decode(Pictures.encoded(grey, "png")), 3, 3)).isEqualTo(0x646464);
    assertThat(rgb(decode(Pictures.encoded(deep, "png")), 3, 3)).isEqualTo(0x646464);
  }

  @Test
  void oneChannelHoldsLuma() throws IOException {
    ImageDecoder luma = new ImageDecoder(new Picture(8, 12, 1));
    BufferedImage stored =
        Pictures.decoded(luma.toPng(Pictures.encoded(Pictures.filled(12, 8, Color.RED), "png")));
    assertThat(stored.getRaster().getNumBands()).isEqualTo(1);
    assertThat(stored.getRaster().getSample(5, 5, 0)).isEqualTo(76);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "tiff", "gif", "jpeg"})
  void readsCommonFormats(String format) throws IOException {
    BufferedImage stored = decode(Pictures.encoded(Pictures.filled(30, 20, Color.BLUE), format));
    assertClose(stored, 6, 4, 0x0000ff, 6);
  }

  /** Files made by another program, see make-pictures.py: red on the left, blue on the right. */
  @ParameterizedTest
  @CsvSource({"red-blue-cmyk.jpg, 40", "red-blue.webp, 0"})
  void readsWhatPlainJavaCannot(String name, int tolerance) throws IOException {
    BufferedImage stored = decode(resource(name));
    assertClose(stored, 1, 4, 0xff0000, tolerance);
    assertClose(stored, 10, 4, 0x0000ff, tolerance);
  }

  @Test
  void picturesAreTurnedAsTheirExifSays() throws IOException {
    BufferedImage stored = decode(resource("red-blue-exif6.jpg"));
    assertClose(stored, 6, 1, 0xff0000, 6);
    assertClose(stored, 6, 6, 0x0000ff, 6);
  }

  @ParameterizedTest
  @CsvSource({
    "Normal, abcdef, 3",
    "FlipH, cbafed, 3",
    "Rotate180, fedcba, 3",
    "FlipV, defabc, 3",
    "FlipVRotate90, adbecf, 2",
    "Rotate270, daebfc, 2",
    "FlipHRotate90, fcebda, 2",
    "Rotate90, cfbead, 2"
  })
  void eachOrientationMovesPixelsToTheirPlace(String name, String expected, int width) {
    BufferedImage picture = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 6; i++) {
      picture.setRGB(i % 3, i / 3, 'a' + i);
    }
    BufferedImage turned = Orientation.named(name).apply(picture);
    StringBuilder read = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      read.append((char) rgb(turned, i % width, i / width));
    }
    assertThat(turned.getWidth()).isEqualTo(width);
    assertThat(read).hasToString(expected);
  }

  @Test
  void whatIsNoPictureSaysWhy() {
    byte[] png = Pictures.encoded(Pictures.filled(200, 200, Color.PINK), "png");
    assertThatThrownBy(() -> decoder.toPng(new byte[0])).hasMessage("the file is empty");
    assertThatThrownBy(
            () -> decoder.toPng("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .hasMessage("no known picture format");
    assertThatThrownBy(() -> decoder.toPng(Arrays.copyOf(png, png.length / 2)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aPictureOf108MegapixelsTakesLittleMemory() throws IOException {
    byte[] png = Pictures.redAndBluePng(12_000, 9_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    BufferedImage stored = decode(png);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).as("read whole it takes 750 MB").isLessThan(160L << 20);
    assertClose(stored, 1, 4, 0xff0000, 0);
    assertClose(stored, 10, 4, 0x0000ff, 0);
  }

  @Test
  void ofALargePictureEnoughIsReadToAverage() throws IOException {
    BufferedImage stripes = new BufferedImage(4000, 3000, BufferedImage.TYPE_BYTE_BINARY);
    for (int y = 0; y < 3000; y++) {
      for (int x = 0; x < 4000; x++) {
        stripes.setRGB(x, y, x % 16 < 8 ? 0xffffff : 0);
      }
    }
    assertThat(rgb(decode(Pictures.encoded(stripes, "png")), 6, 4) & 0xff)
        .isCloseTo(128, within(3));
  }

  @Test
  void whatHasTooManyPixelsIsRefusedUnread() {
    assertThatThrownBy(() -> decoder.toPng(Pictures.redAndBluePng(200_001, 1_000, 1)))
        .isInstanceOf(ImageDecoder.TooLarge.class)
        .hasMessage("200001000 pixels: at most 200000000 are read");
    assertThatThrownBy(() -> decoder.toPng(Pictures.webpHeader(4_000, 3_000)))
        .isInstanceOf(ImageDecoder.TooLarge.class)
        .hasMessage("12000000 pixels: at most 8000000 are read of webp");
  }

  private BufferedImage decode(byte[] encoded) throws IOException {
    return Pictures.decoded(decoder.toPng(encoded));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ImageDecoderTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private static int rgb(BufferedImage picture, int x, int y) {
    return picture.getRGB(x, y) & 0xffffff;
  }

  private static void assertClose(BufferedImage picture, int x, int y, int expected, int by) {
    int found = rgb(picture, x, y);
    for (int shift = 0; shift <= 16; shift += 8) {
      assertThat(found >> shift & 0xff)
          .as("#%06x for #%06x", found, expected)
          .isCloseTo(expected >> shift & 0xff, within(by));
    }
  }
}
