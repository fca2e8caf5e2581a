package org.histloss.retraining.lock;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * The last step of what the lock guards: a rename, which fails when there is nothing to rename. On
 * {@code file:} and HDFS that is one step. Elsewhere renaming may be copying and removing.
 */
final class Rename {
  private final Configuration conf;

  Rename(Configuration conf) {
    this.conf = conf;
  }

  /**
   * Makes a prepared file the target: a reader sees the old one or the new one. Where renaming is
   * copying, there would be none for a while; so there it is looked for what was prepared, and then
   * written by {@link org.histloss.dataset.Commit}.
   *
   * @return false when it is no longer there: a later generation has withdrawn it
   */
  boolean over(Path prepared, Path target, byte[] content) {
    try {
      FileSystem fs = target.getFileSystem(conf);
      switch (Scheme.of(fs, target)) {
        case "file" -> moveOver(Scheme.local(fs, prepared), Scheme.local(fs, target));
        case "hdfs" -> rename(fs, prepared, target, Options.Rename.OVERWRITE);
        default -> {
          return write(fs, prepared, target, content);
        }
      }
      return true;
    } catch (NoSuchFileException | FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      throw LockFailure.of(target + " can't be replaced", e);
    }
  }

  /**
   * Gives a folder a name that none has, below a folder that is made when it is missing.
   *
   * @return false when it is no longer there: a later generation has renamed it
   */
  boolean folder(Path folder, Path target) {
    try {
      FileSystem fs = target.getFileSystem(conf);
      if (!fs.mkdirs(target.getParent())) {
        throw new IOException(target.getParent() + " can't be made");
      }
      switch (Scheme.of(fs, target)) {
        case "file" -> move(Scheme.local(fs, folder), Scheme.local(fs, target));
        case "hdfs" -> rename(fs, folder, target, Options.Rename.NONE);
        default -> {
          return copy(fs, folder, target);
        }
      }
      return true;
    } catch (NoSuchFileException | FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      throw LockFailure.of(folder + " can't be renamed to " + target, e);
    }
  }

  private static void moveOver(java.nio.file.Path prepared, java.nio.file.Path target)
      throws IOException {
    // Hadoop's checksum of an older file would make the new one look damaged.
    Files.deleteIfExists(target.resolveSibling("." + target.getFileName() + ".crc"));
    move(prepared, target);
  }

  private static void move(java.nio.file.Path from, java.nio.file.Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel entry = FileChannel.open(to.getParent(), StandardOpenOption.READ)) {
      entry.force(true);
    }
  }

  private void rename(FileSystem fs, Path from, Path to, Options.Rename how) throws IOException {
    // A context knows no path that leaves the name node to the configuration, as hdfs:///… does.
    Path target = fs.makeQualified(to);
    FileContext.getFileContext(target.toUri(), conf).rename(fs.makeQualified(from), target, how);
  }

  private boolean write(FileSystem fs, Path prepared, Path target, byte[] content)
      throws IOException {
    if (!fs.exists(prepared)) {
      return false;
    }
    LockFolder.publish(conf, target, content);
    fs.delete(prepared, false);
    return true;
  }

  private static boolean copy(FileSystem fs, Path from, Path to) throws IOException {
    if (!fs.exists(from)) {
      return false;
    }
    if (fs.exists(to) || !fs.rename(from, to)) {
      throw new IOException("there is a file or folder of this name");
    }
    return true;
  }
}
