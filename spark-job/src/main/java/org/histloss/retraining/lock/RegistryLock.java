package org.histloss.retraining.lock;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.histloss.config.RetrainSettings;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one run at a time change a registry, on file systems that have nothing better to offer than
 * to create a file exclusively and to rename one.
 *
 * <p>Who creates the next generation file holds the lock. A holder is taken for dead when its file
 * stays the same for the expiry by the observer's own monotonic clock, as seen by a look that was
 * begun after the expiry; clocks of two machines are never compared. The expiry is the observer's
 * or the one that the holder wrote down, whichever is longer: who moves the champion by hand may
 * not know the run's settings. Being taken for dead by mistake (a long pause) costs a run, not the
 * registry: see {@link Held#promote}.
 *
 * <p>Why no order of events lets two hold the newest generation:
 *
 * <ul>
 *   <li>Two that saw the same end create the same file, and one succeeds. A creator that is killed
 *       while it writes leaves a file that counts as a holder that never beats; one that fails
 *       removes its own file, which no other can have created meanwhile.
 *   <li>Numbers only grow, as the newest {@value LockFolder#KEPT} files are never removed, and none
 *       is below those that champion and history tell of, should somebody remove the folder. A
 *       creator that slept while its number was used and dropped may create it anew; it looks once
 *       more afterwards, finds a higher one, and has nothing. So its file, which is never the
 *       newest, means nothing to others either.
 *   <li>Each look that decides follows a write of one's own to the same folder, so that it sees all
 *       that was written before that, also through HDFS observers and on stores that list what they
 *       have confirmed (which is tried out). The next generation is also asked for by name, as a
 *       listing may miss a file while it is replaced.
 *   <li>Others touch a holder's file only when it is {@value LockFolder#KEPT} generations old.
 *       Where HDFS takes a file away from a creator that sleeps (recovery of its lease), its close
 *       fails.
 * </ul>
 */
public final class RegistryLock {
  /** The folder of a registry that the lock alone writes in. */
  public static final String FOLDER = "lock";

  /** How often a holder is looked at, at most. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(RegistryLock.class);

  private final ConditionalCreate exclusive;
  private final LockFolder folder;
  private final Pointer pointer;
  private final Rename rename;
  private final Path registry;
  private final Duration expiry;
  private final Ticker ticker;
  private final Clock clock;

  /**
   * A lock that this process has not taken yet.
   *
   * @throws JobException exit code 20 when the registry's file system can't keep a lock
   */
  public RegistryLock(Configuration conf, Path registry, RetrainSettings.Lock settings) {
    this(conf, registry, settings, new SystemTicker(), Clock.systemUTC());
  }

  /**
   * With clocks of its own.
   *
   * @param ticker by which a holder is judged
   * @param clock which tells people since when the lock is held
   */
  RegistryLock(
      Configuration conf,
      Path registry,
      RetrainSettings.Lock settings,
      Ticker ticker,
      Clock clock) {
    this.exclusive = new ConditionalCreate(conf, registry, settings.conditionalCreate());
    this.folder = new LockFolder(conf, registry);
    this.pointer = new Pointer(conf, registry);
    this.rename = new Rename(conf);
    this.registry = registry;
    this.expiry = Duration.ofSeconds(settings.expirySeconds());
    this.ticker = ticker;
    this.clock = clock;
  }

  /**
   * Takes the lock. While another holds it, this waits for its next heartbeat, and at most for the
   * expiry; a lock that was given back is taken at once.
   *
   * @param owner whom others should look for: host, process and run
   * @throws JobException exit code 31 naming the holder when there is one that lives; 30 when the
   *     registry can't be read or written; 20 when its file system turns out to let two runs create
   *     the same file
   */
  public Held take(String owner) {
    return take(owner, 0);
  }

  /**
   * The same with a generation above one that the registry tells of elsewhere, should somebody have
   * removed the lock's folder.
   */
  public Held take(String owner, long told) {
    return take(owner, told, step -> {});
  }

  /** With something to do before each step of the takeover. */
  Held take(String owner, Steps steps) {
    return take(owner, 0, steps);
  }

  private Held take(String owner, long told, Steps steps) {
    exclusive.prove();
    String since = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    Generation mine = new Generation(owner, since, 1, false, Math.toIntExact(expiry.toSeconds()));
    // For a folder that was removed, or isn't in what was restored. Looked at before the folder: a
    // later look could tell of a holder that lives and that the folder's look had missed.
    long past = Math.max(told, pointer.generation());
    Sight seen = folder.newest();
    while (true) {
      seen = ended(seen);
      long number = Math.max(seen.number(), past) + 1;
      steps.before(Steps.Step.CREATE);
      boolean created = folder.create(number, mine);
      steps.before(Steps.Step.LOOK);
      // Whoever slept since it looked may have created a file that was dropped long ago.
      if (created && !folder.hasLaterThan(number)) {
        steps.before(Steps.Step.WITHDRAW);
        folder.closeBefore(number);
        return new Held(folder, rename, registry, number, mine);
      }
      seen = next(seen);
      if (seen.number() < number) {
        // It is there, or was a moment ago, but isn't listed.
        ticker.pause(pause());
      }
    }
  }

  /** Waits until the newest generation has ended, whichever that is by then. */
  private Sight ended(Sight newest) {
    Sight first = newest;
    if (!first.free()) {
      LOG.info(
          "{}; waiting for a heartbeat, {} s at most",
          LockView.of(first).line(registry),
          patience(first).toSeconds());
    }
    long start = ticker.nanos();
    while (!first.free()) {
      ticker.pause(pause());
      // Before the look: a process may sleep at any point, and the holder beat meanwhile.
      long now = ticker.nanos();
      Sight seen = next(first);
      if (!seen.equals(first)) {
        first = seen;
        start = ticker.nanos();
      } else if (now - start >= patience(first).toNanos()) {
        LOG.info("{} has no heartbeat any more and is taken for dead", first.generation().owner());
        return first;
      }
    }
    return first;
  }

  private Sight next(Sight before) {
    Sight now = folder.newest();
    if (now.livesSince(before)) {
      throw new JobException(ExitCode.LOCKED, LockView.of(now).line(registry));
    }
    return now;
  }

  private Duration patience(Sight holder) {
    Duration asked = Duration.ofSeconds(holder.generation().expirySeconds());
    return asked.compareTo(expiry) > 0 ? asked : expiry;
  }

  private Duration pause() {
    Duration part = expiry.dividedBy(20);
    return part.compareTo(LONGEST_PAUSE) < 0 ? part : LONGEST_PAUSE;
  }
}
