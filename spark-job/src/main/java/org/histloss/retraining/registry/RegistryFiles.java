package org.histloss.retraining.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.histloss.dataset.Commit;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;

/** The files below a registry's folder; whatever fails names the file (exit code 30). */
final class RegistryFiles {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private static final int ATTEMPTS = 3;

  private final Configuration conf;
  private final Path root;

  RegistryFiles(Configuration conf, Path root) {
    this.conf = conf;
    this.root = root;
  }

  Configuration conf() {
    return conf;
  }

  Path root() {
    return root;
  }

  Path at(String name) {
    return new Path(root, name);
  }

  boolean exists(Path path) {
    return io(path, "looked at", () -> system().exists(path));
  }

  /**
   * The file's content, or null where there is none. A local disk says that there is none also of a
   * file that may not be read, and a file that is replaced may be gone for a moment.
   */
  byte[] read(Path path) {
    return io(
        path,
        "read",
        () -> {
          for (int attempt = 1; true; attempt++) {
            try (InputStream in = system().open(path)) {
              return in.readAllBytes();
            } catch (FileNotFoundException e) {
              if (!system().exists(path)) {
                return null;
              }
              if (attempt == ATTEMPTS) {
                throw e;
              }
            }
          }
        });
  }

  /**
   * The file as one of ours, or null where there is none.
   *
   * @throws JobException exit code 21 when it is damaged
   */
  <T> T read(Path path, Class<T> type) {
    byte[] content = read(path);
    try {
      return content == null ? null : JSON.readValue(content, type);
    } catch (IOException e) {
      throw new JobException(
          ExitCode.BAD_DATA, path + " is damaged: it holds no " + type.getSimpleName(), e);
    }
  }

  /** Writes a file whole, replacing what is there. */
  void write(Path path, byte[] content) {
    Commit.publish(conf, path, content);
  }

  void write(Path path, Object value) {
    write(path, json(value));
  }

  static byte[] json(Object value) {
    try {
      return (JSON.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(value.getClass() + " must be writable as JSON", e);
    }
  }

  /** Removes a file or a folder with all it holds; nothing where there is none. */
  void delete(Path path) {
    io(
        path,
        "removed",
        () -> {
          // A local disk says by false that something in it may not be removed, or is in use.
          if (!system().delete(path, true) && system().exists(path)) {
            throw new IOException("something in it can't be");
          }
          return path;
        });
  }

  /** Gives a folder another name. */
  void move(Path folder, Path to) {
    io(folder, "renamed to " + to, () -> system().rename(folder, to));
  }

  /** Names of what lies in a folder, ascending; none where there is no folder. */
  List<String> names(Path folder) {
    return io(
        folder,
        "listed",
        () -> {
          try {
            return Arrays.stream(system().listStatus(folder))
                .map(FileStatus::getPath)
                .map(Path::getName)
                .sorted()
                .toList();
          } catch (FileNotFoundException e) {
            return List.<String>of();
          }
        });
  }

  /** All files of a folder and below it, ascending by path; none where there is no folder. */
  List<Path> filesBelow(Path folder) {
    return io(
        folder,
        "listed",
        () -> {
          List<Path> found = new ArrayList<>();
          if (system().exists(folder)) {
            RemoteIterator<LocatedFileStatus> files = system().listFiles(folder, true);
            while (files.hasNext()) {
              found.add(files.next().getPath());
            }
          }
          found.sort(null);
          return found;
        });
  }

  private FileSystem system() throws IOException {
    return root.getFileSystem(conf);
  }

  private interface Action<T> {
    T run() throws IOException;
  }

  private static <T> T io(Path path, String verb, Action<T> action) {
    try {
      return action.run();
    } catch (IOException e) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE, path + " can't be " + verb + ": " + e.getMessage(), e);
    }
  }
}
