package org.histloss.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataprep.PrepareJob;
import org.histloss.dataprep.PrepareSettings;
import org.histloss.dataset.DatasetManifest.SplitRule;

/**
 * Trainings of one small data set that have all in them by which two runs could differ: batch norm,
 * dropout, augmentation, batches of unequal size, several segments, a short last round in which the
 * second worker has nothing to do.
 *
 * @param folder for runs and logs
 * @param dataset to train on
 */
record SmallRun(Path folder, Path dataset) {
  /** One more than whole rounds of two workers with ten steps each. */
  static final int ROUNDS = 9;

  private static final List<String> SETTINGS =
      List.of(
          "batch.identities=8",
          "training.steps=161",
          "training.averaging-period=10",
          "training.checkpoint-period=2",
          "training.outer-momentum=0.3",
          "data.segment-partitions=6",
          "augment.flip=true",
          "augment.erase=0.5",
          "network.dropout=0.3",
          "network.channels=[8,8,16]",
          "network.embedding-dimension=32");

  /** Draws pictures, two to five of an identity, and prepares them. */
  static SmallRun prepare(Path folder) throws IOException {
    Path photos = TinyPictures.write(folder.resolve("photos"), 40, 2, 2);
    TinyPictures.write(photos, 25, 5, 3);
    SmallRun run = new SmallRun(folder, folder.resolve("dataset"));
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("pictures for tests")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate()) {
      new PrepareJob(
              spark,
              new PrepareSettings(
                  PrepareSettings.Source.of("folder", photos.toUri().toString()),
                  new PrepareSettings.Picture(32, 32, 3),
                  new SplitRule(0.75, 0.0, 0.25, 1),
                  run.dataset.toUri().toString(),
                  false))
          .run();
    }
    return run;
  }

  /** Starts a training. */
  TrainProcess start(Place place, String name, String... more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("train", "--data", dataset.toString()));
    Path output = folder.resolve(name);
    command.addAll(List.of("--output", output.toString()));
    SETTINGS.forEach(setting -> command.addAll(List.of("--set", setting)));
    command.addAll(List.of(more));
    return TrainProcess.start(place, folder, output, command);
  }
}
