package org.histloss.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * Publishes one small file so that a reader sees the old content or the new, never a part.
 *
 * <p>Each file system has its own way to that promise: on {@code file:} a temporary file, forced to
 * disk, then an atomic move; on HDFS a temporary file, then a rename that overwrites; on anything
 * else, that is on object stores, one PUT, which is atomic by itself.
 */
public final class Commit {
  private static final Set<String> RENAMED = Set.of("hdfs", "viewfs");

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
      } else if (RENAMED.contains(scheme)) {
        renameOver(fs, qualified, content);
      } else {
        put(fs, qualified, content);
      }
    } catch (IOException e) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE, target + " can't be written: " + e.getMessage(), e);
    }
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
      try (FSDataOutputStream out = fs.create(temporary, false)) {
        out.write(content);
        out.hsync();
      }
      FileContext.getFileContext(target.toUri(), fs.getConf())
          .rename(temporary, target, Options.Rename.OVERWRITE);
    } catch (IOException e) {
      removeQuietly(fs, temporary, e);
      throw e;
    }
  }

  private static void put(FileSystem fs, Path target, byte[] content) throws IOException {
    try (FSDataOutputStream out = fs.create(target, true)) {
      out.write(content);
    }
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
