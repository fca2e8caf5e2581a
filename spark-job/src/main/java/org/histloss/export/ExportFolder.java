package org.histloss.export;

import java.io.IOException;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.Commit;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that embeddings are written to.
 *
 * <p>An older export stays whole until {@link #makeRoom()}, which first removes its marker. {@link
 * #close()} removes the staging files and, unless {@link #publish} was reached, everything else
 * that was written; what a killed process leaves has no marker and can be overwritten.
 */
final class ExportFolder implements AutoCloseable {
  static final String NPY = "embeddings.npy";
  static final String IDS = "ids.csv";
  static final String PARQUET = "parquet";
  private static final String STAGING = "_staging";
  private static final Set<String> OWN =
      Set.of(EmbeddingsMarker.FILE_NAME, NPY, IDS, PARQUET, STAGING);

  private static final Logger LOG = LoggerFactory.getLogger(ExportFolder.class);

  private final Configuration hadoop;
  private final FileSystem fs;
  private final Path path;
  private final boolean fresh;
  private boolean replacing;
  private boolean published;

  private ExportFolder(Configuration hadoop, FileSystem fs, Path path, boolean fresh) {
    this.hadoop = hadoop;
    this.fs = fs;
    this.path = path;
    this.fresh = fresh;
  }

  /**
   * Looks at the place, writing nothing.
   *
   * @throws JobException exit code 20 when something is there that may not be replaced: anything
   *     without {@code overwrite}, and with it anything that is no export
   */
  static ExportFolder claim(Configuration hadoop, EmbedSettings settings) {
    String output = settings.output();
    try {
      Path given = new Path(output);
      FileSystem fs = given.getFileSystem(hadoop);
      Path path = fs.makeQualified(given);
      if (!fs.exists(path)) {
        return new ExportFolder(hadoop, fs, path, true);
      }
      if (fs.getFileStatus(path).isFile()) {
        throw JobException.badConfiguration("--output %s is a file: must be a folder", output);
      }
      FileStatus[] children = fs.listStatus(path);
      if (children.length > 0 && !settings.overwrite()) {
        throw JobException.badConfiguration(
            "--output %s: exists already; give another folder or --overwrite", output);
      }
      for (FileStatus child : children) {
        checkOwn(child.getPath(), output);
      }
      return new ExportFolder(hadoop, fs, path, false);
    } catch (IOException e) {
      throw failed(output, e);
    }
  }

  /** Someone's home folder must survive a slip of the hand. */
  private static void checkOwn(Path child, String output) {
    String name = child.getName();
    // Beside a file on a local disk lies its checksum, ".NAME.crc".
    String plain = name.replaceFirst("^\\.", "").replaceFirst("\\.crc$", "");
    if (!OWN.contains(plain) && !Commit.unfinished(child)) {
      throw JobException.badConfiguration(
          "--output %s: holds %s, so it is no export of embeddings and is not overwritten",
          output, name);
    }
  }

  Path path() {
    return path;
  }

  /** Makes the folder that the tasks' parts go to; the first write. */
  Path staging() {
    Path staging = new Path(path, STAGING);
    try {
      fs.delete(staging, true);
      fs.mkdirs(staging);
    } catch (IOException e) {
      throw failed(path.toString(), e);
    }
    return staging;
  }

  /** Withdraws and removes what an older export left here. */
  void makeRoom() {
    try {
      fs.delete(new Path(path, EmbeddingsMarker.FILE_NAME), false);
      replacing = true;
      fs.delete(new Path(path, NPY), false);
      fs.delete(new Path(path, IDS), false);
      fs.delete(new Path(path, PARQUET), true);
    } catch (IOException e) {
      throw failed(path.toString(), e);
    }
  }

  /** Makes the folder an export. */
  void publish(EmbeddingsMarker marker) {
    Commit.publish(hadoop, new Path(path, EmbeddingsMarker.FILE_NAME), marker.json());
    published = true;
  }

  /** Leaves the new export, or the old one, or nothing. */
  @Override
  public void close() {
    boolean ownsAll = fresh || replacing;
    Path leftover = published || !ownsAll ? new Path(path, STAGING) : path;
    try {
      fs.delete(leftover, true);
    } catch (IOException e) {
      LOG.warn("{} could not be removed: {}", leftover, e.getMessage());
    }
  }

  private static JobException failed(String output, IOException e) {
    return new JobException(
        ExitCode.INFRASTRUCTURE, "--output " + output + ": can't be written: " + e.getMessage(), e);
  }
}
