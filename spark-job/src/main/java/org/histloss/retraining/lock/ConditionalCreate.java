package org.histloss.retraining.lock;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.histloss.dataset.JobException;

/**
 * Whether a registry's file system creates a file only where none is. The local disk and HDFS do;
 * any other is believed after it was tried out, and only where the configuration allows it, as an
 * object store's check and its write are two steps unless it is told otherwise.
 */
final class ConditionalCreate {
  private final Configuration conf;
  private final Path registry;
  private final LockFolder folder;
  private final String scheme;

  /**
   * Nothing is tried out yet.
   *
   * @throws JobException exit code 20 when the file system is another and isn't allowed
   */
  ConditionalCreate(Configuration conf, Path registry, boolean allowed) {
    this.conf = conf;
    this.registry = registry;
    this.folder = new LockFolder(conf, registry);
    this.scheme = scheme(conf, registry);
    if (!allowed && !isKnown()) {
      throw refused(
          "isn't known to create a file only where none is"
              + " (retrain.lock.conditional-create = true has it tried out)");
    }
  }

  /**
   * Creates a file twice, one after the other and then both at once; one of each two must fail, and
   * the file must be seen at once. The files are removed again.
   *
   * @throws JobException exit code 20 when both are created, or it can't be told
   */
  void prove() {
    if (isKnown()) {
      return;
    }
    String run = UUID.randomUUID().toString();
    try {
      FileSystem fs = registry.getFileSystem(conf);
      Path inTurn = folder.probe(run + ".1");
      Path atOnce = folder.probe(run + ".2");
      try {
        proveInTurn(fs, inTurn);
        proveAtOnce(fs, atOnce);
      } finally {
        fs.delete(inTurn, false);
        fs.delete(atOnce, false);
      }
    } catch (IOException e) {
      throw LockFailure.of(registry + " can't be tried out", e);
    } catch (UnsupportedOperationException e) {
      throw refused("can't create files");
    }
  }

  private void proveInTurn(FileSystem fs, Path file) throws IOException {
    try (FSDataOutputStream out = fs.create(file, false)) {
      out.write(bytes("first"));
    }
    if (created(fs, file, "second") || !content(fs, file).equals("first")) {
      throw refused("created a file that was there already");
    }
    if (!folder.lists(file)) {
      throw refused("didn't list a file that was there already");
    }
  }

  /** The first is still open when the second is begun: neither sees a finished file. */
  private void proveAtOnce(FileSystem fs, Path file) throws IOException {
    FSDataOutputStream out = fs.create(file, false);
    out.write(bytes("first"));
    boolean second = created(fs, file, "second");
    boolean first = closed(out);
    if (first == second || !content(fs, file).equals(first ? "first" : "second")) {
      throw refused("let two create the same file at once");
    }
  }

  private boolean created(FileSystem fs, Path file, String content) throws IOException {
    FSDataOutputStream out;
    try {
      out = fs.create(file, false);
      out.write(bytes(content));
    } catch (IOException e) {
      return secondFailed(e);
    }
    return closed(out);
  }

  private boolean closed(FSDataOutputStream out) throws IOException {
    try {
      out.close();
      return true;
    } catch (IOException e) {
      return secondFailed(e);
    }
  }

  /** A contender must be told that it was second, or a lost race would look like a broken disk. */
  private boolean secondFailed(IOException e) {
    if (!ExclusiveFile.exists(e)) {
      throw refused("said of a file that was there already: " + LockFailure.reason(e));
    }
    return false;
  }

  private String content(FileSystem fs, Path file) throws IOException {
    try (InputStream in = fs.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (FileNotFoundException e) {
      return "";
    }
  }

  private boolean isKnown() {
    return scheme.equals("file") || scheme.equals("hdfs");
  }

  private JobException refused(String why) {
    return JobException.badConfiguration(
        "retrain.registry = %s: must lie on file: or hdfs:, as %s: %s", registry, scheme, why);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String scheme(Configuration conf, Path registry) {
    try {
      return Scheme.of(registry.getFileSystem(conf), registry);
    } catch (UnsupportedFileSystemException e) {
      throw JobException.badConfiguration(
          "retrain.registry = %s: must lie on file: or hdfs:, as %s", registry, e.getMessage());
    } catch (IOException e) {
      throw LockFailure.of(registry + " can't be reached", e);
    }
  }
}
