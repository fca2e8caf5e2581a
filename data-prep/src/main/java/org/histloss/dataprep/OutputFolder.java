package org.histloss.dataprep;

import java.io.IOException;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.DatasetManifest;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.dataset.ManifestFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that a data set is written to, and its way from nothing, or from an older data set, to
 * a new one.
 *
 * <p>Nothing is written before {@link #staging()}. An older data set stays readable until {@link
 * #makeRoom()}, which first withdraws its manifest. {@link #close()} removes the staging files and,
 * unless {@link #publish} was reached, everything else that was written; a process that is told to
 * stop does the same.
 */
final class OutputFolder implements AutoCloseable {
  static final String SAMPLES = "samples";
  static final String REJECTS = "rejects";
  static final String STAGING = "_staging";
  private static final Set<String> OWN =
      Set.of(SAMPLES, REJECTS, STAGING, ManifestFile.KEPT_FOLDER, DatasetManifest.FILE_NAME);

  private static final Logger LOG = LoggerFactory.getLogger(OutputFolder.class);

  private final Configuration conf;
  private final FileSystem fs;
  private final Path path;
  private final boolean fresh;
  private boolean replacing;
  private boolean published;

  private OutputFolder(Configuration conf, FileSystem fs, Path path, boolean fresh) {
    this.conf = conf;
    this.fs = fs;
    this.path = path;
    this.fresh = fresh;
  }

  /**
   * Looks at the place, writing nothing.
   *
   * @throws JobException exit code 20 when something is there that may not be replaced: anything
   *     without {@code overwrite}, and with it anything that isn't a data set; or when input and
   *     output lie in one another
   */
  static OutputFolder claim(Configuration conf, PrepareSettings settings) {
    String output = settings.output();
    try {
      Path given = new Path(output);
      FileSystem fs = given.getFileSystem(conf);
      Path path = fs.makeQualified(given);
      checkApart(conf, settings.source(), path);
      if (!fs.exists(path)) {
        return new OutputFolder(conf, fs, path, true);
      }
      if (settings.existing() == PrepareSettings.Existing.REFUSE) {
        throw JobException.badConfiguration(
            "output = %s: exists already; give another folder or --overwrite", output);
      }
      checkReplaceable(fs, path, output);
      return new OutputFolder(conf, fs, path, false);
    } catch (IllegalArgumentException e) {
      throw new JobException(
          ExitCode.BAD_CONFIGURATION, "output = " + output + ": must be a path or URI", e);
    } catch (IOException e) {
      throw failed(output, e);
    }
  }

  /** A data set in its own source would be listed next time; one around it would be removed. */
  static void checkApart(Configuration conf, PrepareSettings.Source source, Path output)
      throws IOException {
    if (source.input() == null) {
      return;
    }
    Path given = new Path(source.input());
    String from = given.getFileSystem(conf).makeQualified(given) + "/";
    String to = output + "/";
    if (from.startsWith(to) || to.startsWith(from)) {
      throw JobException.badConfiguration(
          "output = %s: must lie apart from input = %s", output, source.input());
    }
  }

  /** Someone's home folder must survive a slip of the hand. */
  static void checkReplaceable(FileSystem fs, Path path, String output) throws IOException {
    if (fs.getFileStatus(path).isFile()) {
      throw JobException.badConfiguration("output = %s: is a file, must be a folder", output);
    }
    for (FileStatus child : fs.listStatus(path)) {
      String name = child.getPath().getName();
      if (!OWN.contains(name) && !name.startsWith("." + DatasetManifest.FILE_NAME)) {
        throw JobException.badConfiguration(
            "output = %s: holds %s, so it is no data set and is not overwritten", output, name);
      }
    }
  }

  /** The data set's folder. */
  Path path() {
    return path;
  }

  /** Makes the folder that staging files go to; the first write. */
  Path staging() {
    Path staging = new Path(path, STAGING);
    try {
      fs.delete(staging, true);
      fs.mkdirs(staging);
      fs.deleteOnExit(fresh ? path : staging);
    } catch (IOException e) {
      throw failed(path.toString(), e);
    }
    return staging;
  }

  /** Withdraws and removes what an older data set left here. */
  void makeRoom() {
    if (fresh) {
      return;
    }
    try {
      replacing = true;
      fs.deleteOnExit(path);
      ManifestFile.markBeingReplaced(conf, path);
      fs.delete(new Path(path, SAMPLES), true);
      fs.delete(new Path(path, REJECTS), true);
      fs.delete(new Path(path, ManifestFile.KEPT_FOLDER), true);
    } catch (IOException e) {
      throw failed(path.toString(), e);
    }
  }

  /** Makes the folder a data set. */
  void publish(DatasetManifest manifest) {
    ManifestFile.publish(conf, path, manifest);
    published = true;
    fs.cancelDeleteOnExit(path);
  }

  /** Leaves the new data set, or the old one, or nothing. */
  @Override
  public void close() {
    boolean ownsAll = fresh || replacing;
    Path leftover = published || !ownsAll ? new Path(path, STAGING) : path;
    try {
      fs.delete(leftover, true);
      fs.cancelDeleteOnExit(leftover);
    } catch (IOException e) {
      LOG.warn("{} could not be removed: {}", leftover, e.getMessage());
    }
  }

  static JobException failed(String output, IOException e) {
    return new JobException(
        ExitCode.INFRASTRUCTURE, "output = " + output + ": can't be written: " + e.getMessage(), e);
  }
}
