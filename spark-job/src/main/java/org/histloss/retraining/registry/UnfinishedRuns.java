package org.histloss.retraining.registry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.retraining.lock.Held;

/**
 * Runs that have made no version yet: {@code work/<run>.<generation>}, in which the holder of that
 * generation alone writes.
 *
 * <p>Whoever takes the lock over gives these folders names of its own before it does anything else.
 * A holder that slept meanwhile finds no folder under the name that it knows: it can't publish, and
 * what it still writes lies in a folder that nobody reads and that the next holder removes. So
 * nothing is ever written in {@code versions}: a version comes there whole and leaves it whole, by
 * one rename.
 */
final class UnfinishedRuns {
  private static final String WORK = "work";

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
    return files.at(String.format(Locale.ROOT, "%s/%s.%06d", WORK, run, held.generation()));
  }

  /**
   * Takes over what earlier holders left; of a run that was taken over before, its last holder's.
   *
   * @param done is told of what was removed
   */
  void adopt(List<String> done) {
    List<String> names = new ArrayList<>(files.names(files.at(WORK)));
    Collections.reverse(names);
    Set<String> needed = names.isEmpty() ? Set.of() : registry.needed();
    for (String name : names) {
      Path left = files.at(WORK + "/" + name);
      Path mine = folder(run(name));
      if (needed.contains(run(name)) && !files.exists(registry.folder(run(name)))) {
        held.rename(left, registry.folder(run(name)));
        done.add("put back " + run(name) + ", which was being removed when it was chosen");
      } else if (files.exists(Registry.requestFile(left)) && !files.exists(mine)) {
        held.rename(left, mine);
      } else if (!left.equals(mine)) {
        held.check();
        files.delete(left);
        done.add("removed " + WORK + "/" + name + ", which no run owns");
      }
    }
  }

  /** What the runs set out to do. */
  List<RunRequest> all() {
    return files.names(files.at(WORK)).stream()
        .filter(name -> files.at(WORK + "/" + name).equals(folder(run(name))))
        .map(name -> files.read(Registry.requestFile(folder(run(name))), RunRequest.class))
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
    Path version = registry.folder(run);
    if (files.exists(version)) {
      // Of this name there is none but what a killed copy left, where renaming is copying.
      held.check();
      files.delete(version);
    }
    if (!held.rename(folder(run), version)) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE, folder(run) + " has vanished: nothing was published");
    }
  }

  /**
   * Removes a version. It leaves its place first, by a rename that is undone should another have
   * taken the lock over: that holder may just have made it champion.
   *
   * @throws JobException exit code 31 when another has taken the lock over
   */
  void remove(String version) {
    remove(version, () -> {});
  }

  /** With something to do where a process may sleep. */
  void remove(String version, Runnable asleep) {
    Path place = registry.folder(version);
    if (!held.rename(place, folder(version))) {
      return;
    }
    asleep.run();
    try {
      held.check();
    } catch (JobException e) {
      files.move(folder(version), place);
      throw e;
    }
    discard(version);
  }

  private static String run(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }
}
