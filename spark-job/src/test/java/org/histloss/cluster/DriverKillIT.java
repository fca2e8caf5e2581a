package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drivers die by SIGKILL at moments drawn from {@code -Dkills.seed}, {@code -Dkills} of them; what
 * goes on from their checkpoints gives the model of a run that nothing befell.
 */
@Tag("cluster")
class DriverKillIT {
  static final long SEED = Long.getLong("kills.seed", 2016);
  private static final int KILLS = Integer.getInteger("kills", 3);

  /** Checkpoints of some megabytes, so that writing one takes a moment. */
  private static final String LARGE = "network.embedding-dimension=1024";

  private static final Path LOG = Built.TARGET.resolve("driver-kills.log");

  @TempDir static Path folder;
  private static SmallRun small;
  private static StandaloneCluster cluster;
  private static String undisturbed;
  private static KillMoment.Tempo tempo;

  private int attempts;
  private int kills;
  private int inCheckpoints;

  @BeforeAll
  static void trainUndisturbed() throws Exception {
    small = SmallRun.prepare(folder);
    long started = System.nanoTime();
    try (TrainProcess train = small.start(Place.local(1), "undisturbed", "--set", LARGE)) {
      train.awaitRounds(1);
      long first = System.nanoTime();
      train.awaitRounds(SmallRun.ROUNDS);
      long last = System.nanoTime();
      undisturbed = train.parameters();
      tempo =
          new KillMoment.Tempo(
              TimeUnit.NANOSECONDS.toMillis(first - started),
              TimeUnit.NANOSECONDS.toMillis(last - first) / (SmallRun.ROUNDS - 1));
    }
    cluster = StandaloneCluster.start(folder, 2);
  }

  @AfterAll
  static void endCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void everyKilledRunEndsWithTheSameParameters() throws Exception {
    Files.deleteIfExists(LOG);
    say("%d kills, seed %d; undisturbed: %s, %s", KILLS, SEED, undisturbed, tempo);
    for (int run = 1; kills < KILLS; run++) {
      assertThat(attempts).as("attempts for %d kills", kills).isLessThan(3 * KILLS + 3);
      String name = "killed-" + run;
      if (kill(name)) {
        goOn(name);
      }
    }
    say("%d kills, %d of them while a checkpoint was written: all equal", kills, inCheckpoints);
    assertThat(inCheckpoints).as("kills while a checkpoint was written").isPositive();
  }

  /** Kills a run once or, as its moment wants, twice; whether it is unfinished. */
  private boolean kill(String name) throws Exception {
    KillMoment moment;
    do {
      moment = KillMoment.draw(SEED, attempts++);
      Place place = moment.onCluster() ? cluster.place(2) : Place.local(2);
      try (TrainProcess train = small.start(place, name, "--set", LARGE)) {
        List<String> before = train.temporaryFiles();
        if (!moment.await(train, tempo) || !train.kill()) {
          assertThat(train.parameters()).isEqualTo(undisturbed);
          say("%s on %s: had ended before its moment, %s", name, place.master(), moment);
          return false;
        }
        record(name, place, train, before);
        if (train.finished()) {
          assertThat(train.folder().status().parametersSha256()).isEqualTo(undisturbed);
          return false;
        }
      }
    } while (moment.again() && kills < KILLS);
    return true;
  }

  private void record(String name, Place place, TrainProcess killed, List<String> before) {
    kills++;
    List<String> torn = killed.temporaryFiles().stream().filter(f -> !before.contains(f)).toList();
    boolean inCheckpoint = torn.stream().anyMatch(file -> file.startsWith("checkpoints/"));
    inCheckpoints += inCheckpoint ? 1 : 0;
    say(
        "kill %d: %s on %s after round %d of %d%s; there: %s",
        kills,
        name,
        place.master(),
        killed.rounds(),
        SmallRun.ROUNDS,
        inCheckpoint ? ", while a checkpoint was written" : "",
        killed.files());
  }

  /** Goes on to the end; where there is a checkpoint, from there and not from the beginning. */
  private void goOn(String name) throws Exception {
    KillMoment any = KillMoment.draw(~SEED, attempts);
    Place place = any.onCluster() ? cluster.place(2) : Place.local(2);
    boolean checkpoint =
        Files.exists(folder.resolve(name))
            && TrainProcess.files(folder.resolve(name)).stream()
                .anyMatch(file -> file.endsWith("/checkpoint.json"));
    String resume = checkpoint ? "must" : "auto";
    try (TrainProcess train = small.start(place, name, "--set", LARGE, "--resume", resume)) {
      String parameters = train.parameters();
      say("%s goes on with --resume %s on %s: %s", name, resume, place.master(), parameters);
      assertThat(parameters).isEqualTo(undisturbed);
    }
  }

  private static void say(String format, Object... values) {
    String line = format.formatted(values);
    System.out.println(line);
    try {
      Files.writeString(LOG, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
