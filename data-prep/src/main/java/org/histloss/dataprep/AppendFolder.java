package org.histloss.dataprep;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.Commit;
import org.histloss.dataset.DatasetManifest;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.dataset.ManifestFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data set folder that is added to, and its way to the next version.
 *
 * <p>Every append writes to folders of its own name, and a file that a manifest lists is never
 * touched. The next manifest is written beside; {@link #publish} then creates, once and for all
 * others to see, the file that says which append follows on the manifest that was read. That is the
 * moment at which the append has happened: from then on whoever comes next can put the manifest in
 * its place, and does. An append that comes second finds that file and ends with exit code 30.
 */
final class AppendFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AppendFolder.class);

  private final Configuration conf;
  private final FileSystem fs;
  private final Path path;
  private final boolean fresh;
  private final DatasetManifest parent;
  private final AppendRuns runs;
  private final String run;
  private boolean opened;
  private boolean committed;

  private AppendFolder(
      Configuration conf,
      FileSystem fs,
      Path path,
      boolean fresh,
      DatasetManifest parent,
      AppendRuns runs,
      String run) {
    this.conf = conf;
    this.fs = fs;
    this.path = path;
    this.fresh = fresh;
    this.parent = parent;
    this.runs = runs;
    this.run = run;
  }

  /**
   * Looks at the place, and finishes what an append had left to do that was killed while it
   * published.
   *
   * @throws JobException exit code 20 when something is there that is no data set, or when input
   *     and output lie in one another; 21 when the data set there can't be used
   */
  static AppendFolder claim(Configuration conf, PrepareSettings settings) {
    String output = settings.output();
    try {
      Path given = new Path(output);
      FileSystem fs = given.getFileSystem(conf);
      Path path = fs.makeQualified(given);
      OutputFolder.checkApart(conf, settings.source(), path);
      AppendRuns runs = new AppendRuns(conf, fs, path);
      boolean fresh = !fs.exists(path);
      if (!fresh && !fs.exists(ManifestFile.file(path))) {
        OutputFolder.checkReplaceable(fs, path, output);
      }
      runs.finish();
      String state = runs.state();
      DatasetManifest parent =
          state.equals(AppendRuns.NOTHING) ? null : ManifestFile.read(conf, path);
      String run = state + "-" + UUID.randomUUID().toString().substring(0, 8);
      return new AppendFolder(conf, fs, path, fresh, parent, runs, run);
    } catch (IllegalArgumentException e) {
      throw new JobException(
          ExitCode.BAD_CONFIGURATION, "output = " + output + ": must be a path or URI", e);
    } catch (IOException e) {
      throw OutputFolder.failed(output, e);
    }
  }

  /** The data set's folder. */
  Path path() {
    return path;
  }

  /** What the data set holds so far, or null where there is none. */
  DatasetManifest parent() {
    return parent;
  }

  /** This append's folder, relative to {@link #path()}, of a table's new files. */
  String table(String table) {
    return table + "/" + run;
  }

  /** Makes the folder that staging files go to; the first write. */
  Path staging() {
    Path staging = new Path(path, table(OutputFolder.STAGING));
    try {
      Commit.publish(conf, runs.open(run), new byte[0]);
      opened = true;
      runs.sweep(run);
      fs.mkdirs(staging);
      for (Path place : runs.places(run)) {
        fs.deleteOnExit(place);
      }
    } catch (IOException e) {
      throw OutputFolder.failed(path.toString(), e);
    }
    return staging;
  }

  /**
   * Makes the new files the data set's.
   *
   * @throws JobException exit code 30 when another has changed the data set meanwhile, or has begun
   *     to add to it in this one's place
   */
  void publish(DatasetManifest next) {
    try {
      ManifestFile.write(conf, runs.pending(run), next);
      String before = AppendRuns.stateOf(run);
      // Before the look at the state: else one that was published in between could be taken for
      // one that never can be.
      Path successor = runs.successor(before);
      if (!runs.state().equals(before)) {
        throw changed();
      }
      // Whoever is told to stop from here on leaves the files to the one who comes next.
      for (Path place : runs.places(run)) {
        fs.cancelDeleteOnExit(place);
      }
      if (!runs.close(run) || !runs.follow(successor, run)) {
        throw changed();
      }
      committed = true;
      runs.finish();
      runs.sweepAll(run, parent == null ? List.of() : parent.files());
    } catch (IOException e) {
      throw OutputFolder.failed(path.toString(), e);
    }
  }

  /** Whether another append has taken this one's place. */
  boolean overtaken() {
    try {
      return opened && !committed && !fs.exists(runs.open(run)) && !fs.exists(runs.closing(run));
    } catch (IOException e) {
      return false;
    }
  }

  /** Says that another has changed the data set meanwhile. */
  JobException changed() {
    return new JobException(
        ExitCode.INFRASTRUCTURE,
        "output = " + path + ": was changed by another run meanwhile, nothing was added: try again",
        null);
  }

  /** Leaves the new version, or the old one, or nothing. */
  @Override
  public void close() {
    if (!opened) {
      return;
    }
    try {
      // A storage may fail after it has done what it was asked for; then the next one goes on.
      if (!committed && !runs.follows(run)) {
        runs.remove(run);
      }
      fs.delete(new Path(path, table(OutputFolder.STAGING)), true);
      for (Path place : runs.places(run)) {
        fs.cancelDeleteOnExit(place);
      }
      runs.removeEmpty(fresh);
    } catch (IOException | JobException e) {
      LOG.warn("files of {} in {} could not be removed: {}", run, path, e.getMessage());
    }
  }
}
