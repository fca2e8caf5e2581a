package org.histloss.retraining.lock;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;

/**
 * Lets one run at a time change a registry, on file systems that have nothing better to offer than
 * to create a file exclusively and to rename one.
 *
 * <p>Who creates the next generation file holds the lock. A holder is taken for dead when its
 * heartbeat stays the same for the expiry by the observer's own monotonic clock; clocks of two
 * machines are never compared. Being taken for dead by mistake (a long pause) costs a run, not the
 * registry: see {@link Held#promote}.
 */
public final class RegistryLock {
  private final LockFolder folder;
  private final Path registry;
  private final Duration expiry;
  private final Ticker ticker;

  /** The observer's clock. */
  public interface Ticker {
    /** Nanoseconds since some moment, never going back. */
    long nanos();

    /** Lets some time pass. */
    void pause(Duration time);
  }

  /**
   * A lock that nobody holds yet.
   *
   * @param expiry after which a holder without a new heartbeat is taken for dead
   * @throws JobException exit code 20 when the registry's file system can't keep a lock
   */
  public RegistryLock(Configuration conf, Path registry, Duration expiry, Ticker ticker) {
    ExclusiveFile.check(conf, registry);
    this.folder = new LockFolder(conf, registry);
    this.registry = registry;
    this.expiry = expiry;
    this.ticker = ticker;
  }

  /**
   * Takes the lock. While another holds it, this waits for its next heartbeat, and at most for the
   * expiry.
   *
   * @param owner whom others should look for
   * @throws JobException exit code 31 naming the holder when there is one that lives
   */
  public Held take(String owner) {
    long highest = folder.highest();
    if (highest > 0) {
      waitForEnd(highest);
    }
    long mine = highest + 1;
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    Generation generation = new Generation(owner, now, 1, false);
    boolean created = folder.create(mine, generation);
    // Who slept since it looked may have created a file that was long dropped.
    long newest = folder.highest();
    if (!created || newest > mine) {
      throw held(newest, folder.read(newest));
    }
    folder.closeBefore(mine);
    return new Held(folder, registry, mine, generation);
  }

  private void waitForEnd(long number) {
    Generation first = folder.read(number);
    long start = ticker.nanos();
    Generation seen = first;
    while (!seen.released() && ticker.nanos() - start < expiry.toNanos()) {
      ticker.pause(expiry.dividedBy(20));
      seen = folder.read(number);
      if (seen.heartbeat() != first.heartbeat()) {
        throw held(number, seen);
      }
    }
  }

  private JobException held(long number, Generation holder) {
    return new JobException(
        ExitCode.LOCKED,
        "%s is held by %s since %s (generation %d): try again when it has ended"
            .formatted(registry, holder.owner(), holder.since(), number));
  }

  /** The lock while this process has it; to be used by one thread at a time. */
  public static final class Held implements AutoCloseable {
    private final LockFolder folder;
    private final Path registry;
    private final long number;
    private Generation generation;

    private Held(LockFolder folder, Path registry, long number, Generation generation) {
      this.folder = folder;
      this.registry = registry;
      this.number = number;
      this.generation = generation;
    }

    /** The generation, which a promotion carries. */
    public long number() {
      return number;
    }

    /**
     * Tells others that this process is alive.
     *
     * @throws JobException exit code 31 when another has taken the lock over
     */
    public synchronized void beat() {
      checkMine();
      generation = generation.alive();
      folder.write(number, generation);
    }

    /**
     * Replaces {@code champion.json}, unless another has taken the lock over, however late this
     * process wakes.
     *
     * <p>The pointer is laid ready, then it is looked for higher generations, then it is renamed.
     * Who takes over first creates its generation and then removes what earlier ones laid ready:
     * either the look finds the new generation, or the rename finds nothing to rename, or the
     * rename was before the takeover had ended.
     *
     * @param pointer the file's new content
     * @throws JobException exit code 31 when another has taken the lock over; nothing is changed
     */
    public synchronized void promote(byte[] pointer) {
      folder.prepare(number, pointer);
      checkMine();
      finishPromotion();
    }

    /** The last step of {@link #promote}. */
    void finishPromotion() {
      if (!folder.promote(number)) {
        throw lost(folder.highest());
      }
    }

    private void checkMine() {
      long highest = folder.highest();
      if (highest > number) {
        throw lost(highest);
      }
    }

    private JobException lost(long highest) {
      return new JobException(
          ExitCode.LOCKED,
          "%s: generation %d of its lock has ended, %s has taken generation %d: nothing was promoted"
              .formatted(registry, number, folder.read(highest).owner(), highest));
    }

    /** Gives the lock back. */
    @Override
    public synchronized void close() {
      if (folder.highest() == number) {
        generation = generation.given();
        folder.write(number, generation);
      }
    }
  }
}
