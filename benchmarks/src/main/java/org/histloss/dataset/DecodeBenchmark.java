package org.histloss.dataset;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A stored picture to numbers, by the reader of plain PNG files and by {@code ImageIO}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 6, time = 1)
public class DecodeBenchmark {
  /** Height and width in pixels. */
  @Param({"32", "64", "128", "224"})
  public int side;

  private byte[] file;

  /** Draws a picture like the demo's: shapes on white with soft edges. */
  @Setup
  public void draw() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = picture.createGraphics();
    pen.setRenderingHint(
        java.awt.RenderingHints.KEY_ANTIALIASING, java.awt.RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, side, side);
    pen.setStroke(new BasicStroke(side / 16f));
    for (int i = 0; i < 12; i++) {
      pen.setColor(new Color(random.nextInt(1 << 24)));
      pen.drawOval(random.nextInt(side), random.nextInt(side), side / 3, side / 4);
    }
    pen.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.setUseCache(false);
    ImageIO.write(picture, "png", out);
    file = out.toByteArray();
  }

  /** What training does: numbers by {@link SamplePixels}. */
  @Benchmark
  public float[] plain() {
    return SamplePixels.decode(file, new DatasetManifest.SampleShape(3, side, side, 0), "it");
  }

  /** The picture alone, not yet numbers. */
  @Benchmark
  public BufferedImage imageIo() throws IOException {
    return ImageIO.read(new ByteArrayInputStream(file));
  }
}
