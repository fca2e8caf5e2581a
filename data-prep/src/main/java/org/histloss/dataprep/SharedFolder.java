package org.histloss.dataprep;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.JobException;

/**
 * An output folder that driver and executors must both see.
 *
 * <p>A path on local disks names another folder on each machine of a cluster. Executors write into
 * theirs without complaint; the driver then misses the files in its own.
 *
 * @param output as the user gave it
 * @param path the same, qualified
 * @param master the Spark master's URL
 */
record SharedFolder(String output, Path path, String master) {
  /**
   * Makes sure that the driver sees what executors wrote.
   *
   * @param written files or rows, by the executors' account
   * @param visible the same, by the driver's
   * @throws JobException exit code 20 when some are missing and the folder is one of local disks
   */
  void requireVisible(long written, long visible) {
    if (visible < written && onLocalDisk() && !oneProcess()) {
      throw JobException.badConfiguration(
          "output = %s: must be reachable by the driver and all executors (a shared file system)"
              + " on master %s",
          output, master);
    }
  }

  private boolean onLocalDisk() {
    return "file".equals(path.toUri().getScheme());
  }

  /** Driver and executor are one: {@code local}, {@code local[2]}; not {@code local-cluster}. */
  private boolean oneProcess() {
    return master.equals("local") || master.startsWith("local[");
  }

  /** Data files that lie directly in {@code folder}, as the driver sees it. */
  static long dataFiles(Configuration conf, Path folder) throws IOException {
    try {
      long files = 0;
      for (FileStatus status : folder.getFileSystem(conf).listStatus(folder)) {
        files += status.getPath().getName().endsWith(".parquet") ? 1 : 0;
      }
      return files;
    } catch (FileNotFoundException e) {
      return 0;
    }
  }
}
