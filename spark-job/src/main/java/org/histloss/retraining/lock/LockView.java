package org.histloss.retraining.lock;

import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Who holds a registry's lock, or held it last, at one moment. Whether a holder that hasn't given
 * it back is alive can't be told by one look: its heartbeat grows from one to the next.
 *
 * @param generation the lock's generation, from 1
 * @param owner who took it; {@code unknown} when it was killed before it had written that
 * @param since when, by the owner's clock
 * @param heartbeat grows while the owner is alive
 * @param released whether it was given back
 */
public record LockView(
    long generation, String owner, String since, long heartbeat, boolean released) {

  /**
   * Looks without taking the lock, without waiting and without writing anything.
   *
   * @return nothing where nobody has ever taken it
   * @throws org.histloss.dataset.JobException exit code 30 when the registry can't be read
   */
  public static Optional<LockView> read(Configuration conf, Path registry) {
    Sight newest = new LockFolder(conf, registry).newest();
    return newest.number() == 0 ? Optional.empty() : Optional.of(of(newest));
  }

  static LockView of(Sight sight) {
    Generation holder = sight.generation();
    return new LockView(
        sight.number(), holder.owner(), holder.since(), holder.heartbeat(), holder.released());
  }

  /** The same in one line for people. */
  public String line(Path registry) {
    return String.format(
        Locale.ROOT,
        "registry %s %s held by %s since %s: generation %d",
        registry,
        released ? "is free, last" : "is",
        owner,
        since,
        generation);
  }
}
