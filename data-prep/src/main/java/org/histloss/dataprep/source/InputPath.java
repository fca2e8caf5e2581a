package org.histloss.dataprep.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;

/** Finds a source's input, or says in one line what is wrong with it. */
final class InputPath {
  private InputPath() {}

  static Path folder(Configuration conf, String input) {
    FileStatus status = status(conf, input);
    if (!status.isDirectory()) {
      throw JobException.badData("input = %s: must be a folder", input);
    }
    return status.getPath();
  }

  static Path file(Configuration conf, String input) {
    FileStatus status = status(conf, input);
    if (status.isDirectory()) {
      throw JobException.badData("input = %s: must be a file, is a folder", input);
    }
    return status.getPath();
  }

  static FileStatus status(Configuration conf, String input) {
    try {
      Path path = new Path(input);
      FileSystem fs = path.getFileSystem(conf);
      return fs.getFileStatus(path);
    } catch (FileNotFoundException e) {
      throw new JobException(ExitCode.BAD_DATA, "input = " + input + ": does not exist", e);
    } catch (IllegalArgumentException e) {
      throw new JobException(
          ExitCode.BAD_CONFIGURATION, "input = " + input + ": must be a path or URI", e);
    } catch (IOException e) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE, "input = " + input + ": can't be read: " + e.getMessage(), e);
    }
  }
}
