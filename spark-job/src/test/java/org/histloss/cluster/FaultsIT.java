package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever befalls the executors, the model is the one of a single undisturbed thread. */
@Tag("cluster")
class FaultsIT {
  private static final Pattern COPY_STARTED =
      Pattern.compile("Starting task \\d+\\.[1-9]\\d* in stage");
  private static final Pattern LOST = Pattern.compile("Lost executor \\d+ on ");
  private static final long LONGEST_STOP_SECONDS = 10;

  @TempDir static Path folder;
  private static SmallRun small;
  private static StandaloneCluster cluster;
  private static String undisturbed;

  @BeforeAll
  static void trainUndisturbed() throws Exception {
    small = SmallRun.prepare(folder);
    undisturbed = parameters(Place.local(1), "undisturbed");
    cluster = StandaloneCluster.start(folder, List.of("127.0.0.1", "localhost"), 1);
  }

  @AfterAll
  static void endCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static String parameters(Place place, String run) throws Exception {
    try (TrainProcess train = small.start(place, run)) {
      return train.parameters();
    }
  }

  @Test
  void twoThreads() throws Exception {
    assertThat(parameters(Place.local(2), "two-threads")).isEqualTo(undisturbed);
  }

  @Test
  void oneExecutor() throws Exception {
    assertThat(parameters(cluster.place(1), "one-executor")).isEqualTo(undisturbed);
  }

  @Test
  void twoExecutors() throws Exception {
    assertThat(parameters(cluster.place(2), "two-executors")).isEqualTo(undisturbed);
  }

  @Test
  void speculativeCopies() throws Exception {
    Path events = Files.createDirectory(folder.resolve("events"));
    Place place =
        cluster
            .place(2)
            .with(
                "spark.speculation=true",
                "spark.speculation.interval=20ms",
                "spark.speculation.multiplier=1.0",
                "spark.speculation.quantile=0.5",
                "spark.speculation.minTaskRuntime=0ms",
                "spark.eventLog.enabled=true",
                "spark.eventLog.dir=" + events.toUri());
    try (TrainProcess train = small.start(place, "speculation")) {
      assertThat(train.awaitRounds(1)).as(train.log().tail()).isTrue();
      List<ProcessHandle> executors = cluster.executors();
      for (int i = 0; i < 4 && !train.endedWithin(100 * (i + 1)); i++) {
        stopUntilACopyStarts(train, executors.get(i % 2));
      }
      assertThat(train.parameters()).isEqualTo(undisturbed);
    }
    assertThat(speculativeStarts(events)).as("copies in %s", events).isPositive();
  }

  /** One executor stands still in mid-round, so that the other is given a copy of its task. */
  private static void stopUntilACopyStarts(TrainProcess train, ProcessHandle executor)
      throws Exception {
    long before = train.log().count(COPY_STARTED);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_STOP_SECONDS);
    signal("-STOP", executor);
    try {
      train.await(() -> train.log().count(COPY_STARTED) > before || System.nanoTime() > end);
    } finally {
      signal("-CONT", executor);
    }
  }

  private static void signal(String signal, ProcessHandle process) throws Exception {
    String pid = Long.toString(process.pid());
    int exitCode = new ProcessBuilder("kill", signal, pid).inheritIO().start().waitFor();
    assertThat(exitCode == 0 || !process.isAlive()).as("kill %s %s", signal, pid).isTrue();
  }

  /** Starts of copies in Spark's own event log. */
  private static long speculativeStarts(Path events) throws Exception {
    try (Stream<Path> files = Files.list(events)) {
      Path log =
          files
              .filter(f -> f.getFileName().toString().startsWith("app-"))
              .findFirst()
              .orElseThrow();
      List<String> lines = Files.readAllLines(log);
      long copies =
          lines.stream()
              .filter(line -> line.contains("\"Event\":\"SparkListenerTaskStart\""))
              .filter(line -> line.contains("\"Speculative\":true"))
              .count();
      System.out.println("speculation: " + copies + " copies were started");
      return copies;
    }
  }

  @Test
  void anExecutorKilledInMidRound() throws Exception {
    SplittableRandom random = new SplittableRandom(DriverKillIT.SEED);
    try (TrainProcess train = small.start(cluster.place(2), "executor-killed")) {
      assertThat(train.awaitRounds(1 + random.nextInt(3))).as(train.log().tail()).isTrue();
      assertThat(train.endedWithin(random.nextInt(300))).as(train.log().tail()).isFalse();
      // The two of this run were started last.
      ProcessHandle victim = cluster.executors().get(random.nextInt(2));
      long round = train.rounds() + 1;
      assertThat(victim.destroyForcibly()).isTrue();
      System.out.println("executor " + victim.pid() + " killed in round " + round);

      assertThat(train.parameters()).isEqualTo(undisturbed);
      assertThat(train.log().count(LOST)).as("executors lost").isPositive();
    }
  }
}
