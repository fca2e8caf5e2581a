package org.histloss.retraining.registry;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.dataset.ManifestFile;

/** The files of a version that consumers read, and whether they are what was published. */
final class VersionFiles {
  private final RegistryFiles files;
  private final Registry registry;

  VersionFiles(RegistryFiles files, Registry registry) {
    this.files = files;
    this.registry = registry;
  }

  /**
   * Checksums.
   *
   * @param folder the version's, or that of the run that makes it
   * @param parts files or folders in it; those that are missing are left out
   * @return SHA-256 by path relative to the folder, ascending
   */
  Map<String, String> checksums(Path folder, List<String> parts) {
    Map<String, String> found = new TreeMap<>();
    for (String part : parts) {
      for (Path file : files.filesBelow(new Path(folder, part))) {
        found.put(relative(folder, file), sha256(file));
      }
    }
    return found;
  }

  /**
   * Refuses a version with a file that is missing or damaged.
   *
   * @throws JobException exit code 21 naming the file
   */
  void check(Version version) {
    Path folder = registry.folder(version.request().id());
    version
        .files()
        .forEach(
            (name, expected) -> {
              Path file = new Path(folder, name);
              if (!files.exists(file)) {
                throw JobException.badData(
                    "version %s is damaged: %s is missing", version.request().id(), file);
              }
              String found = sha256(file);
              if (!found.equals(expected)) {
                throw JobException.badData(
                    "version %s is damaged: %s has SHA-256 %s, version.json says %s",
                    version.request().id(), file, found, expected);
              }
            });
  }

  private String sha256(Path file) {
    try {
      return ManifestFile.sha256(files.conf(), file);
    } catch (ChecksumException e) {
      throw new JobException(ExitCode.BAD_DATA, file + " is damaged: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE, file + " can't be read: " + e.getMessage(), e);
    }
  }

  private static String relative(Path folder, Path file) {
    String root = folder.toUri().getPath();
    String path = file.toUri().getPath();
    return path.substring(path.indexOf(root) + root.length() + 1);
  }
}
