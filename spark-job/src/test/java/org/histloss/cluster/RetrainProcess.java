package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A {@code retrain} command under way: its process, and the registry that shows how far it is. */
final class RetrainProcess implements AutoCloseable {
  static final String NO_POINTER = "none";
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** Without what a process of seconds would spend much of its time on. */
  private static final Place PLACE =
      Place.local(2)
          .with(
              "spark.ui.enabled=false",
              "spark.sql.shuffle.partitions=2",
              "spark.driver.defaultJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");

  private final LoggedProcess process;
  private final Path registry;
  private final int night;
  private final Map<RetrainPhase, String> before;
  private final long started = System.nanoTime();
  private final List<String> pointers = new ArrayList<>();

  private RetrainProcess(
      LoggedProcess process, Path registry, int night, Map<RetrainPhase, String> before) {
    this.process = process;
    this.registry = registry;
    this.night = night;
    this.before = before;
    look();
  }

  /** Starts the command with a log beside its registry. */
  static RetrainProcess start(Path registry, int night, List<String> command)
      throws IOException, InterruptedException {
    Map<RetrainPhase, String> before = RetrainPhase.stamps(registry, night);
    Path folder = registry.getParent();
    Path log = Files.createTempFile(folder, registry.getFileName() + "-", ".log");
    // What Spark copies for a driver stays where it is killed.
    Place place = PLACE.with("spark.local.dir=" + folder.resolve("spark"));
    LoggedProcess process = Submission.start(folder, log, place, command);
    return new RetrainProcess(process, registry, night, before);
  }

  /** Waits until this phase or a later one begins; false when the process ended before. */
  boolean await(RetrainPhase phase) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (reached(phase) == null) {
      assertThat(System.nanoTime()).as("patience with\n%s", process.tail()).isLessThan(end);
      look();
      // The shortest phases take less than the pause between two looks would.
      boolean close = phase.isShort() && reached(RetrainPhase.PUBLISHING) != null;
      if (process.endedWithin(close ? 0 : 1, TimeUnit.MILLISECONDS)) {
        return reached(phase) != null;
      }
    }
    return true;
  }

  /** The last phase that this process has begun. */
  RetrainPhase reached() {
    return reached(RetrainPhase.STARTING);
  }

  /** The last phase that this process has begun, or null where that is before {@code least}. */
  private RetrainPhase reached(RetrainPhase least) {
    RetrainPhase[] all = RetrainPhase.values();
    for (int i = all.length - 1; i > 0 && all[i].compareTo(least) >= 0; i--) {
      if (!all[i].stamp(registry, night).equals(before.get(all[i]))) {
        return all[i];
      }
    }
    return least == RetrainPhase.STARTING ? least : null;
  }

  /** Lets it go on for a while; whether it ended in that time. */
  boolean endedWithin(long nanos) throws InterruptedException {
    return process.endedWithin(nanos, TimeUnit.NANOSECONDS);
  }

  /** Waits for its end; the exit code. */
  int end() throws InterruptedException {
    int exitCode = process.awaitEnd(PATIENCE);
    look();
    return exitCode;
  }

  /** Ends it by SIGKILL; false when it had ended before. */
  boolean kill() throws InterruptedException {
    // Looking first for what it has started would take longer than some of its phases.
    process.handle().destroyForcibly();
    int exitCode = end();
    assertThat(exitCode).as(process.tail()).isIn(0, 10, 11, 128 + 9);
    return exitCode == 128 + 9;
  }

  /** Reads the pointer as a consumer does that looks again and again. */
  private void look() {
    String seen;
    try {
      seen = Files.readString(registry.resolve("champion.json"));
    } catch (IOException e) {
      seen = NO_POINTER;
    }
    if (pointers.isEmpty() || !pointers.get(pointers.size() - 1).equals(seen)) {
      pointers.add(seen);
    }
  }

  /** What {@code champion.json} held from the start on, each content once in a row. */
  List<String> pointers() {
    return List.copyOf(pointers);
  }

  /** Nanoseconds since the start. */
  long age() {
    return System.nanoTime() - started;
  }

  /** The end of what it said. */
  String tail() {
    return process.tail();
  }

  @Override
  public void close() {
    process.close();
  }
}
