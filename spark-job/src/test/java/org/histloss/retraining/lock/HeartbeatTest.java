package org.histloss.retraining.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.histloss.retraining.lock.Refusals.assertLocked;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The thread that beats, against the machine's clock. */
@ExtendWith(Places.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class HeartbeatTest {
  private static final Duration PERIOD = Duration.ofMillis(2);

  static List<Path> places() throws IOException {
    return Places.both();
  }

  @TempDir java.nio.file.Path folder;
  private final Configuration conf = new Configuration();
  private Path registry;

  @BeforeEach
  void name() {
    registry = new Path(folder.resolve("registry").toUri());
  }

  private RegistryLock lock(Ticker ticker) {
    return new RegistryLock(conf, registry, Places.SETTINGS, ticker, Clock.systemUTC());
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      new SystemTicker().pause(PERIOD);
    }
  }

  private long heartbeat() {
    return LockView.read(conf, registry).orElseThrow().heartbeat();
  }

  @Test
  void itBeatsUntilItIsClosed() {
    Held held = lock(new Hand()).take("alive");
    try (held;
        Heartbeat beating = Heartbeat.start(held, PERIOD, () -> {})) {
      await(() -> heartbeat() > 5);
      assertThat(beating.failure()).isEmpty();
    }
    LockView last = LockView.read(conf, registry).orElseThrow();
    assertThat(last.released()).isTrue();
    new SystemTicker().pause(PERIOD.multipliedBy(20));
    assertThat(LockView.read(conf, registry)).contains(last);
  }

  /** The observer's clock is the machine's, so it is found alive long before the expiry. */
  @Test
  void itKeepsAnObserverFromTakingOver() {
    Held held = lock(new Hand()).take("alive");
    try (held;
        Heartbeat beating = Heartbeat.start(held, PERIOD, () -> {})) {
      assertLocked(() -> lock(new SystemTicker()).take("next")).contains("held by alive");
      assertThat(beating.failure()).isEmpty();
    }
  }

  /** Its file is replaced all the while, and is there and whole at each look. */
  @ParameterizedTest
  @MethodSource("places")
  void whoLooksWhileItBeatsSeesItAlive(Path place) {
    Held held = new RegistryLock(Places.conf(), place, Places.SETTINGS).take("alive");
    try (held;
        Heartbeat beating = Heartbeat.start(held, Duration.ofNanos(1), () -> {})) {
      long seen = 0;
      for (int look = 0; look < 300; look++) {
        LockView view = LockView.read(Places.conf(), place).orElseThrow();
        assertThat(view.owner()).isEqualTo("alive");
        assertThat(view.heartbeat()).isGreaterThanOrEqualTo(seen);
        seen = view.heartbeat();
      }
      assertThat(beating.failure()).isEmpty();
      assertThat(seen).isGreaterThan(10);
    }
  }

  @Test
  void aBeatThatFailsIsRememberedAndTriedAgain() throws IOException {
    java.nio.file.Path lockFolder = folder.resolve("registry/lock");
    Held held = lock(new Hand()).take("alive");
    try (held;
        Heartbeat beating = Heartbeat.start(held, PERIOD, () -> {})) {
      java.nio.file.Path away = folder.resolve("away");
      Files.move(lockFolder, away);
      await(() -> beating.failure().isPresent());
      assertThat(held.lost()).isFalse();
      Files.move(away, lockFolder);
      long before = heartbeat();
      await(() -> heartbeat() > before && beating.failure().isEmpty());
    }
  }

  @Test
  void aHolderLearnsThatItHasLostTheLock() {
    Held slow = lock(new Hand()).take("slow");
    lock(new Hand()).take("next");
    AtomicInteger ended = new AtomicInteger();
    try (slow;
        Heartbeat beating = Heartbeat.start(slow, PERIOD, ended::incrementAndGet)) {
      await(slow::lost);
      await(() -> beating.failure().isPresent());
      // Again and again, as more work may have begun since.
      await(() -> ended.get() > 2);
      assertThat(beating.failure().orElseThrow()).contains("has lost the lock to next");
    }
    assertThat(LockView.read(conf, registry).orElseThrow().owner()).isEqualTo("next");
    assertThat(LockView.read(conf, registry).orElseThrow().released()).isFalse();
  }
}
