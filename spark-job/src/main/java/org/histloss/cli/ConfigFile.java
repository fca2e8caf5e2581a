package org.histloss.cli;

import static org.histloss.dataset.JobException.badConfiguration;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;

/** A configuration file that lies where the driver finds it on whichever machine it runs. */
final class ConfigFile {
  /** Two letters at least, so that {@code C:\\job.conf} is a path. */
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  private ConfigFile() {}

  /** Whether {@code name} is a Hadoop URI, not a path of this machine. */
  static boolean isUri(String name) {
    return SCHEME.matcher(name).matches();
  }

  /**
   * The file's content.
   *
   * @throws JobException exit code 20 where there is no such file or scheme, 30 where it can't be
   *     read
   */
  static String read(String uri) {
    Path path = new Path(uri);
    try (InputStream in = path.getFileSystem(Inputs.hadoop()).open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (FileNotFoundException e) {
      throw badConfiguration("--config %s: no such file", uri);
    } catch (UnsupportedFileSystemException e) {
      throw badConfiguration("--config %s: %s", uri, e.getMessage());
    } catch (IOException e) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE, "--config " + uri + " can't be read: " + e.getMessage(), e);
    }
  }
}
