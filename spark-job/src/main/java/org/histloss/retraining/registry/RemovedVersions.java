package org.histloss.retraining.registry;

import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.JobException;
import org.histloss.retraining.lock.Held;

/**
 * Versions on their way out: {@code removed/<version>.<generation>}. A holder that found one old
 * and unneeded may sleep before it removes it, while a person makes it champion; so a version
 * leaves its place whole, by one rename, which is undone where the lock turns out to be another's.
 */
final class RemovedVersions {
  static final String REMOVED = "removed";

  private final Registry registry;
  private final RegistryFiles files;
  private final Held held;

  RemovedVersions(Registry registry, Held held) {
    this.registry = registry;
    this.files = registry.files();
    this.held = held;
  }

  /**
   * Removes a version, or what lies in its place.
   *
   * @throws JobException exit code 31 when another has taken the lock over; then it is there again
   */
  void remove(String version) {
    remove(version, () -> {});
  }

  /** With something to do where a process may sleep. */
  void remove(String version, Runnable asleep) {
    Path place = registry.folder(version);
    Path out = out(version);
    delete(out);
    if (!held.rename(place, out)) {
      return;
    }
    asleep.run();
    try {
      held.check();
    } catch (JobException e) {
      files.move(out, place);
      throw e;
    }
    delete(out);
  }

  /**
   * Ends what killed holders had begun. A version that is needed comes back: its remover had lost
   * the lock, and died before it could undo the removal.
   *
   * @param done is told what was done
   */
  void settle(List<String> done) {
    for (String name : files.names(files.at(REMOVED))) {
      Path out = files.at(REMOVED + "/" + name);
      int dot = name.lastIndexOf('.');
      String version = dot < 0 ? name : name.substring(0, dot);
      if (Registry.whole(files, out) && isMissed(version)) {
        putBack(out, version, done);
      } else {
        delete(out);
        done.add("ended the removal of " + version);
      }
    }
  }

  /** By renames alone: who removed it may be undoing that at this moment. */
  private void putBack(Path out, String version, List<String> done) {
    Path place = registry.folder(version);
    Path aside = out(version);
    // Where renaming is copying, a part may be left there.
    boolean part = !aside.equals(out) && held.rename(place, aside);
    if (held.rename(out, place)) {
      done.add("put back " + version + ", which was being removed when it was chosen");
      delete(aside);
    } else if (part) {
      held.rename(aside, place);
    }
  }

  private Path out(String version) {
    return files.at(String.format(Locale.ROOT, "%s/%s.%06d", REMOVED, version, held.generation()));
  }

  private boolean isMissed(String version) {
    return registry.needed().contains(version) && !registry.whole(version);
  }

  /** The request first: what is half removed is not whole. */
  private void delete(Path folder) {
    held.check();
    files.delete(Registry.requestFile(folder));
    files.delete(folder);
  }
}
