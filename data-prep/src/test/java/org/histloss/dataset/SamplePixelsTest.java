package org.histloss.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.junit.jupiter.api.Test;

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

  private static byte[] png(BufferedImage picture) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", out);
    return out.toByteArray();
  }
}
