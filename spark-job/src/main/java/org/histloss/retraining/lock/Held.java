package org.histloss.retraining.lock;

import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.retraining.lock.LockFolder.Prepared;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry's lock while this process has it; may be used by several threads, as the heartbeat
 * is one of its own.
 *
 * <p>Others may take it over when this process seems dead to them. It then may still compute, and
 * write files of its own and such as are made anew, but replace champion and history or rename a
 * run's or version's folder no more.
 */
public final class Held implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Held.class);

  private final LockFolder folder;
  private final Rename rename;
  private final Path registry;
  private final long number;
  private Generation generation;
  private boolean closed;
  private volatile boolean lost;

  Held(LockFolder folder, Rename rename, Path registry, long number, Generation generation) {
    this.folder = folder;
    this.rename = rename;
    this.registry = registry;
    this.number = number;
    this.generation = generation;
  }

  /** The generation, from 1, which a promotion carries. */
  public long generation() {
    return number;
  }

  /**
   * Whether it has been found out that another has taken the lock over. That isn't looked for here:
   * each heartbeat, {@link #check} and whatever is fenced do.
   */
  public boolean lost() {
    return lost;
  }

  /**
   * Looks whether this process still has the lock. Another may take it over right afterwards; so
   * this spares work and serves files that are made anew by the next run, while only {@link
   * #promote}, {@link #tell} and {@link #rename} are safe.
   *
   * @throws JobException exit code 31 when another has taken the lock over, 30 when its file isn't
   *     there or the registry can't be read
   */
  public synchronized void check() {
    if (folder.hasLaterThan(number)) {
      throw lostTo();
    }
    Sight newest = folder.newest();
    Generation there = newest.generation();
    if (newest.number() != number
        || !there.owner().equals(generation.owner())
        || !there.since().equals(generation.since())) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE,
          String.format(
              Locale.ROOT,
              "registry %s: its lock, generation %d, was removed while it was held",
              registry,
              number));
    }
  }

  /**
   * Tells others that this process is alive; {@link Heartbeat} does so again and again. After
   * {@link #close} it does nothing.
   *
   * @throws JobException exit code 31 when another has taken the lock over, 30 when the registry
   *     can't be read or written
   */
  public synchronized void beat() {
    if (closed) {
      return;
    }
    check();
    generation = generation.alive();
    folder.write(number, generation);
  }

  /**
   * Replaces {@code champion.json}, unless another has taken the lock over, however late this
   * process wakes.
   *
   * <p>The pointer is laid ready, then it is looked for later generations, then it is renamed. Who
   * takes over first creates its generation and then removes what earlier ones laid ready: either
   * the look finds the new generation, or the rename finds nothing to rename, or the rename was
   * before the takeover had ended, whose holder then sees this champion. (Outside of {@code file:}
   * and HDFS the last step is not one: a process that sleeps between its last look and its write
   * for as long as a takeover needs isn't held back.)
   *
   * @param content the file's new content, which should name {@link #generation}
   * @throws JobException exit code 31 when another has taken the lock over, 30 when the registry
   *     can't be read or written; nothing is changed
   */
  public void promote(byte[] content) {
    promote(content, step -> {});
  }

  /** With something to do before each step. */
  synchronized void promote(byte[] content, Steps steps) {
    replace(Prepared.PROMOTION, Pointer.path(registry), content, steps);
  }

  /**
   * Replaces the registry's history in the same way.
   *
   * @param file {@code history.jsonl}
   * @param content all its lines
   * @throws JobException as {@link #promote}
   */
  public void tell(Path file, byte[] content) {
    tell(file, content, step -> {});
  }

  synchronized void tell(Path file, byte[] content, Steps steps) {
    replace(Prepared.HISTORY, file, content, steps);
  }

  private void replace(Prepared what, Path target, byte[] content, Steps steps) {
    refuseClosed();
    Path prepared = folder.prepared(number, what);
    steps.before(Steps.Step.PREPARE);
    folder.prepare(prepared, content);
    steps.before(Steps.Step.LOOK);
    check();
    steps.before(Steps.Step.REPLACE);
    if (!rename.over(prepared, target, content)) {
      check();
      throw new JobException(
          ExitCode.INFRASTRUCTURE, prepared + " has vanished: " + target + " stays as it was");
    }
  }

  /**
   * Gives a folder of the registry another name, unless a later holder has given it one before.
   *
   * <p>It is looked for later generations, then the folder is renamed. Who takes over first creates
   * its generation and then renames what it finds: either the look finds the new generation, or the
   * rename finds no folder of this name, or the rename was before that of the later holder.
   *
   * @return false when there is no such folder
   * @throws JobException as {@link #promote}
   */
  public boolean rename(Path from, Path to) {
    return rename(from, to, step -> {});
  }

  /** Not synchronized: where renaming is copying, it must not hold the heartbeat up. */
  boolean rename(Path from, Path to, Steps steps) {
    refuseClosed();
    steps.before(Steps.Step.LOOK);
    check();
    steps.before(Steps.Step.REPLACE);
    try {
      if (rename.folder(from, to)) {
        return true;
      }
    } catch (JobException e) {
      // Another's version may have the name by now: that is no broken disk.
      check();
      throw e;
    }
    check();
    return false;
  }

  private void refuseClosed() {
    if (closed) {
      throw new IllegalStateException("a lock that was given back publishes nothing");
    }
  }

  /** Gives the lock back; where that can't be written, others find out by the expiry. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      check();
      folder.write(number, generation.given());
    } catch (JobException e) {
      LOG.warn("the registry's lock isn't given back: {}", e.getMessage());
    }
  }

  private JobException lostTo() {
    lost = true;
    LockView now = LockView.of(folder.newest());
    return new JobException(
        ExitCode.LOCKED,
        String.format(
            Locale.ROOT,
            "registry %s: generation %d has lost the lock to %s, generation %d since %s, and"
                + " promotes nothing any more",
            registry,
            number,
            now.owner(),
            now.generation(),
            now.since()));
  }
}
