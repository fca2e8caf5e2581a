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

  Path successor(String state) {
    return new Path(notes, "after-" + state);
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
    if (!fs.exists(successor(before))) {
      return;
    }
    String run = text(successor(before));
    if (!RUN.matcher(run).matches() || !fs.exists(pending(run))) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE,
          successor(before) + ": names " + run + ", whose manifest is missing: try again",
          null);
    }
    if (!before.equals(NOTHING)) {
      String version = ManifestFile.read(conf, path).datasetVersion();
      if (version.equals(ManifestFile.readAt(conf, pending(run)).parentVersion())) {
        ManifestFile.copy(conf, ManifestFile.file(path), ManifestFile.keptFile(path, version));
      }
    }
    ManifestFile.copy(conf, pending(run), ManifestFile.file(path));
  }

  /** Removes what runs have left that can't publish any more or never will. */
  void sweep(String own) throws IOException {
    Set<String> listed = listed(List.of());
    for (String run : known()) {
      if (!run.equals(own) && !listed.contains(run) && dead(run)) {
        remove(run);
      }
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
    sweep(own);
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

  /** Whether a run is kept from publishing, by this call or before. */
  private boolean dead(String run) throws IOException {
    if (fs.exists(closing(run))) {
      return fs.exists(successor(stateOf(run)));
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

  private String text(Path file) throws IOException {
    try (InputStream in = fs.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
