package org.histloss.retraining.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.histloss.retraining.lock.Places.champion;
import static org.histloss.retraining.lock.Places.pointer;
import static org.histloss.retraining.lock.Refusals.assertEnds;
import static org.histloss.retraining.lock.Refusals.assertLocked;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.histloss.config.RetrainSettings;
import org.histloss.dataset.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One holder at a time, on the local disk and on HDFS. */
@ExtendWith(Places.class)
class RegistryLockTest {
  private static final Duration EXPIRY = Duration.ofSeconds(Places.SETTINGS.expirySeconds());
  private static final Instant NIGHT = Instant.parse("2026-11-25T02:00:00Z");

  private final Configuration conf = Places.conf();
  private final Hand ticker = new Hand();

  static List<Path> places() throws IOException {
    return Places.both();
  }

  private RegistryLock lock(Path registry) {
    return lock(registry, Duration.ZERO);
  }

  /** By a run whose time of day is off by that much. */
  private RegistryLock lock(Path registry, Duration skew) {
    Clock clock = Clock.offset(Clock.fixed(NIGHT, ZoneOffset.UTC), skew);
    return new RegistryLock(conf, registry, Places.SETTINGS, ticker, clock);
  }

  private Path file(Path registry, long generation) {
    return new Path(registry, "lock/00000%d.json".formatted(generation));
  }

  private void write(Path file, String content) throws IOException {
    try (FSDataOutputStream out = file.getFileSystem(conf).create(file, true)) {
      out.write(pointer(content));
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void aLivingHolderIsNamedAtItsNextHeartbeat(Path registry) {
    Held held = lock(registry).take("night-1 on\nhost-a");
    ticker.meanwhile =
        () -> {
          if (ticker.pauses == 7) {
            held.beat();
          }
        };
    assertLocked(() -> lock(registry).take("night-2"))
        .isEqualTo(
            "registry %s is held by night-1 on host-a since 2026-11-25T02:00:00Z: generation 1"
                .formatted(registry));
    assertThat(ticker.pauses).isEqualTo(7);
  }

  @ParameterizedTest
  @MethodSource("places")
  void aLockThatWasGivenBackIsTakenAtOnce(Path registry) {
    Held held = lock(registry).take("night-1");
    held.close();
    held.beat();
    assertThat(lock(registry).take("night-2").generation()).isEqualTo(2);
    assertThat(ticker.pauses).isZero();
  }

  @ParameterizedTest
  @MethodSource("places")
  void aLockThatIsGivenBackMeanwhileIsTakenAtOnce(Path registry) {
    Held held = lock(registry).take("night-1");
    ticker.meanwhile = held::close;
    assertThat(lock(registry).take("night-2").generation()).isEqualTo(2);
    assertThat(ticker.pauses).isOne();
  }

  @ParameterizedTest
  @MethodSource("places")
  void aDeadHolderIsTakenOverAfterTheExpiryAndNotBefore(Path registry) {
    lock(registry).take("dead");
    long before = ticker.nanos;
    assertThat(lock(registry).take("next").generation()).isEqualTo(2);
    assertThat(ticker.nanos - before).isEqualTo(EXPIRY.toNanos());
  }

  /** Who moves the champion by hand may not know the settings of the run. */
  @ParameterizedTest
  @MethodSource("places")
  void aHolderIsWaitedForAsLongAsItAsks(Path registry) {
    RetrainSettings.Lock slow =
        new RetrainSettings.Lock(10 * Places.SETTINGS.expirySeconds(), 1, false);
    new RegistryLock(conf, registry, slow, ticker, Clock.systemUTC()).take("slow");
    long before = ticker.nanos;
    assertThat(lock(registry).take("next").generation()).isEqualTo(2);
    assertThat(ticker.nanos - before).isEqualTo(EXPIRY.multipliedBy(10).toNanos());
  }

  @Test
  void aDamagedFileCannotAskForMoreThanADay() {
    Generation damaged =
        Generation.of("{\"owner\":\"x\",\"since\":\"y\",\"expirySeconds\":2000000000}");
    assertThat(damaged.expirySeconds()).isEqualTo(24 * 60 * 60);
  }

  /** The observer is stopped for an hour, wherever it is, and goes on with its clock far ahead. */
  @ParameterizedTest
  @MethodSource("places")
  void anObserverThatSleptDoesNotTakeItsSleepForTheHoldersDeath(Path registry) {
    Held held = lock(registry).take("alive");
    for (int looks = 1; looks < 20; looks++) {
      Sleeper sleeper = new Sleeper(looks, held);
      RegistryLock lock =
          new RegistryLock(conf, registry, Places.SETTINGS, sleeper, Clock.systemUTC());
      assertLocked(() -> lock.take("slept")).contains("held by alive");
    }
  }

  /** Falls asleep when it reads its clock for the n-th time, while the holder beats. */
  private static final class Sleeper implements Ticker {
    private final Held held;
    private int readings;
    private long nanos;

    Sleeper(int readings, Held held) {
      this.readings = readings;
      this.held = held;
    }

    @Override
    public long nanos() {
      if (--readings == 0) {
        nanos += Duration.ofHours(1).toNanos();
        held.beat();
      }
      return nanos;
    }

    @Override
    public void pause(Duration time) {
      nanos += time.toNanos();
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void timesOfDayThatDifferByHoursChangeNothing(Path registry) throws IOException {
    FileSystem fs = registry.getFileSystem(conf);
    long generation = 0;
    for (int hours : new int[] {-9, 9, 0, -9}) {
      Held held = lock(registry, Duration.ofHours(hours)).take("skewed");
      generation++;
      assertThat(held.generation()).isEqualTo(generation);
      long modified = NIGHT.plus(Duration.ofHours(hours)).toEpochMilli();
      fs.setTimes(file(registry, generation), modified, modified);

      for (int observer : new int[] {-9, 9}) {
        ticker.meanwhile = held::beat;
        RegistryLock other = lock(registry, Duration.ofHours(observer));
        assertLocked(() -> other.take("other")).contains("is held by skewed");
      }
      ticker.meanwhile = () -> {};
      long before = ticker.nanos;
      lock(registry, Duration.ofHours(-hours)).take("after its death");
      generation++;
      assertThat(ticker.nanos - before).isEqualTo(EXPIRY.toNanos());
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void aDamagedGenerationFileEndsLikeADeadHolder(Path registry) throws IOException {
    List<String> contents = List.of("", "{\"owner\": \"night", "null", "{}", "\0\1\2");
    for (int i = 0; i < contents.size(); i++) {
      Path file = file(registry, 2 * i + 1);
      write(file, contents.get(i));
      long before = ticker.nanos;
      assertThat(lock(registry).take("next").generation()).isEqualTo(2 * i + 2);
      assertThat(ticker.nanos - before).isEqualTo(EXPIRY.toNanos());
    }
  }

  /** As when a process is killed while it creates the file on HDFS: nobody closes it. */
  @ParameterizedTest
  @MethodSource("places")
  void aGenerationFileThatIsNeverFinishedEndsToo(Path registry) throws IOException {
    Path file = file(registry, 1);
    try (FSDataOutputStream unfinished = file.getFileSystem(conf).create(file, false)) {
      unfinished.hflush();
      assertThat(lock(registry).take("next").generation()).isEqualTo(2);
    }
  }

  /** Its disk was full: it removes what it could not write, and was never a holder. */
  @ParameterizedTest
  @MethodSource("places")
  void whoFailsToCreateItsFileIsNotMistakenForAHolder(Path registry) throws IOException {
    lock(registry).take("dead");
    write(file(registry, 2), "");
    ticker.meanwhile =
        () -> {
          if (ticker.pauses == 3) {
            try {
              registry.getFileSystem(conf).delete(file(registry, 2), false);
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    assertThat(lock(registry).take("next").generation()).isEqualTo(2);
    assertThat(ticker.pauses).isEqualTo(3 + EXPIRY.toSeconds());
  }

  @ParameterizedTest
  @MethodSource("places")
  void aHolderOfALaterVersionIsBelieved(Path registry) throws IOException {
    Path file = file(registry, 1);
    write(file, "{\"owner\":\"v9\",\"since\":\"today\",\"heartbeat\":1,\"rank\":[3]}");
    ticker.meanwhile =
        () -> {
          try {
            write(file, "{\"owner\":{\"name\":\"v9\"},\"heartbeat\":" + ticker.pauses + "}");
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        };
    assertThat(LockView.read(conf, registry).orElseThrow().owner()).isEqualTo("v9");
    assertLocked(() -> lock(registry).take("next")).contains("held by unknown since unknown");
  }

  @ParameterizedTest
  @MethodSource("places")
  void oldFilesAreDropped(Path registry) throws IOException {
    FileSystem fs = registry.getFileSystem(conf);
    write(new Path(registry, "lock/.000003.json.killed.tmp"), "left over");
    write(new Path(registry, "lock/note"), "by hand");
    for (int night = 0; night < 30; night++) {
      lock(registry).take("night " + night).close();
    }
    assertThat(fs.listStatus(new Path(registry, "lock")))
        .extracting(FileStatus::getPath)
        .extracting(Path::getName)
        .hasSize(21)
        .contains("000011.json", "000030.json", "note");
  }

  /** It saw an end long ago; its number has been used and dropped since. */
  @ParameterizedTest
  @MethodSource("places")
  void whoCreatesANumberThatWasDroppedHoldsNothingByIt(Path registry) {
    lock(registry).take("first").close();
    Steps sleep =
        step -> {
          if (step == Steps.Step.CREATE && LockView.read(conf, registry).get().generation() == 1) {
            for (int night = 2; night <= 30; night++) {
              lock(registry).take("night " + night).close();
            }
          }
        };
    assertThat(lock(registry).take("late", sleep).generation()).isEqualTo(31);
  }

  @ParameterizedTest
  @MethodSource("places")
  void whoCreatesANumberThatWasDroppedFindsTheHolder(Path registry) {
    lock(registry).take("first").close();
    Steps sleep =
        step -> {
          if (step == Steps.Step.CREATE) {
            for (int night = 2; night < 30; night++) {
              lock(registry).take("night " + night).close();
            }
            lock(registry).take("the holder");
          }
        };
    assertLocked(() -> lock(registry).take("late", sleep)).contains("the holder", "generation 30");
  }

  @ParameterizedTest
  @MethodSource("places")
  void aHolderThatWakesAfterATakeoverChangesNothing(Path registry) throws IOException {
    Held paused = lock(registry).take("paused");
    paused.promote(pointer("of the paused"));
    Held next = lock(registry).take("next");

    assertThat(paused.lost()).isFalse();
    assertLocked(() -> paused.promote(pointer("too late")))
        .startsWith("registry " + registry + ": generation 1 has lost the lock to next");
    assertThat(paused.lost()).isTrue();
    assertLocked(paused::beat).contains("generation 2");
    assertLocked(paused::check);
    paused.close();
    assertThat(champion(registry)).isEqualTo("of the paused");
    next.promote(pointer("of the next"));
    assertThat(champion(registry)).isEqualTo("of the next");
    assertThat(next.lost()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("places")
  void aLockThatSomebodyRemovedPromotesNothing(Path registry) throws IOException {
    Held held = lock(registry).take("held");
    Path folder = new Path(registry, "lock");
    registry.getFileSystem(conf).delete(folder, true);
    assertEnds(ExitCode.INFRASTRUCTURE, () -> held.promote(pointer("without a lock")))
        .isEqualTo(
            "registry " + registry + ": its lock, generation 1, was removed while it was held");

    assertThat(lock(registry).take("another").generation()).isOne();
    assertEnds(ExitCode.INFRASTRUCTURE, () -> held.promote(pointer("of another's lock")));
    held.close();
    assertThat(registry.getFileSystem(conf).exists(new Path(registry, "champion.json"))).isFalse();
    assertThat(LockView.read(conf, registry).orElseThrow().released()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("places")
  void whoHoldsItCanBeSeenWithoutTakingIt(Path registry) throws IOException {
    assertThat(LockView.read(conf, registry)).isEmpty();
    assertThat(registry.getFileSystem(conf).exists(registry)).isFalse();
    Held held = lock(registry).take("night-1");
    held.beat();
    LockView view = LockView.read(conf, registry).orElseThrow();
    assertThat(view).isEqualTo(new LockView(1, "night-1", NIGHT.toString(), 2, false));
    held.close();
    assertThat(LockView.read(conf, registry).orElseThrow().line(registry))
        .isEqualTo(
            "registry %s is free, last held by night-1 since 2026-11-25T02:00:00Z: generation 1"
                .formatted(registry));
  }

  @ParameterizedTest
  @MethodSource("places")
  void aRegistryThatIsAFileIsNoPlaceForALock(Path registry) throws IOException {
    write(registry, "a file");
    assertEnds(ExitCode.INFRASTRUCTURE, () -> lock(registry).take("night-1"))
        .startsWith(registry + "/");
  }

  @ParameterizedTest
  @MethodSource("places")
  void aGenerationThatIsNoFileEndsARun(Path registry) throws IOException {
    registry.getFileSystem(conf).mkdirs(file(registry, 1));
    assertEnds(ExitCode.INFRASTRUCTURE, () -> lock(registry).take("night-1"))
        .startsWith(registry + "/lock/000001.json can't be read: ");
  }
}
