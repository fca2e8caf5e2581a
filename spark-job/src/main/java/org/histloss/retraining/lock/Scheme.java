package org.histloss.retraining.lock;

import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Which file system a path is on. */
final class Scheme {
  private Scheme() {}

  static String of(FileSystem fs, Path path) {
    return fs.makeQualified(path).toUri().getScheme();
  }

  /** A path on {@code file:} as the local disk knows it. */
  static java.nio.file.Path local(FileSystem fs, Path path) {
    return java.nio.file.Path.of(fs.makeQualified(path).toUri().getPath());
  }
}
