package org.histloss.export;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.export.EmbeddingsMarker.ExportedFile;

/**
 * Makes one file of the tasks' parts.
 *
 * <p>The driver copies them one after the other through a small buffer. One writer that writes from
 * the first byte to the last is all that a disk, HDFS and an object store have in common: no
 * appending, no writing at an offset, no rename. A task could do it as well, but two attempts of it
 * would write the same file.
 */
final class WholeFile {
  private static final int BUFFER = 1 << 16;

  private final Configuration hadoop;
  private final Path folder;

  WholeFile(Configuration hadoop, Path folder) {
    this.hadoop = hadoop;
    this.folder = folder;
  }

  /**
   * Writes a file, replacing what is there.
   *
   * @param name in the folder
   * @param head its first bytes
   * @param parts files whose contents follow, in order
   * @throws JobException exit code 20 when a part isn't there, 30 when one can't be read or the
   *     file not be written
   */
  ExportedFile write(String name, byte[] head, List<String> parts) {
    Path target = new Path(folder, name);
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      FileSystem fs = target.getFileSystem(hadoop);
      try (OutputStream out = new DigestOutputStream(fs.create(target, true), digest)) {
        out.write(head);
        for (String part : parts) {
          copy(new Path(part), out);
        }
      }
      long bytes = fs.getFileStatus(target).getLen();
      return new ExportedFile(name, bytes, HexFormat.of().formatHex(digest.digest()));
    } catch (IOException e) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE, target + " can't be written: " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private void copy(Path part, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = part.getFileSystem(hadoop).open(part)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    } catch (FileNotFoundException e) {
      throw new JobException(
          ExitCode.BAD_CONFIGURATION,
          "--output %s: what an executor wrote is not seen here: must be a folder that driver and"
                  .formatted(folder)
              + " executors share",
          e);
    }
  }
}
