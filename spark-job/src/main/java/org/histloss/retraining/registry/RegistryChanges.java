package org.histloss.retraining.registry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.JobException;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryEntry.Kind;
import org.histloss.report.history.HistoryEntry.Outcome;
import org.histloss.retraining.lock.Held;

/**
 * Changes a registry, on behalf of whoever holds its lock.
 *
 * <p>The order of the writes makes every moment a consistent one: a run says what it sets out to do
 * before anything else, its version's marker comes last, then the version gets its place, the
 * pointer moves after that, the history's line follows the pointer and is part of it. What a killed
 * process left out is made up by {@link #repair}, which the next holder calls first. A holder that
 * slept does not write over the work of another: versions, pointer and history are fenced by the
 * lock, and before each other write it is looked whether the lock is still held.
 */
public final class RegistryChanges {
  private final Registry registry;
  private final RegistryFiles files;
  private final Held held;
  private final UnfinishedRuns runs;
  private final RemovedVersions removed;

  /** Changes under a lock that is held. */
  public RegistryChanges(Registry registry, Held held) {
    this.registry = registry;
    this.files = registry.files();
    this.held = held;
    this.runs = new UnfinishedRuns(registry, held);
    this.removed = new RemovedVersions(registry, held);
  }

  /**
   * Makes up for what a killed holder left.
   *
   * @return what was done
   */
  public Repair repair() {
    return new RegistryRepair(registry, this, runs, removed).run(this::finish);
  }

  /**
   * The same before a person moves the champion, who has not seen the version of a run that ended
   * before it could promote: such a promotion is told of as withdrawn.
   */
  public Repair repairForMove() {
    return new RegistryRepair(registry, this, runs, removed).run(this::withdraw);
  }

  /**
   * What was made up for.
   *
   * @param done a line each
   * @param completed the line of a run whose version was whole and whose end was missing, or null
   */
  public record Repair(List<String> done, HistoryEntry completed) {}

  /**
   * Looks whether the lock is still held, before something is written by other means than these.
   *
   * @throws JobException exit code 31 when another has taken it over
   */
  public void check() {
    held.check();
  }

  /** The lock's generation under which all is changed. */
  public long generation() {
    return held.generation();
  }

  /** Where the files of a run lie until it is published. */
  public Path folder(String run) {
    return runs.folder(run);
  }

  /** Writes down what a run sets out to do. */
  public void begin(RunRequest request) {
    write(Registry.requestFile(folder(request.id())), request);
  }

  /** Runs that were begun and have made no version. */
  public List<RunRequest> unfinished() {
    return runs.all();
  }

  /** Removes a run that has made no version. */
  public void discardRun(String run) {
    runs.discard(run);
  }

  /** Removes a version; killed on the way, what is left is in nobody's way. */
  public void discard(String version) {
    removed.remove(version);
  }

  /** Makes a run a version; all its files are in place. */
  public void publish(Version version) {
    String run = version.request().id();
    write(Registry.marker(folder(run)), version);
    runs.publish(run);
  }

  /**
   * Does what a whole version's run decided: moves the pointer where it is to be promoted, then
   * adds the line to the history.
   *
   * @return the line as it stands in the history
   * @throws JobException exit code 31 when the lock was lost
   */
  public HistoryEntry finish(Version version) {
    Champion now = registry.champion();
    String champion = now == null ? null : now.version();
    HistoryEntry line = version.entry();
    if (line.outcome() == Outcome.PROMOTED) {
      if (due(version, now)) {
        checkWhole(version);
        Champion next = Moves.ofRun(version, champion, held.generation());
        point(next);
        line = next.entry();
      } else {
        line = Moves.overtaken(version, champion, held.generation());
      }
    }
    record(line);
    return line;
  }

  /** The same without moving the pointer. */
  private HistoryEntry withdraw(Version version) {
    Champion now = registry.champion();
    String champion = now == null ? null : now.version();
    HistoryEntry line = version.entry();
    if (line.outcome() == Outcome.PROMOTED) {
      line =
          now == null || due(version, now)
              ? Moves.withdrawn(version, champion, held.generation())
              : Moves.overtaken(version, champion, held.generation());
    }
    record(line);
    return line;
  }

  /** Whether it challenged the champion of now, and its promotion has only not been done yet. */
  private static boolean due(Version version, Champion champion) {
    String name = champion == null ? null : champion.version();
    return java.util.Objects.equals(name, version.request().champion()) && newer(version, champion);
  }

  /** Whether the champion did not move after the version's run had decided, as by a rollback. */
  private static boolean newer(Version version, Champion champion) {
    return champion == null || version.entry().generation() >= champion.generation();
  }

  /** Adds a line that moves no pointer. */
  public void record(HistoryEntry line) {
    registry.historyFile().add(line, held);
  }

  /**
   * Makes a version champion because a person says so.
   *
   * @param kind {@code PROMOTE} or {@code ROLLBACK}
   * @throws JobException exit code 20 when there is no whole version of this name or it is champion
   *     already, 21 when its files are damaged
   */
  public HistoryEntry move(Kind kind, String name, String who, String why, String at) {
    Version version = checkMove(name);
    Champion now = registry.champion();
    List<HistoryEntry> history = registry.history();
    // A pointer that was lost is known from the history.
    String before = now == null ? Moves.last(history) : now.version();
    boolean back = kind == Kind.ROLLBACK || name.equals(before);
    String predecessor = existing(back ? Moves.before(name, history) : before);
    Champion next =
        Moves.byHand(
            kind, version, before, predecessor, new Moves.Hand(who, why, at), held.generation());
    point(next);
    record(next.entry());
    return next.entry();
  }

  /**
   * Refuses a move that can't be, before anything is changed for it.
   *
   * @throws JobException as {@link #move}
   */
  public Version checkMove(String name) {
    Champion now = registry.champion();
    Version version = registry.version(name);
    if (version == null) {
      throw JobException.badConfiguration(
          "version %s: the registry %s holds no such version; it has %s",
          name, registry.root(), registry.versions());
    }
    if (now != null && now.version().equals(name)) {
      throw JobException.badConfiguration("version %s: is the champion already", name);
    }
    checkWhole(version);
    return version;
  }

  private String existing(String version) {
    return version != null && registry.readable(version) != null ? version : null;
  }

  private void point(Champion next) {
    held.promote(RegistryFiles.json(next));
  }

  /**
   * Removes old versions: the champion, its predecessor and the newest stay, and of the others so
   * many that {@code keep} are left.
   *
   * @return names of those that were removed
   */
  public List<String> prune(int keep) {
    List<String> versions = new ArrayList<>(registry.versions());
    Set<String> needed = registry.needed();
    if (!versions.isEmpty()) {
      needed.add(versions.get(versions.size() - 1));
    }
    List<String> removed = new ArrayList<>();
    int left = versions.size();
    for (String version : versions) {
      if (left > keep && !needed.contains(version)) {
        discard(version);
        removed.add(version);
        left--;
      }
    }
    return removed;
  }

  /**
   * Removes old files of {@code checks}: those of the data that were refused last stay.
   *
   * @param current version of the data set that was refused just now; the history may lack its line
   * @param keep versions of the data set whose files stay, {@code current} among them
   */
  public void pruneChecks(String current, int keep) {
    held.check();
    Set<String> kept = new HashSet<>(Set.of(current));
    List<HistoryEntry> history = registry.history();
    for (int i = history.size() - 1; i >= 0 && kept.size() < keep; i--) {
      if (history.get(i).outcome() == Outcome.DATA_REFUSED) {
        kept.add(history.get(i).run().data().version());
      }
    }
    for (String file : files.names(files.at("checks"))) {
      if (!kept.contains(file.replaceFirst("\\.(json|html)$", ""))) {
        delete(files.at("checks/" + file));
      }
    }
  }

  /** SHA-256 of a run's files that consumers will read, by path relative to its folder. */
  public java.util.Map<String, String> checksums(String run, List<String> parts) {
    return new VersionFiles(files, registry).checksums(folder(run), parts);
  }

  /** Refuses a version whose files are not what its run published (exit code 21). */
  public void checkWhole(Version version) {
    new VersionFiles(files, registry).check(version);
  }

  /** Writes a file of the registry, whole. */
  public void write(Path file, byte[] content) {
    held.check();
    files.write(file, content);
  }

  /** Writes a file of the registry as JSON, whole. */
  public void write(Path file, Object content) {
    held.check();
    files.write(file, content);
  }

  /** Removes a file or folder of the registry. */
  public void delete(Path path) {
    held.check();
    files.delete(path);
  }
}
