package org.histloss.retraining.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.histloss.dataset.Commit;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryEntry.Kind;
import org.histloss.retraining.lock.RegistryLock;
import org.histloss.retraining.registry.RegistryChanges.Repair;

/**
 * Makes up for what a killed holder left: takes its unfinished run over, ends removals that were
 * begun, removes half-written files and folders that no run owns, completes a promotion whose
 * version is whole, adds lines that the history lacks.
 */
final class RegistryRepair {
  private static final Set<String> LOOKED_AFTER =
      Set.of(
          RegistryLock.FOLDER,
          UnfinishedRuns.UNFINISHED,
          RemovedVersions.REMOVED,
          Registry.VERSIONS);

  private final Registry registry;
  private final RegistryFiles files;
  private final RegistryChanges changes;
  private final UnfinishedRuns runs;
  private final RemovedVersions removed;
  private final List<String> done = new ArrayList<>();

  RegistryRepair(
      Registry registry, RegistryChanges changes, UnfinishedRuns runs, RemovedVersions removed) {
    this.registry = registry;
    this.files = registry.files();
    this.changes = changes;
    this.runs = runs;
    this.removed = removed;
  }

  /**
   * Does it, once.
   *
   * @param ending tells the end of a version whose run did not
   */
  Repair run(Function<Version, HistoryEntry> ending) {
    HistoryEntry completed = null;
    // First of all: a late holder can publish until then, and its version is found below.
    runs.adopt(done);
    removed.settle(done);
    removeUnfinished();
    Champion champion = registry.champion();
    removeUnowned();
    if (champion != null && !registry.historyFile().has(champion.entry())) {
      changes.record(champion.entry());
      completed = champion.entry().kind() == Kind.RUN ? champion.entry() : null;
      done.add("the history had no line of the promotion of " + champion.version());
    }
    for (String name : registry.versions()) {
      Version version = registry.readable(name);
      if (version == null) {
        done.add("nothing: versions/" + name + " is damaged, and left alone");
      } else if (!registry.historyFile().has(version.entry())) {
        completed = complete(version, ending);
      }
    }
    return new Repair(List.copyOf(done), completed);
  }

  /** Not in folders where others may be writing, and that have been looked after. */
  private void removeUnfinished() {
    changes.check();
    Commit.removeUnfinished(
        files.conf(), registry.root(), folder -> !LOOKED_AFTER.contains(folder.getName()));
  }

  /** What is not whole was copied in part, where renaming is copying, or is one that is needed. */
  private void removeUnowned() {
    Set<String> needed = registry.needed();
    for (String folder : registry.folders()) {
      if (!needed.contains(folder) && !registry.whole(folder)) {
        changes.discard(folder);
        done.add("removed versions/" + folder + ", which no run owns");
      }
    }
  }

  /** A version that is damaged before its end was told gives way, and its data are new again. */
  private HistoryEntry complete(Version version, Function<Version, HistoryEntry> ending) {
    String name = version.request().id();
    try {
      changes.checkWhole(version);
    } catch (JobException e) {
      if (e.exitCode() != ExitCode.BAD_DATA) {
        throw e;
      }
      if (registry.needed().contains(name)) {
        done.add("nothing: " + e.getMessage() + ", and is left alone");
        return null;
      }
      changes.discard(name);
      done.add("removed run " + name + ", whose end was not told: " + e.getMessage());
      return null;
    }
    HistoryEntry line = ending.apply(version);
    done.add("completed run " + name + ": " + line.outcome());
    return line;
  }
}
