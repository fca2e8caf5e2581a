package org.histloss.retraining.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.retraining.RegistryLock.Held;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One holder at a time, on the local disk and on HDFS. */
class RegistryLockTest {
  private static final Duration EXPIRY = Duration.ofSeconds(60);
  private static final int CONTENDERS = 20;

  @TempDir static java.nio.file.Path temporary;
  private static MiniDFSCluster cluster;
  private static int registries;

  private final Configuration conf = new Configuration();
  private final Hand ticker = new Hand();

  /** A clock that is turned by hand, and that does something while others wait. */
  private static final class Hand implements RegistryLock.Ticker {
    private long nanos = Long.MAX_VALUE - 5;
    private Runnable meanwhile = () -> {};

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public void pause(Duration time) {
      nanos += time.toNanos();
      meanwhile.run();
    }
  }

  @BeforeAll
  static void start() throws IOException {
    Configuration hadoop = new Configuration();
    hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, temporary.resolve("hdfs").toString());
    cluster = new MiniDFSCluster.Builder(hadoop).numDataNodes(1).build();
    cluster.waitActive();
  }

  @AfterAll
  static void stop() {
    cluster.shutdown();
  }

  static List<Path> places() throws IOException {
    registries++;
    return List.of(
        new Path(temporary.resolve("registry-" + registries).toUri()),
        new Path(cluster.getFileSystem().getUri() + "/registry-" + registries));
  }

  private RegistryLock lock(Path registry) {
    return new RegistryLock(conf, registry, EXPIRY, ticker);
  }

  private String champion(Path registry) throws IOException {
    FileSystem fs = registry.getFileSystem(conf);
    try (var in = fs.open(new Path(registry, "champion.json"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] pointer(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void assertLocked(Runnable work, String message) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED))
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @MethodSource("places")
  void ofTwentyContendersOneWins(Path registry)
      throws InterruptedException, ExecutionException, IOException {
    for (int round = 1; round <= 5; round++) {
      List<Held> winners = contend(registry);
      assertThat(winners).hasSize(1);
      assertThat(winners.get(0).number()).isEqualTo(round);
      winners.get(0).close();
    }
  }

  /** All start together; the lock is free at first, and nobody gives it back. */
  private List<Held> contend(Path registry) throws InterruptedException, ExecutionException {
    CyclicBarrier together = new CyclicBarrier(CONTENDERS);
    Configuration each = new Configuration();
    // A client of its own for each, as processes have.
    each.setBoolean("fs.hdfs.impl.disable.cache", true);
    ExecutorService threads = Executors.newFixedThreadPool(CONTENDERS);
    List<Callable<Held>> contenders = new ArrayList<>();
    for (int i = 0; i < CONTENDERS; i++) {
      String owner = "run-" + i;
      contenders.add(
          () -> {
            // A holder that is met lives: its heartbeat changes while others wait.
            RegistryLock lock = new RegistryLock(each, registry, EXPIRY, alive(registry));
            together.await();
            try {
              return lock.take(owner);
            } catch (JobException e) {
              if (e.exitCode() != ExitCode.LOCKED) {
                throw e;
              }
              return null;
            }
          });
    }
    List<Held> winners = new ArrayList<>();
    for (Future<Held> contender : threads.invokeAll(contenders)) {
      if (contender.get() != null) {
        winners.add(contender.get());
      }
    }
    threads.shutdown();
    return winners;
  }

  /** A clock whose every pause lets the newest holder beat. */
  private RegistryLock.Ticker alive(Path registry) {
    LockFolder folder = new LockFolder(conf, registry);
    Hand hand = new Hand();
    hand.meanwhile =
        () -> {
          synchronized (RegistryLockTest.class) {
            long newest = folder.highest();
            folder.write(newest, folder.read(newest).alive());
          }
        };
    return hand;
  }

  @ParameterizedTest
  @MethodSource("places")
  void aLivingHolderIsNamed(Path registry) {
    Held held = lock(registry).take("night-1 on host-a");
    ticker.meanwhile = held::beat;
    assertLocked(() -> lock(registry).take("night-2"), "is held by night-1 on host-a since 20");
    held.close();
    assertThat(lock(registry).take("night-2").number()).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("places")
  void aHolderThatWakesAfterATakeoverPromotesNothing(Path registry) throws IOException {
    Held paused = lock(registry).take("paused");
    paused.promote(pointer("of the paused"));
    long before = ticker.nanos;
    Held next = lock(registry).take("next");
    assertThat(ticker.nanos - before).isGreaterThanOrEqualTo(EXPIRY.toNanos());

    assertLocked(() -> paused.promote(pointer("too late")), "next has taken generation 2");
    assertLocked(paused::beat, "nothing was promoted");
    paused.close();
    assertThat(champion(registry)).isEqualTo("of the paused");
    next.promote(pointer("of the next"));
    assertThat(champion(registry)).isEqualTo("of the next");
  }

  /** It had looked for other generations and found none when it fell asleep. */
  @ParameterizedTest
  @MethodSource("places")
  void noTakeoverIsOvertakenByALateRename(Path registry) throws IOException {
    Held paused = lock(registry).take("paused");
    paused.promote(pointer("before"));
    new LockFolder(conf, registry).prepare(paused.number(), pointer("too late"));
    lock(registry).take("next");

    assertLocked(paused::finishPromotion, "next has taken generation 2");
    assertThat(champion(registry)).isEqualTo("before");
  }

  @Test
  void anEmptyGenerationFileEndsLikeADeadHolder() throws IOException {
    java.nio.file.Path registry = temporary.resolve("killed");
    Files.createDirectories(registry.resolve("lock"));
    Files.createFile(registry.resolve("lock/000007.json"));
    assertThat(lock(new Path(registry.toUri())).take("next").number()).isEqualTo(8);
  }

  @Test
  void oldGenerationsAreDropped() throws IOException {
    java.nio.file.Path registry = temporary.resolve("old");
    for (int night = 0; night < 30; night++) {
      lock(new Path(registry.toUri())).take("night " + night).close();
    }
    try (var files = Files.list(registry.resolve("lock"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".json"))).hasSize(20);
    }
    assertThat(registry.resolve("lock/000030.json")).exists();
  }

  @Test
  void storesWithoutExclusiveCreationAreRefused() {
    assertThatThrownBy(() -> lock(new Path("viewfs://nights/registry")))
        .isInstanceOf(JobException.class);
    Configuration raw = new Configuration();
    raw.set("fs.store.impl", "org.apache.hadoop.fs.RawLocalFileSystem");
    assertThatThrownBy(
            () -> new RegistryLock(raw, new Path("http://host/registry"), EXPIRY, ticker))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessageStartingWith(
            "retrain.registry = http://host/registry: must lie on file: or hdfs:");
  }
}
