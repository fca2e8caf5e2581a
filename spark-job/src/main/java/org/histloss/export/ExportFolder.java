package org.histloss.export;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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
 * #close()} removes the staging folder and, where no export stands here then, everything else of
 * the names that an export writes: what others put here meanwhile is theirs. An export that is
 * asked for once more is left as it is, see {@link #thereAlready}.
 *
 * <p>The staging folder is the first thing that is made and the last that is removed. So what a
 * killed process leaves has it and no marker, and a retry of the same command may take its place.
 * Was that process only taken for dead, it finds its owner file gone, and leaves everything to the
 * retry. That look and what follows are no one step; the retry embeds everything before it writes.
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
  private final EmbedSettings settings;
  private final boolean foundEmpty;

  /** Name of this attempt: of its parts, and of the file that says whose the folder is. */
  private final String attempt = UUID.randomUUID().toString();

  private boolean begun;

  private ExportFolder(Configuration hadoop, EmbedSettings settings) throws IOException {
    this.hadoop = hadoop;
    this.settings = settings;
    Path given = new Path(settings.output());
    this.fs = given.getFileSystem(hadoop);
    this.path = fs.makeQualified(given);
    this.foundEmpty = fs.exists(path) && fs.listStatus(path).length == 0;
  }

  /**
   * Looks at the place, writing nothing.
   *
   * @throws JobException exit code 20 when something is there that may not be replaced: anything
   *     that no export writes, and without {@code overwrite} anything but what a killed export left
   *     or what has a marker, which {@link #thereAlready} looks at
   */
  static ExportFolder claim(Configuration hadoop, EmbedSettings settings) {
    try {
      ExportFolder folder = new ExportFolder(hadoop, settings);
      folder.checkReplaceable();
      return folder;
    } catch (IOException e) {
      throw failed(settings.output(), e);
    }
  }

  private void checkReplaceable() throws IOException {
    if (!fs.exists(path)) {
      return;
    }
    String output = settings.output();
    if (fs.getFileStatus(path).isFile()) {
      throw JobException.badConfiguration("--output %s is a file: must be a folder", output);
    }
    for (FileStatus child : fs.listStatus(path)) {
      // Someone's home folder must survive a slip of the hand.
      if (!own(child.getPath())) {
        throw JobException.badConfiguration(
            "--output %s: holds %s, so it is no export of embeddings and is not overwritten",
            output, child.getPath().getName());
      }
    }
    if (!foundEmpty && !settings.overwrite() && !fs.exists(marker())) {
      // Names alone are no proof: a folder "parquet" or a file "ids.csv" may be anybody's.
      if (!fs.exists(new Path(path, STAGING))) {
        throw existsAlready("");
      }
      LOG.info("{} holds what an unfinished export left, which is replaced", path);
    }
  }

  private JobException existsAlready(String how) {
    return JobException.badConfiguration(
        "--output %s: exists already%s; give another folder or --overwrite",
        settings.output(), how);
  }

  /**
   * The export that is here already, when it is the one that is asked for; writes nothing.
   *
   * @param asked what decides the bytes
   * @return empty when none is here or it is to be replaced
   * @throws JobException exit code 20 when another one is here, or one that lacks a file
   */
  Optional<EmbeddingsMarker> thereAlready(EmbeddingsMarker asked) {
    try {
      if (settings.overwrite() || !fs.exists(marker())) {
        return Optional.empty();
      }
      FinishedExport there = new FinishedExport(fs, path);
      String other = there.otherThan(asked, settings.format().npy(), settings.format().parquet());
      if (other != null) {
        throw existsAlready(other);
      }
      return Optional.of(there.marker());
    } catch (IOException e) {
      throw failed(settings.output(), e);
    }
  }

  private static boolean own(Path child) {
    String name = child.getName();
    // Beside a file on a local disk lies its checksum, ".NAME.crc".
    String plain = name.replaceFirst("^\\.", "").replaceFirst("\\.crc$", "");
    return OWN.contains(plain)
        || Commit.unfinished(child) && plain.startsWith(EmbeddingsMarker.FILE_NAME);
  }

  Path path() {
    return path;
  }

  /**
   * Makes the folder that the tasks' parts go to; the first write. Whoever was here has lost it.
   */
  Path staging() {
    Path staging = new Path(path, STAGING);
    try {
      begun = true;
      fs.mkdirs(staging);
      for (FileStatus left : fs.listStatus(staging)) {
        fs.delete(left.getPath(), true);
      }
      fs.create(owner(), true).close();
    } catch (IOException e) {
      throw failed(path.toString(), e);
    }
    return parts();
  }

  /** Tasks that write on bring this folder back; it is never taken for the owner's file. */
  private Path parts() {
    return new Path(path, STAGING + "/" + attempt);
  }

  private Path owner() {
    return new Path(path, STAGING + "/" + attempt + ".owner");
  }

  private void checkOurs() {
    try {
      if (!fs.exists(owner())) {
        throw new JobException(
            ExitCode.LOCKED,
            "--output %s: another embed has begun there meanwhile; it is left to that one"
                .formatted(settings.output()));
      }
    } catch (IOException e) {
      throw failed(settings.output(), e);
    }
  }

  /**
   * Withdraws and removes what an older export left here; {@link #thereAlready} comes first.
   *
   * @throws JobException exit code 31 when another attempt has taken this one's place
   */
  void makeRoom() {
    checkOurs();
    try {
      fs.delete(marker(), false);
      removeFiles();
    } catch (IOException e) {
      throw failed(path.toString(), e);
    }
  }

  /**
   * Makes the folder an export.
   *
   * @throws JobException exit code 31 when another attempt has taken this one's place
   */
  void publish(EmbeddingsMarker marker) {
    checkOurs();
    Commit.publish(hadoop, marker(), marker.json());
  }

  /** Leaves the new export, or the old one, or nothing of its own. */
  @Override
  public void close() {
    if (!begun) {
      return;
    }
    try {
      if (!fs.exists(owner())) {
        fs.delete(parts(), true);
        return;
      }
      boolean whole = fs.exists(marker());
      if (!whole) {
        removeFiles();
      }
      fs.delete(new Path(path, STAGING), true);
      if (!whole && !foundEmpty && fs.listStatus(path).length == 0) {
        fs.delete(path, false);
      }
    } catch (IOException e) {
      LOG.warn("{}: what is unfinished could not be removed: {}", path, e.getMessage());
    }
  }

  /** Removes everything of an export but its marker, which must be gone, and the staging folder. */
  private void removeFiles() throws IOException {
    for (FileStatus child : fs.listStatus(path)) {
      if (own(child.getPath()) && !child.getPath().getName().equals(STAGING)) {
        fs.delete(child.getPath(), true);
      }
    }
  }

  private Path marker() {
    return new Path(path, EmbeddingsMarker.FILE_NAME);
  }

  private static JobException failed(String output, IOException e) {
    return new JobException(
        ExitCode.INFRASTRUCTURE, "--output " + output + ": can't be written: " + e.getMessage(), e);
  }
}
