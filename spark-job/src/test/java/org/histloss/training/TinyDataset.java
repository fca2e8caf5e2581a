package org.histloss.training;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataprep.PrepareJob;
import org.histloss.dataprep.PrepareSettings;
import org.histloss.dataset.DatasetManifest.SplitRule;

/** A small real data set: identities are coloured shapes, drawn a little differently each time. */
final class TinyDataset {
  static final int SIDE = 12;

  private TinyDataset() {}

  /** Prepares pictures of {@code identities} identities, most of them of training, in a folder. */
  static Path prepare(SparkSession spark, Path folder, int identities) {
    return prepare(spark, folder, identities, new SplitRule(0.75, 0.0, 0.25, 1));
  }

  /** Prepares pictures of identities that are dealt to splits by this rule. */
  static Path prepare(SparkSession spark, Path folder, int identities, SplitRule split) {
    Path pictures = folder.resolve("pictures");
    for (int i = 0; i < identities; i++) {
      for (int k = 0; k < 2 + i % 5; k++) {
        draw(pictures.resolve("identity" + i).resolve("camera" + k + "_" + i + ".png"), i, k);
      }
    }
    Path output = folder.resolve("dataset");
    new PrepareJob(
            spark,
            new PrepareSettings(
                PrepareSettings.Source.of("folder", pictures.toUri().toString()),
                new PrepareSettings.Picture(SIDE, SIDE, 3),
                split,
                output.toUri().toString(),
                false))
        .run();
    return output;
  }

  private static void draw(Path file, int identity, int time) {
    SplittableRandom random = new SplittableRandom(1000L * identity + time);
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, SIDE, SIDE);
    graphics.setColor(Color.getHSBColor(identity / 17f, 1f, 0.6f + 0.4f * (time % 2)));
    int left = 1 + random.nextInt(4);
    int top = 1 + random.nextInt(4);
    if (identity % 2 == 0) {
      graphics.fillOval(left, top, 3 + identity % 6, 4 + identity % 4);
    } else {
      graphics.fillRect(left, top, 3 + identity % 5, 3 + identity % 7);
    }
    graphics.dispose();
    try {
      Files.createDirectories(file.getParent());
      ImageIO.write(image, "png", file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
