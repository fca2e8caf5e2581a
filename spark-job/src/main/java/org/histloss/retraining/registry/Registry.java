package org.histloss.retraining.registry;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.report.history.HistoryEntry;
import org.histloss.retraining.lock.RegistryLock;

/**
 * Reads a registry: {@code champion.json}, {@code versions/}, {@code history.jsonl}. Whoever
 * changes it holds its lock and goes through {@link RegistryChanges}.
 */
public final class Registry {
  static final int FORMAT = 1;
  static final String VERSIONS = "versions";
  private static final String REQUEST = "request.json";
  private static final String MARKER = "version.json";

  private final RegistryFiles files;
  private final HistoryFile history;

  /** The registry in a folder, which need not be there yet. */
  public Registry(Configuration conf, Path root) {
    this.files = new RegistryFiles(conf, root);
    this.history = new HistoryFile(files);
  }

  RegistryFiles files() {
    return files;
  }

  HistoryFile historyFile() {
    return history;
  }

  /** Whether there is anything in it. */
  public boolean exists() {
    return !files.names(files.root()).isEmpty();
  }

  /** Whether a command has begun to work on it; other folders of files are no registry. */
  public boolean hasBegun() {
    return files.exists(files.at(RegistryLock.FOLDER));
  }

  /** Its folder. */
  public Path root() {
    return files.root();
  }

  /**
   * The champion, or null while there is none.
   *
   * @throws JobException exit code 21 when the pointer is damaged
   */
  public Champion champion() {
    return new ChampionFile(files).read();
  }

  /**
   * Refuses a registry whose history tells of a champion that is no longer named anywhere: to go on
   * would be to begin anew without anybody knowing.
   *
   * @throws JobException exit code 21
   */
  public void refuseLostChampion() {
    String lost = champion() == null ? Moves.last(history()) : null;
    if (lost != null) {
      throw JobException.badData(
          "%s is missing: the history's last champion is %s; %s",
          files.at("champion.json"), lost, ChampionFile.REMEDY);
    }
  }

  /** Every line of the history, oldest first. */
  public List<HistoryEntry> history() {
    return history.read();
  }

  /** The highest generation of the lock that a line of the history tells of; 0 without any. */
  public long lastGeneration() {
    return history().stream().mapToLong(HistoryEntry::generation).max().orElse(0);
  }

  /** Names of all versions that are whole, ascending. */
  public List<String> versions() {
    return folders().stream().filter(this::whole).toList();
  }

  /** Names of all folders below {@code versions}, ascending. */
  List<String> folders() {
    return files.names(files.at(VERSIONS));
  }

  boolean whole(String version) {
    return whole(files, folder(version));
  }

  static boolean whole(RegistryFiles files, Path folder) {
    return files.exists(requestFile(folder)) && files.exists(marker(folder));
  }

  /** The champion's model folder. */
  public Path modelOf(Champion champion) {
    return files.at(champion.model());
  }

  /** The folder of a version. */
  public Path folder(String version) {
    return new Path(files.at(VERSIONS), version);
  }

  /**
   * What a version's run found, or null where there is no whole version of this name.
   *
   * @throws JobException exit code 21 when it is damaged
   */
  public Version version(String name) {
    if (!whole(name)) {
      return null;
    }
    Version version = files.read(marker(folder(name)), Version.class);
    boolean named = version != null && version.request() != null && version.entry() != null;
    // It may have been removed since it was looked for.
    if (!named && files.exists(marker(folder(name)))) {
      throw JobException.badData("%s is damaged: it names no run", marker(folder(name)));
    }
    return version;
  }

  /** The same, or null also where it is damaged: for those who can do without it. */
  public Version readable(String name) {
    try {
      return version(name);
    } catch (JobException e) {
      if (e.exitCode() != ExitCode.BAD_DATA) {
        throw e;
      }
      return null;
    }
  }

  /**
   * The versions that are never removed, whatever their folders look like: the champion, by its
   * file or else by the history, and its predecessor.
   */
  Set<String> needed() {
    Champion champion = champion();
    List<HistoryEntry> history = history();
    String version = champion == null ? Moves.last(history) : champion.version();
    String before = champion == null ? Moves.before(version, history) : champion.predecessor();
    Set<String> needed = new HashSet<>(Arrays.asList(version, before));
    needed.remove(null);
    return needed;
  }

  /** A file of a version as one of ours, or null where there is none. */
  public <T> T read(String version, String file, Class<T> type) {
    return files.read(new Path(folder(version), file), type);
  }

  /** A file of a version, or null where there is none. */
  public byte[] read(String version, String file) {
    return files.read(new Path(folder(version), file));
  }

  /** What makes the folder of a run a whole version. */
  static Path marker(Path folder) {
    return new Path(folder, MARKER);
  }

  /** What the run in a folder set out to do. */
  static Path requestFile(Path folder) {
    return new Path(folder, REQUEST);
  }

  /** The newest version that can be read, promoted or not, or null while there is none. */
  public Version newest() {
    List<String> all = versions();
    Version newest = null;
    for (int i = all.size() - 1; i >= 0 && newest == null; i--) {
      newest = readable(all.get(i));
    }
    return newest;
  }

  /** The name of the run that follows all that the registry knows of. */
  public String nextRun(String dataVersion) {
    long last =
        java.util.stream.Stream.concat(
                folders().stream().filter(name -> name.matches("\\d{1,18}-.*")),
                history().stream()
                    .filter(entry -> entry.kind() == HistoryEntry.Kind.RUN)
                    .map(HistoryEntry::id))
            .mapToLong(Registry::number)
            .max()
            .orElse(0);
    return String.format(
        Locale.ROOT,
        "%06d-%s",
        last + 1,
        dataVersion.substring(0, Math.min(8, dataVersion.length())));
  }

  /** The number with which a run's name begins. */
  public static long number(String run) {
    return Long.parseLong(run.substring(0, run.indexOf('-')));
  }
}
