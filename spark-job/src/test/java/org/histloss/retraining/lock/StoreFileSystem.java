package org.histloss.retraining.lock;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * An object store on the local disk: a file comes to be when it is closed, after a check when it is
 * opened, as on S3. What it promises beyond that is configured.
 */
public final class StoreFileSystem extends RawLocalFileSystem {
  /** The write of a file that mustn't be there checks it again. */
  static final String CONDITIONAL = "store.conditional";

  /** Neither look sees that a file is there. */
  static final String BLIND = "store.blind";

  /** A listing doesn't show what is hidden. */
  static final String LISTS_LATE = "store.lists-late";

  /** A write that came second fails for a reason that isn't told. */
  static final String SILENT = "store.silent";

  /** So many reads from now on fail, as where a file is replaced under its reader. */
  static final String FAILING_READS = "store.failing-reads";

  static Configuration conf(String... promises) {
    Configuration conf = new Configuration();
    conf.set("fs.store.impl", StoreFileSystem.class.getName());
    conf.setBoolean("fs.store.impl.disable.cache", true);
    for (String promise : promises) {
      conf.setBoolean(promise, true);
    }
    return conf;
  }

  private boolean has(String promise) {
    return getConf().getBoolean(promise, false);
  }

  @Override
  public URI getUri() {
    return URI.create("store:///");
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    if (!overwrite && !has(BLIND) && exists(file)) {
      throw new FileAlreadyExistsException(file + " is there");
    }
    return new FSDataOutputStream(new Upload(pathToFile(file).toPath(), overwrite), statistics);
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return create(file, null, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    int failing = getConf().getInt(FAILING_READS, 0);
    getConf().setInt(FAILING_READS, Math.max(0, failing - 1));
    if (failing > 0) {
      throw new IOException("Blocklist for " + file + " has changed!");
    }
    return super.open(file, bufferSize);
  }

  @Override
  public FileStatus[] listStatus(Path folder) throws IOException {
    FileStatus[] all = super.listStatus(folder);
    return has(LISTS_LATE) ? new FileStatus[0] : all;
  }

  private final class Upload extends ByteArrayOutputStream {
    private final java.nio.file.Path file;
    private final boolean overwrite;
    private boolean closed;

    Upload(java.nio.file.Path file, boolean overwrite) {
      this.file = file;
      this.overwrite = overwrite;
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      Files.createDirectories(file.getParent());
      if (overwrite || !has(CONDITIONAL)) {
        Files.write(file, toByteArray());
        return;
      }
      try {
        Files.write(file, toByteArray(), StandardOpenOption.CREATE_NEW);
      } catch (java.nio.file.FileAlreadyExistsException e) {
        throw has(SILENT) ? new IOException("412") : e;
      }
    }
  }
}
