package org.histloss.retraining.lock;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.ipc.RemoteException;
import org.histloss.dataset.Commit;

/**
 * Creates a file that nobody has created before: of many who try at once, one succeeds. The local
 * disk and HDFS promise that; of others {@link ConditionalCreate} asks for a proof.
 */
final class ExclusiveFile {
  private ExclusiveFile() {}

  /**
   * Creates {@code file} with this content; its folder is made when it is missing. A process that
   * is killed meanwhile leaves a file with a part of the content.
   *
   * @return false when it is there already
   * @throws org.histloss.dataset.JobException exit code 30 when it can't be written
   */
  static boolean create(Configuration conf, Path file, byte[] content) {
    try {
      FileSystem fs = file.getFileSystem(conf);
      String scheme = Scheme.of(fs, file);
      if (scheme.equals("file")) {
        createHere(Scheme.local(fs, file), content);
      } else {
        createThere(fs, file, content, scheme.equals("hdfs"));
      }
      return true;
    } catch (IOException e) {
      if (exists(e)) {
        return false;
      }
      throw LockFailure.of(file + " can't be created", e);
    }
  }

  /** Whether a creation failed because another was first. */
  static boolean exists(IOException e) {
    String name = e instanceof RemoteException remote ? remote.getClassName() : "";
    return e instanceof java.nio.file.FileAlreadyExistsException
        || e instanceof FileAlreadyExistsException
        // HDFS has words of its own for a file that another has created and is still writing.
        || name.endsWith("AlreadyBeingCreatedException")
        || name.endsWith("RecoveryInProgressException");
  }

  private static void createHere(java.nio.file.Path file, byte[] content) throws IOException {
    makeFolder(file.getParent());
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      write(channel, file, content);
    }
  }

  private static void makeFolder(java.nio.file.Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (java.nio.file.FileAlreadyExistsException e) {
      throw new IOException(e.getFile() + " is no folder", e);
    }
  }

  private static void write(FileChannel channel, java.nio.file.Path file, byte[] content)
      throws IOException {
    try {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    } catch (IOException e) {
      // It is this process's own, and nobody need wait for a holder that never was.
      try {
        Files.deleteIfExists(file);
      } catch (IOException kept) {
        e.addSuppressed(kept);
      }
      throw e;
    }
  }

  private static void createThere(FileSystem fs, Path file, byte[] content, boolean removes)
      throws IOException {
    FSDataOutputStream created = fs.create(file, false);
    try {
      Commit.write(created, content);
    } catch (IOException e) {
      // Where a file comes to be when it is closed, it may be another's.
      if (removes) {
        remove(fs, file, e);
      }
      throw e;
    }
  }

  private static void remove(FileSystem fs, Path file, IOException cause) {
    try {
      fs.delete(file, false);
    } catch (IOException kept) {
      cause.addSuppressed(kept);
    }
  }
}
