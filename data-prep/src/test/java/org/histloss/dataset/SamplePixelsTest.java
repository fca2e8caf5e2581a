package org.histloss.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplePixelsTest {
  @Test
  void channelsFollowEachOtherRowByRow() throws IOException {
    BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(0, 0, 0xff3300);
    picture.setRGB(1, 0, 0x0000cc);
    assertThat(SamplePixels.decode(png(picture), new SampleShape(3, 1, 2, 0), "s"))
        .containsExactly(1f, 0f, 0.2f, 0f, 0f, 0.8f);
  }

  @Test
  void storedGreysKeepTheirValue() throws IOException {
    BufferedImage picture = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_GRAY);
    picture.getRaster().setSamples(0, 0, 3, 1, 0, new int[] {0, 51, 255});
    assertThat(SamplePixels.decode(png(picture), new SampleShape(1, 1, 3, 0), "s"))
        .containsExactly(0f, 0.2f, 1f);
  }

  @Test
  void anotherSizeAndNoPictureAreBadData() throws IOException {
    byte[] png = png(new BufferedImage(2, 3, BufferedImage.TYPE_INT_RGB));
    SampleShape shape = new SampleShape(3, 2, 2, 0);
    assertThatThrownBy(() -> SamplePixels.decode(png, shape, "cat"))
        .isInstanceOf(JobException.class)
        .hasMessage("sample cat is 3×2: the manifest says 2×2");
    assertThatThrownBy(() -> SamplePixels.decode(null, shape, "cat"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("sample cat holds no picture");
    assertThatThrownBy(() -> SamplePixels.decode(new byte[] {1, 2}, shape, "cat"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("sample cat holds no picture");
  }

  /** Pictures of every kind of change from pixel to pixel, so that all filters are met. */
  private static BufferedImage picture(long seed, int type) {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage picture = new BufferedImage(17, 13, type);
    int kind = random.nextInt(4);
    for (int y = 0; y < 13; y++) {
      for (int x = 0; x < 17; x++) {
        int level =
            switch (kind) {
              case 0 -> random.nextInt(256);
              case 1 -> 7 * x;
              case 2 -> 11 * y + random.nextInt(3);
              default -> 3 * x * y;
            };
        for (int band = 0; band < picture.getRaster().getNumBands(); band++) {
          picture.getRaster().setSample(x, y, band, (level * (band + 1)) & 0xff);
        }
      }
    }
    return picture;
  }

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_GRAY})
  void thePlainReaderSeesWhatImageIoSees(int type) throws IOException {
    int channels = type == BufferedImage.TYPE_INT_RGB ? 3 : 1;
    for (long seed = 0; seed < 60; seed++) {
      byte[] file = png(picture(seed, type));
      for (int filter = 0; filter <= 4; filter++) {
        byte[] filtered = filtered(file, channels, filter);
        BufferedImage expected = ImageIO.read(new ByteArrayInputStream(filtered));
        PlainPng read = PlainPng.read(filtered);
        int[] samples = expected.getRaster().getPixels(0, 0, 17, 13, (int[]) null);
        assertThat(read.samples()).as("seed %d, filter %d", seed, filter).isEqualTo(bytes(samples));
      }
    }
  }

  /** The same picture with every row filtered in one way. */
  private static byte[] filtered(byte[] file, int channels, int filter) throws IOException {
    byte[] samples = PlainPng.read(file).samples();
    int stride = 17 * channels;
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflated = new DeflaterOutputStream(rows)) {
      for (int y = 0; y < 13; y++) {
        deflated.write(filter);
        for (int i = 0; i < stride; i++) {
          int left = i < channels ? 0 : samples[y * stride + i - channels] & 0xff;
          int above = y == 0 ? 0 : samples[(y - 1) * stride + i] & 0xff;
          int corner = y == 0 || i < channels ? 0 : samples[(y - 1) * stride + i - channels] & 0xff;
          int p = left + above - corner;
          int a = Math.abs(p - left);
          int b = Math.abs(p - above);
          int c = Math.abs(p - corner);
          int nearest = a <= b && a <= c ? left : b <= c ? above : corner;
          int[] predicted = {0, left, above, (left + above) / 2, nearest};
          deflated.write(samples[y * stride + i] - predicted[filter]);
        }
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, 33);
    // In two chunks, as large pictures have several.
    byte[] data = rows.toByteArray();
    chunk(out, "IDAT", java.util.Arrays.copyOf(data, 5));
    chunk(out, "IDAT", java.util.Arrays.copyOfRange(data, 5, data.length));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data)
      throws IOException {
    DataOutputStream chunk = new DataOutputStream(out);
    CRC32 crc = new CRC32();
    crc.update(type.getBytes(StandardCharsets.US_ASCII));
    crc.update(data);
    chunk.writeInt(data.length);
    chunk.writeBytes(type);
    chunk.write(data);
    chunk.writeInt((int) crc.getValue());
  }

  private static byte[] bytes(int[] samples) {
    byte[] bytes = new byte[samples.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) samples[i];
    }
    return bytes;
  }

  @Test
  void whatIsNotPlainOrDamagedIsLeftToImageIo() throws IOException {
    assertThat(PlainPng.read(png(picture(1, BufferedImage.TYPE_INT_ARGB)))).isNull();
    byte[] file = png(picture(1, BufferedImage.TYPE_INT_RGB));
    SampleShape shape = new SampleShape(3, 13, 17, 0);
    for (int length = 0; length < file.length; length++) {
      assertThat(PlainPng.read(java.util.Arrays.copyOf(file, length))).isNull();
    }
    byte[] broken = file.clone();
    java.util.Arrays.fill(broken, 45, 60, (byte) 0x55);
    assertThat(PlainPng.read(broken)).isNull();
    assertThatThrownBy(() -> SamplePixels.decode(broken, shape, "cat"))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith("sample cat can't be decoded");
  }

  private static byte[] png(BufferedImage picture) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", out);
    return out.toByteArray();
  }
}
