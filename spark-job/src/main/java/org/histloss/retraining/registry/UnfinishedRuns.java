package org.histloss.retraining.registry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.Commit;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.retraining.lock.Held;

/**
 * Runs that have made no version yet: {@code unfinished/<run>.<generation>}, in which the holder of
 * that generation alone writes.
 *
 * <p>Whoever takes the lock over gives these folders names of its own before it does anything else.
 * A holder that slept meanwhile finds no folder under the name that it knows: it can't publish, and
 * what it still writes lies in a folder that nobody reads and that the next holder removes. So
 * nothing is ever written in {@code versions}: a version comes there whole and leaves it whole, by
 * one rename.
 */
final class UnfinishedRuns {
  static final String UNFINISHED = "unfinished";

  private final Registry registry;
  private final RegistryFiles files;
  private final Held held;

  UnfinishedRuns(Registry registry, Held held) {
    this.registry = registry;
    this.files = registry.files();
    this.held = held;
  }

  /** Where the files of a run lie until it is published. */
  Path folder(String run) {
    return files.at(String.format(Locale.ROOT, "%s/%s.%06d", UNFINISHED, run, held.generation()));
  }

  /**
   * Takes over what earlier holders left; of a run that was taken over before, its last holder's.
   *
   * @param done is told of what was removed
   */
  void adopt(List<String> done) {
    // Again, as a late holder may rename one to a name of its own after they were listed.
    for (List<String> left = others(); !left.isEmpty(); left = others()) {
      left.forEach(name -> adopt(name, done));
    }
    for (String name : files.names(files.at(UNFINISHED))) {
      held.check();
      Commit.removeUnfinished(files.conf(), at(name));
    }
  }

  private void adopt(String name, List<String> done) {
    Path mine = folder(run(name));
    if (request(at(name)) != null && !files.exists(mine)) {
      held.rename(at(name), mine);
    } else {
      held.check();
      files.delete(at(name));
      done.add("removed " + UNFINISHED + "/" + name + ", which no run owns");
    }
  }

  /** Null also where it is damaged: nobody can tell then what the folder is of. */
  private RunRequest request(Path folder) {
    try {
      return files.read(Registry.requestFile(folder), RunRequest.class);
    } catch (JobException e) {
      if (e.exitCode() != ExitCode.BAD_DATA) {
        throw e;
      }
      return null;
    }
  }

  /** Folders of other holders, the last one's first. */
  private List<String> others() {
    List<String> names = new ArrayList<>(files.names(files.at(UNFINISHED)));
    names.removeIf(this::isMine);
    Collections.reverse(names);
    return names;
  }

  private Path at(String name) {
    return files.at(UNFINISHED + "/" + name);
  }

  private boolean isMine(String name) {
    return at(name).equals(folder(run(name)));
  }

  /** What the runs set out to do. */
  List<RunRequest> all() {
    return files.names(files.at(UNFINISHED)).stream()
        .filter(this::isMine)
        .map(name -> request(at(name)))
        .filter(Objects::nonNull)
        .toList();
  }

  /** Removes one. */
  void discard(String run) {
    held.check();
    files.delete(Registry.requestFile(folder(run)));
    files.delete(folder(run));
  }

  /** Makes one a version; all its files are in place. */
  void publish(String run) {
    if (!held.rename(folder(run), registry.folder(run))) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE, folder(run) + " has vanished: nothing was published");
    }
  }

  private static String run(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }
}
