package org.histloss.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.hdfs.web.WebHdfsFileSystem;
import org.apache.hadoop.io.IOUtils;

/**
 * Publishes one small file so that a reader sees the old content or the new, never a part.
 *
 * <p>Each file system has its own way to that promise: on {@code file:} a temporary file, forced to
 * disk, then an atomic move; on known object stores one PUT, which is atomic by itself; on anything
 * else (HDFS by any of its schemes, Ozone, what isn't known here) a temporary file, then a rename
 * that overwrites. An unknown scheme is renamed because that never shows a part of a file, even on
 * a store that renames by copying, while a direct write to a file system would. Where a file system
 * has no rename that overwrites, the old file is removed first, and for a moment there is none.
 */
public final class Commit {
  private static final Set<String> STORES =
      Set.of(
          "s3", "s3a", "s3n", "gs", "abfs", "abfss", "wasb", "wasbs", "adl", "oss", "cos", "cosn",
          "obs", "oci", "swift", "tos", "bos");

  private Commit() {}

  /**
   * Writes {@code content} to {@code target}, replacing what is there; the folder is made when it
   * is missing.
   *
   * @throws JobException exit code 30 when the file can't be written
   */
  public static void publish(Configuration conf, Path target, byte[] content) {
    try {
      FileSystem fs = target.getFileSystem(conf);
      Path qualified = fs.makeQualified(target);
      String scheme = qualified.toUri().getScheme();
      if ("file".equals(scheme)) {
        moveAtomically(qualified, content);
      } else if (STORES.contains(scheme)) {
        put(fs, qualified, content);
      } else {
        renameOver(fs, qualified, content);
      }
    } catch (IOException e) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE, target + " can't be written: " + e.getMessage(), e);
    }
  }

  /**
   * Writes {@code content} to {@code target} unless a file is there already: of many who try at
   * once, one succeeds, and its file is never seen in part. An object store checks and writes in
   * two steps, so that two who try in the same moment may both succeed there.
   *
   * @return false when there is a file already, which stays as it is
   * @throws JobException exit code 30 when the file can't be written
   */
  public static boolean publishNew(Configuration conf, Path target, byte[] content) {
    try {
      FileSystem fs = target.getFileSystem(conf);
      Path qualified = fs.makeQualified(target);
      String scheme = qualified.toUri().getScheme();
      if ("file".equals(scheme)) {
        linkNew(qualified, content);
      } else if (STORES.contains(scheme)) {
        putNew(fs, qualified, content);
      } else {
        renameNew(fs, qualified, content);
      }
      return true;
    } catch (java.nio.file.FileAlreadyExistsException | FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE, target + " can't be written: " + e.getMessage(), e);
    }
  }

  /**
   * Removes what a killed process had begun to write in {@code folder} or below it. No other
   * process may be writing there.
   *
   * @throws JobException exit code 30 when a file can't be removed
   */
  public static void removeUnfinished(Configuration conf, Path folder) {
    removeUnfinished(conf, folder, below -> true);
  }

  /**
   * The same without the folders directly below {@code folder} that aren't wanted.
   *
   * @param wanted whether to look into such a folder
   * @throws JobException exit code 30 when a file can't be removed
   */
  public static void removeUnfinished(Configuration conf, Path folder, Predicate<Path> wanted) {
    try {
      FileSystem fs = folder.getFileSystem(conf);
      if (!fs.exists(folder)) {
        return;
      }
      for (FileStatus child : fs.listStatus(folder)) {
        if (!child.isDirectory()) {
          removeIfUnfinished(fs, child.getPath());
        } else if (wanted.test(child.getPath())) {
          RemoteIterator<LocatedFileStatus> files = fs.listFiles(child.getPath(), true);
          while (files.hasNext()) {
            removeIfUnfinished(fs, files.next().getPath());
          }
        }
      }
    } catch (IOException e) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE, folder + " can't be cleared: " + e.getMessage(), e);
    }
  }

  private static void removeIfUnfinished(FileSystem fs, Path file) throws IOException {
    if (unfinished(file)) {
      fs.delete(file, false);
    }
  }

  /** Whether {@link #publish} writes files of such a name before they get their own. */
  public static boolean unfinished(Path file) {
    return file.getName().startsWith(".") && file.getName().endsWith(".tmp");
  }

  private static void moveAtomically(Path target, byte[] content) throws IOException {
    java.nio.file.Path file = java.nio.file.Path.of(target.toUri().getPath());
    java.nio.file.Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    java.nio.file.Path temporary = folder.resolve(temporaryName(target));
    try {
      writeForced(temporary, content);
      // Hadoop's checksum of an older file would make the new one look damaged.
      Files.deleteIfExists(folder.resolve("." + file.getFileName() + ".crc"));
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
    try (FileChannel entry = FileChannel.open(folder, StandardOpenOption.READ)) {
      entry.force(true);
    }
  }

  private static void linkNew(Path target, byte[] content) throws IOException {
    java.nio.file.Path file = java.nio.file.Path.of(target.toUri().getPath());
    java.nio.file.Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    java.nio.file.Path temporary = folder.resolve(temporaryName(target));
    try {
      writeForced(temporary, content);
      Files.createLink(file, temporary);
    } catch (UnsupportedOperationException e) {
      writeForced(file, content);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void putNew(FileSystem fs, Path target, byte[] content) throws IOException {
    write(fs.create(target, false), content);
  }

  /** Visible to the test, as {@link #renameOver} is. */
  static void renameNew(FileSystem fs, Path target, byte[] content) throws IOException {
    Path temporary = new Path(target.getParent(), temporaryName(target));
    try {
      putNew(fs, temporary, content);
      renameToUnused(fs, temporary, target);
    } catch (IOException e) {
      removeQuietly(fs, temporary, e);
      throw e;
    }
  }

  private static void renameToUnused(FileSystem fs, Path temporary, Path target)
      throws IOException {
    if (fs instanceof WebHdfsFileSystem web) {
      web.rename(temporary, target, Options.Rename.NONE);
      return;
    }
    try {
      FileContext.getFileContext(target.toUri(), fs.getConf()).rename(temporary, target);
    } catch (UnsupportedFileSystemException e) {
      // The plain rename says by false, or by an exception, that there is a file.
      if (!fs.rename(temporary, target)) {
        throw new FileAlreadyExistsException(target.toString());
      }
    }
  }

  private static void writeForced(java.nio.file.Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  /** Visible to the test, which has no HDFS but can rename through a local {@link FileContext}. */
  static void renameOver(FileSystem fs, Path target, byte[] content) throws IOException {
    Path temporary = new Path(target.getParent(), temporaryName(target));
    try {
      write(fs.create(temporary, false), content);
      rename(fs, temporary, target);
    } catch (IOException e) {
      removeQuietly(fs, temporary, e);
      throw e;
    }
  }

  private static void rename(FileSystem fs, Path temporary, Path target) throws IOException {
    if (fs instanceof WebHdfsFileSystem web) {
      // Its FileContext would remove the target first.
      web.rename(temporary, target, Options.Rename.OVERWRITE);
      return;
    }
    try {
      FileContext.getFileContext(target.toUri(), fs.getConf())
          .rename(temporary, target, Options.Rename.OVERWRITE);
    } catch (UnsupportedFileSystemException e) {
      renamePlainly(fs, temporary, target);
    }
  }

  /** For file systems that offer no more than {@link FileSystem#rename(Path, Path)}. */
  private static void renamePlainly(FileSystem fs, Path temporary, Path target) throws IOException {
    try {
      if (fs.rename(temporary, target)) {
        return;
      }
    } catch (FileAlreadyExistsException e) {
      // Some say so by false.
    }
    fs.delete(target, false);
    if (!fs.rename(temporary, target)) {
      throw new IOException(temporary + " can't be renamed");
    }
  }

  /**
   * Writes all that a new file holds, has it stored where the file system can, and closes it.
   *
   * @throws IOException as the stream's; then it is closed too
   */
  public static void write(FSDataOutputStream out, byte[] content) throws IOException {
    try {
      out.write(content);
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
    } catch (IOException e) {
      // HDFS throws the same exception once more, which no try-with-resources can add to itself.
      IOUtils.closeStream(out);
      throw e;
    }
    out.close();
  }

  private static void put(FileSystem fs, Path target, byte[] content) throws IOException {
    write(fs.create(target, true), content);
  }

  private static void removeQuietly(FileSystem fs, Path temporary, IOException cause) {
    try {
      fs.delete(temporary, false);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private static String temporaryName(Path target) {
    return "." + target.getName() + "." + UUID.randomUUID() + ".tmp";
  }
}
