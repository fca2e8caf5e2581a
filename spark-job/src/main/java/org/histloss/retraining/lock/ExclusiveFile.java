package org.histloss.retraining.lock;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.ipc.RemoteException;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;

/**
 * Creates a file that nobody has created before: of many who try at once, one succeeds.
 *
 * <p>The local disk and HDFS promise that. Of other file systems few do (an object store's check
 * and its write are two steps unless it is told otherwise), so that they are refused.
 */
final class ExclusiveFile {
  private ExclusiveFile() {}

  /**
   * Refuses a folder in which two processes could both create the same file.
   *
   * @throws JobException exit code 20
   */
  static void check(Configuration conf, Path folder) {
    String scheme = scheme(conf, folder);
    if (!scheme.equals("file") && !scheme.equals("hdfs")) {
      throw JobException.badConfiguration(
          "retrain.registry = %s: must lie on file: or hdfs:, as %s: does not promise that of two"
              + " runs only one creates a file",
          folder, scheme);
    }
  }

  /**
   * Creates {@code file} with this content; its folder is made when it is missing. A process that
   * is killed meanwhile leaves a file with a part of the content.
   *
   * @return false when it is there already
   * @throws JobException exit code 30 when it can't be written
   */
  static boolean create(Configuration conf, Path file, byte[] content) {
    try {
      return scheme(conf, file).equals("file")
          ? createHere(java.nio.file.Path.of(file.toUri().getPath()), content)
          : createThere(file.getFileSystem(conf), file, content);
    } catch (java.nio.file.FileAlreadyExistsException | FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      if (beingCreated(e)) {
        return false;
      }
      throw new JobException(
          ExitCode.INFRASTRUCTURE, file + " can't be created: " + e.getMessage(), e);
    }
  }

  /** HDFS has words of its own for a file that another has created and is still writing. */
  private static boolean beingCreated(IOException e) {
    String name = e instanceof RemoteException remote ? remote.getClassName() : "";
    return name.endsWith("AlreadyBeingCreatedException")
        || name.endsWith("RecoveryInProgressException");
  }

  private static boolean createHere(java.nio.file.Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
    return true;
  }

  private static boolean createThere(FileSystem fs, Path file, byte[] content) throws IOException {
    try (FSDataOutputStream out = fs.create(file, false)) {
      ((OutputStream) out).write(content);
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
    }
    return true;
  }

  private static String scheme(Configuration conf, Path path) {
    try {
      return path.getFileSystem(conf).makeQualified(path).toUri().getScheme();
    } catch (IOException e) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE, path + " can't be reached: " + e.getMessage(), e);
    }
  }
}
