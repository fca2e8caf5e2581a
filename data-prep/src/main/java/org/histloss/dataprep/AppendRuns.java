package org.histloss.dataprep;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.Commit;
import org.histloss.dataset.DatasetManifest;
import org.histloss.dataset.DatasetManifest.DataFile;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.dataset.ManifestFile;

/**
 * The appends that have left something in a data set folder, this one, finished ones and killed
 * ones, and what may be removed of them.
 *
 * <p>A run is called after the state of the folder that it builds on and a number. Its files lie in
 * {@code samples/<run>}, {@code rejects/<run>} and {@code _staging/<run>}. In {@code manifests} it
 * has {@code <run>.open} while it works, renamed to {@code <run>.closing} when it begins to
 * publish, and {@code <run>.json}, the manifest that it is about to publish. Beside them {@code
 * after-<state>} names the run that followed on a state, for good, and {@code <version>.json} is
 * the manifest of the data set's parent.
 *
 * <p>A state can come back: somebody puts an older manifest in its place again. The run that
 * followed then has no {@code <run>.json} any more, and nobody can publish it again. What follows
 * next is named by {@code after-<run>}, and so on. No such file is ever removed: of two that find
 * one in vain, the slower would remove what the faster has made in its stead.
 *
 * <p>A run that finds another's {@code open} removes it and all that belongs to it: the other was
 * killed, or it finds that its place was taken and ends. Renaming and removing a file exclude one
 * another, so no run can publish what another removes.
 */
final class AppendRuns {
  /** The state of a folder without a manifest. */
  static final String NOTHING = "nothing";

  private static final int STATE_DIGITS = 16;
  private static final Pattern RUN =
      Pattern.compile(
          "(([0-9a-f]{" + STATE_DIGITS + "}|nothing)-[0-9a-f]{8})(\\.(open|closing|json))?");
  private static final Pattern KEPT = Pattern.compile("([0-9a-f]{64})\\.json");
  private static final List<String> FOLDERS =
      List.of(OutputFolder.SAMPLES, OutputFolder.REJECTS, OutputFolder.STAGING);

  private final Configuration conf;
  private final FileSystem fs;
  private final Path path;
  private final Path notes;

  /** Those of one data set folder, which needn't be there. */
  AppendRuns(Configuration conf, FileSystem fs, Path path) {
    this.conf = conf;
    this.fs = fs;
    this.path = path;
    this.notes = new Path(path, ManifestFile.KEPT_FOLDER);
  }

  /** What tells the folder's manifest from any other: a part of its hash. */
  String state() throws IOException {
    try {
      return ManifestFile.sha256(conf, ManifestFile.file(path)).substring(0, STATE_DIGITS);
    } catch (FileNotFoundException e) {
      return NOTHING;
    }
  }

  static String stateOf(String run) {
    return run.substring(0, run.indexOf('-'));
  }

  Path open(String run) {
    return new Path(notes, run + ".open");
  }

  Path closing(String run) {
    return new Path(notes, run + ".closing");
  }

  Path pending(String run) {
    return new Path(notes, run + ".json");
  }

  /**
   * The file that names the run to be published on a state; there is none as long as no run has
   * come so far.
   */
  Path successor(String state) throws IOException {
    Path successor = new Path(notes, "after-" + state);
    String run = named(successor);
    while (run != null && !fs.exists(pending(run))) {
      successor = new Path(notes, "after-" + run);
      run = named(successor);
    }
    return successor;
  }

  /** Whether a run has become one that is named by a file of {@link #successor}. */
  boolean follows(String run) throws IOException {
    String next = stateOf(run);
    while (next != null && !next.equals(run)) {
      next = named(new Path(notes, "after-" + next));
    }
    return next != null;
  }

  /**
   * Makes a run the one that is named by a file of {@link #successor}.
   *
   * @return false when another was faster
   */
  boolean follow(Path successor, String run) {
    byte[] name = run.getBytes(StandardCharsets.UTF_8);
    // A storage that was asked twice, as NFS does, finds its own file there.
    return Commit.publishNew(conf, successor, name) || run.equals(named(successor));
  }

  /** All that belongs to a run. */
  List<Path> places(String run) {
    List<Path> places = new ArrayList<>(List.of(open(run), closing(run), pending(run)));
    FOLDERS.forEach(folder -> places.add(new Path(new Path(path, folder), run)));
    return places;
  }

  /** Begins to publish, unless another run has taken this one's place. */
  boolean close(String run) throws IOException {
    try {
      return fs.rename(open(run), closing(run));
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /**
   * Puts the manifest in its place of the run that follows on the folder's state, if there is one.
   */
  void finish() throws IOException {
    String before = state();
    String run = named(successor(before));
    if (run == null) {
      return;
    }
    try {
      put(run, before);
    } catch (FileNotFoundException | JobException e) {
      // Another may have done so in the same moment and removed the file.
      if (state().equals(before)) {
        throw e;
      }
    }
  }

  private void put(String run, String before) throws IOException {
    if (!before.equals(NOTHING)) {
      String version = ManifestFile.read(conf, path).datasetVersion();
      if (version.equals(ManifestFile.readAt(conf, pending(run)).parentVersion())) {
        copy(ManifestFile.file(path), ManifestFile.keptFile(path, version), before);
      }
    }
    if (!copy(pending(run), ManifestFile.file(path), before)) {
      return;
    }
    // Else it would be published again when somebody puts the older manifest back.
    fs.delete(pending(run), false);
  }

  /** A process may have slept since it looked; it must not put an old manifest over a later one. */
  private boolean copy(Path from, Path to, String before) throws IOException {
    byte[] manifest;
    try (InputStream in = fs.open(from)) {
      manifest = in.readAllBytes();
    }
    if (!state().equals(before)) {
      return false;
    }
    Commit.publish(conf, to, manifest);
    return true;
  }

  /** Removes what runs have left that can't publish any more or never will. */
  void sweep(String own) throws IOException {
    sweep(own, List.of());
  }

  private void sweep(String own, List<DataFile> before) throws IOException {
    Set<String> dead = new TreeSet<>();
    for (String run : known()) {
      if (!run.equals(own) && dead(run)) {
        dead.add(run);
      }
    }
    // Read afterwards: one that is at its end may just have been published.
    dead.removeAll(listed(before));
    for (String run : dead) {
      remove(run);
    }
    removeTorn(own);
  }

  /** Removes files that were being published when a process died, before {@code own} began. */
  private void removeTorn(String own) throws IOException {
    if (!fs.exists(open(own))) {
      return;
    }
    long begun = fs.getFileStatus(open(own)).getModificationTime();
    for (Path folder : List.of(path, notes)) {
      for (FileStatus child : fs.listStatus(folder)) {
        if (Commit.unfinished(child.getPath()) && child.getModificationTime() < begun) {
          fs.delete(child.getPath(), false);
        }
      }
    }
  }

  /**
   * After {@code own} has been published: removes whatever neither the data set, nor its parent,
   * nor the version before it lists.
   *
   * @param before files of the version before, which readers may just be opening
   */
  void sweepAll(String own, List<DataFile> before) throws IOException {
    sweep(own, before);
    for (Path file : List.of(open(own), closing(own), pending(own))) {
      fs.delete(file, false);
    }
    Set<String> listed = listed(before);
    for (String folder : FOLDERS) {
      for (String name : children(new Path(path, folder))) {
        if (!RUN.matcher(name).matches() && !listed.contains(name)) {
          fs.delete(new Path(new Path(path, folder), name), true);
        }
      }
    }
    String parent = ManifestFile.read(conf, path).parentVersion();
    for (String name : children(notes)) {
      Matcher kept = KEPT.matcher(name);
      if (kept.matches() && !kept.group(1).equals(parent)) {
        fs.delete(new Path(notes, name), false);
      }
    }
  }

  void remove(String run) throws IOException {
    for (Path place : places(run)) {
      fs.delete(place, true);
    }
  }

  /** Removes folders that hold nothing, and with {@code all} the data set's own too. */
  void removeEmpty(boolean all) throws IOException {
    List<Path> folders = new ArrayList<>();
    FOLDERS.forEach(folder -> folders.add(new Path(path, folder)));
    folders.add(notes);
    if (all) {
      folders.add(path);
    }
    for (Path folder : folders) {
      if (fs.exists(folder) && fs.listStatus(folder).length == 0) {
        fs.delete(folder, false);
      }
    }
  }

  /** Whether a run can't be published from now on, because it was or because it is kept from it. */
  private boolean dead(String run) throws IOException {
    if (fs.exists(closing(run))) {
      String state = stateOf(run);
      String next = named(successor(state));
      return (next != null && !next.equals(run)) || !state.equals(state());
    }
    // Whoever removes it first, this one or the run by renaming it, decides.
    return fs.delete(open(run), false) || !fs.exists(closing(run));
  }

  private Set<String> known() throws IOException {
    Set<String> runs = new TreeSet<>();
    List<String> folders = new ArrayList<>(FOLDERS);
    folders.add(ManifestFile.KEPT_FOLDER);
    for (String folder : folders) {
      for (String name : children(new Path(path, folder))) {
        Matcher run = RUN.matcher(name);
        if (run.matches()) {
          runs.add(run.group(1));
        }
      }
    }
    return runs;
  }

  /** What stands below the table's folder in the path of each file that a kept version lists. */
  private Set<String> listed(List<DataFile> more) throws IOException {
    List<DataFile> files = new ArrayList<>(more);
    if (!state().equals(NOTHING)) {
      DatasetManifest current = ManifestFile.read(conf, path);
      files.addAll(current.files());
      String parent = current.parentVersion();
      if (parent != null && fs.exists(ManifestFile.keptFile(path, parent))) {
        files.addAll(ManifestFile.readKept(conf, path, parent).files());
      }
    }
    Set<String> names = new HashSet<>();
    files.forEach(file -> names.add(file.path().split("/")[1]));
    return names;
  }

  private List<String> children(Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    if (fs.exists(folder)) {
      for (FileStatus child : fs.listStatus(folder)) {
        names.add(child.getPath().getName());
      }
    }
    return names;
  }

  /** What a file of {@link #successor} says, or null where there is none. */
  private String named(Path successor) {
    String run;
    try (InputStream in = fs.open(successor)) {
      run = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (FileNotFoundException e) {
      return null;
    } catch (IOException e) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE, successor + " can't be read: " + e.getMessage(), e);
    }
    if (!RUN.matcher(run).matches()) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE,
          successor + " = '" + run + "': must name a run: remove it while nobody appends",
          null);
    }
    return run;
  }
}
