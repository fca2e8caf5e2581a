package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.histloss.retraining.lock.LockView;
import org.histloss.retraining.registry.Registry;
import org.histloss.retraining.registry.RegistryCheck;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drivers of retrainings die by SIGKILL at moments drawn from {@code -Dkills.seed}, {@code
 * -Dhistloss.retrain-kills} of them. The registry is consistent after each, and what the runs that
 * follow make of it is the registry that nothing befell.
 */
@Tag("cluster")
class RetrainKillIT {
  private static final long SEED = DriverKillIT.SEED;
  private static final int KILLS = Integer.getInteger("histloss.retrain-kills", 5);
  private static final Path LOG = Built.TARGET.resolve("retrain-kills.log");

  @TempDir static Path folder;
  private static RetrainNights nights;

  /** By the number of nights that are over. */
  private static final List<Path> undisturbed = new ArrayList<>();

  private static final List<RegistryView> views = new ArrayList<>();
  private static final List<RetrainNights.Tempo> tempos = new ArrayList<>();
  private static final List<Integer> exitCodes = new ArrayList<>();

  private final Map<RetrainPhase, Integer> phases = new EnumMap<>(RetrainPhase.class);
  private final List<AssertionError> problems = new ArrayList<>();
  private int attempts;
  private int kills;
  private int runs;
  private int takeovers;

  @BeforeAll
  static void twoUndisturbedNights() throws Exception {
    Files.deleteIfExists(LOG);
    nights = RetrainNights.prepare(folder);
    Path registry = Files.createDirectories(folder.resolve("undisturbed"));
    keep(registry, 0);
    for (int night = 1; night <= RetrainNights.NIGHTS; night++) {
      try (RetrainProcess retrain = nights.start(registry, night)) {
        RetrainNights.Tempo tempo = RetrainNights.Tempo.of(retrain);
        exitCodes.add(retrain.end());
        assertThat(retrain.end()).as(retrain.tail()).isIn(0, 10);
        tempos.add(tempo);
        say("night %d undisturbed, exit code %d: %s", night, retrain.end(), tempo);
      }
      keep(registry, night);
    }
    assertThat(views.get(2).pointer()).as("moved").isNotEqualTo(views.get(1).pointer());
  }

  private static void keep(Path registry, int night) throws IOException {
    Path kept = folder.resolve("after-" + night);
    RetrainNights.copy(registry, kept);
    undisturbed.add(kept);
    views.add(RegistryView.of(kept));
  }

  @Test
  void everyKilledRunEndsAsTheUndisturbedOne() throws Exception {
    long started = System.nanoTime();
    say("%d kills, seed %d", KILLS, SEED);
    while (kills < KILLS) {
      assertThat(attempts).as("attempts for %d kills", kills).isLessThan(3 * KILLS + 5);
      disturb(new Disturbed(++runs, RetrainMoment.draw(SEED, attempts).night()));
    }
    say(
        "%d kills of %d runs, %d takeovers, phases %s, %d s: problems %s",
        kills,
        runs,
        takeovers,
        phases,
        (System.nanoTime() - started) / 1_000_000_000,
        problems.size());
    assertThat(problems).isEmpty();
    assertThat(takeovers).as("locks taken over").isPositive();
  }

  /** One run; what is wrong with it doesn't keep others from being killed. */
  private void disturb(Disturbed run) throws Exception {
    try {
      run.killAgainAndAgain();
      run.goOn();
    } catch (AssertionError e) {
      say("PROBLEM: %s", e);
      problems.add(e);
    }
  }

  /** One night of a registry whose nights before were undisturbed. */
  private final class Disturbed {
    private final Path registry;
    private final int night;
    private final RegistryView before;
    private final RegistryView after;

    Disturbed(int number, int night) throws IOException {
      this.registry = folder.resolve("killed-" + number);
      this.night = night;
      this.before = views.get(night - 1);
      this.after = views.get(night);
      RetrainNights.copy(undisturbed.get(night - 1), registry);
    }

    void killAgainAndAgain() throws Exception {
      RetrainMoment moment;
      do {
        moment = RetrainMoment.draw(SEED, attempts++);
        boolean held = held();
        try (RetrainProcess retrain = nights.start(registry, night)) {
          boolean killed = moment.await(retrain, tempos.get(night - 1)) && retrain.kill();
          count(held, retrain);
          checkPointers(retrain);
          if (!killed) {
            assertThat(retrain.end()).as(retrain.tail()).isIn(exitCodes.get(night - 1), 11);
            say("%s had ended before its moment: %s", registry.getFileName(), moment);
            return;
          }
          kills++;
          phases.merge(retrain.reached(), 1, Integer::sum);
          say("kill %d: %s %s", kills, moment, shown(retrain));
          checkConsistent();
        }
        // A run whose line is told has few phases left to be killed in.
      } while (moment.again() && !told() && kills < KILLS);
    }

    private void count(boolean heldBefore, RetrainProcess retrain) {
      boolean locked = retrain.reached().compareTo(RetrainPhase.LOCKED) >= 0;
      takeovers += heldBefore && locked ? 1 : 0;
    }

    private String shown(RetrainProcess retrain) throws IOException {
      RegistryView now = RegistryView.of(registry);
      return "%s of night %d after %d ms in phase %s: champion %s, %d line(s), lock %s, being written %s"
          .formatted(
              registry.getFileName(),
              night,
              retrain.age() / 1_000_000,
              retrain.reached(),
              now.pointer().equals(before.pointer()) ? "as before" : "new",
              now.lines(),
              held() ? "held" : "free",
              now.files().keySet().stream().filter(name -> name.endsWith(".tmp")).toList());
    }

    /** Whether the lock wasn't given back, so that the next run has to take it over. */
    private boolean held() {
      return LockView.read(new Configuration(), path()).map(l -> !l.released()).orElse(false);
    }

    private org.apache.hadoop.fs.Path path() {
      return new org.apache.hadoop.fs.Path(registry.toUri());
    }

    /** A consumer sees the champion before or the one after, in this order, and never none. */
    private void checkPointers(RetrainProcess retrain) {
      List<String> seen =
          retrain.pointers().stream()
              .map(p -> p.equals(RetrainProcess.NO_POINTER) ? p : RegistryView.pointer(p))
              .toList();
      assertThat(List.of(before.pointer(), after.pointer())).containsSubsequence(seen);
    }

    private void checkConsistent() throws IOException {
      Registry read = new Registry(new Configuration(), path());
      assertThat(RegistryCheck.of(read)).as("inconsistencies of %s", registry).isEmpty();
      assertThat(RegistryView.of(registry).lines()).isBetween(before.lines(), after.lines());
      assertThat(read.versions()).hasSizeBetween(night - 1, night);
    }

    private boolean told() throws IOException {
      return RegistryView.of(registry).lines() == after.lines();
    }

    void goOn() throws Exception {
      boolean told = told();
      boolean held = held();
      try (RetrainProcess retrain = nights.start(registry, night)) {
        retrain.await(RetrainPhase.ENDING);
        int exitCode = retrain.end();
        count(held, retrain);
        say("%s goes on to its end: exit code %d", registry.getFileName(), exitCode);
        assertThat(exitCode).as(retrain.tail()).isEqualTo(told ? 11 : exitCodes.get(night - 1));
        checkPointers(retrain);
        checkConsistent();
        RegistryView.of(registry).assertIs(after);
        JsonNode status = new ObjectMapper().readTree(registry.resolve("status.json").toFile());
        assertThat(status.path("exitCode").asInt()).isEqualTo(exitCode);
        assertThat(held()).as("lock held after the end").isFalse();
      }
    }
  }

  private static void say(String format, Object... values) {
    String line = format.formatted(values);
    System.out.println(line);
    try {
      Files.writeString(LOG, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
