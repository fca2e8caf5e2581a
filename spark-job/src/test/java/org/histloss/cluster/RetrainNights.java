package org.histloss.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.histloss.dataprep.PrepareJob;
import org.histloss.dataprep.PrepareSettings;
import org.histloss.dataset.DatasetManifest.SplitRule;

/**
 * Two nights of a registry: a first champion from scratch, then one that goes on from it with data
 * that were appended.
 *
 * @param folder for registries and logs
 */
record RetrainNights(Path folder) {
  static final int NIGHTS = 2;

  private static final String SETTINGS =
      """
      image { height = 16, width = 16 }
      split { train = 0.5, test = 0.5 }
      network { channels = [4, 8], embedding-dimension = 16 }
      batch { identities = 6, samples-per-identity = 3 }
      training { steps = 80, averaging-period = 5, checkpoint-period = 1 }
      evaluation { bootstrap-draws = 100 }
      retrain {
        owner = night
        lock { heartbeat-seconds = 1, expiry-seconds = 3 }
        gate { min-gain = -0.9, max-slice-loss = 1 }
      }
      """;

  /** Prepares the data of each night in a folder of its own. */
  static RetrainNights prepare(Path folder) throws IOException {
    RetrainNights nights = new RetrainNights(folder);
    Files.writeString(folder.resolve("retrain.conf"), SETTINGS);
    Path photos = folder.resolve("photos");
    nights.prepare(TinyPictures.write(photos, 36, 3, 2), 1, PrepareSettings.Existing.REFUSE);
    copy(nights.data(1), nights.data(2));
    nights.prepare(TinyPictures.write(photos, 56, 3, 2), 2, PrepareSettings.Existing.APPEND);
    return nights;
  }

  private void prepare(Path photos, int night, PrepareSettings.Existing existing) {
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
                  new PrepareSettings.Picture(16, 16, 3),
                  new SplitRule(0.5, 0.0, 0.5, 1),
                  data(night).toUri().toString(),
                  existing))
          .run();
    }
  }

  private Path data(int night) {
    return folder.resolve("dataset-" + night);
  }

  /** Starts the command of a night. */
  RetrainProcess start(Path registry, int night) throws IOException, InterruptedException {
    return RetrainProcess.start(
        registry,
        night,
        List.of(
            "retrain",
            "--config",
            folder.resolve("retrain.conf").toString(),
            "--set",
            "retrain.registry=" + registry,
            "--set",
            "retrain.data=" + data(night)));
  }

  /** Copies a folder with all that it holds. */
  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  /**
   * How long the phases of a night take.
   *
   * @param nanos of each phase that there was
   */
  record Tempo(Map<RetrainPhase, Long> nanos) {
    /** Follows an undisturbed command to its end. */
    static Tempo of(RetrainProcess retrain) throws InterruptedException {
      Map<RetrainPhase, Long> begun = new EnumMap<>(RetrainPhase.class);
      for (RetrainPhase phase : RetrainPhase.values()) {
        if (retrain.await(phase)) {
          begun.put(retrain.reached(), retrain.age());
        }
      }
      retrain.end();
      begun.put(RetrainPhase.STARTING, 0L);
      Map<RetrainPhase, Long> nanos = new EnumMap<>(RetrainPhase.class);
      long next = retrain.age();
      List<RetrainPhase> phases = new ArrayList<>(begun.keySet());
      Collections.reverse(phases);
      for (RetrainPhase phase : phases) {
        nanos.put(phase, next - begun.get(phase));
        next = begun.get(phase);
      }
      return new Tempo(nanos);
    }

    long of(RetrainPhase phase) {
      return nanos.getOrDefault(phase, 0L);
    }

    @Override
    public String toString() {
      StringBuilder words = new StringBuilder();
      nanos.forEach((phase, time) -> words.append(" %s %d ms".formatted(phase, time / 1_000_000)));
      return words.toString().strip();
    }
  }
}
