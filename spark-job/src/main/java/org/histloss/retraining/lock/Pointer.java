package org.histloss.retraining.lock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/** {@code champion.json}, which the lock guards, and the one step that replaces it. */
final class Pointer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ATTEMPTS = 3;

  private final Configuration conf;
  private final Path champion;

  Pointer(Configuration conf, Path registry) {
    this.conf = conf;
    this.champion = new Path(registry, "champion.json");
  }

  /**
   * The generation that the champion was made under; 0 where there is none, or its file can't be
   * understood, which is for its readers to say.
   */
  long generation() {
    for (int attempt = 1; true; attempt++) {
      try (InputStream in = champion.getFileSystem(conf).open(champion)) {
        JsonNode content = JSON.readTree(in);
        return content == null ? 0 : content.path("generation").asLong(0);
      } catch (FileNotFoundException | JsonProcessingException e) {
        return 0;
      } catch (IOException e) {
        // HDFS lets a read fail whose file is replaced at that moment.
        if (attempt == ATTEMPTS) {
          throw LockFailure.of(champion + " can't be read", e);
        }
      }
    }
  }

  /** Lays the pointer's new content ready for {@link #replace}. */
  void prepare(Path prepared, byte[] content) {
    LockFolder.publish(conf, prepared, content);
  }

  /**
   * Makes what was prepared the champion: a reader sees the old one or the new one.
   *
   * <p>On {@code file:} and HDFS that is one rename, which fails when there is nothing to rename.
   * Elsewhere renaming may be copying and removing, during which there is no champion; so it is
   * looked for what was prepared, and then written by {@link org.histloss.dataset.Commit}.
   *
   * @return false when it is no longer there: a later generation has withdrawn it
   */
  boolean replace(Path prepared, byte[] content) {
    try {
      FileSystem fs = champion.getFileSystem(conf);
      return switch (Scheme.of(fs, champion)) {
        case "file" -> move(Scheme.local(fs, prepared), Scheme.local(fs, champion));
        case "hdfs" -> rename(fs, prepared);
        default -> write(fs, prepared, content);
      };
    } catch (NoSuchFileException | FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      throw LockFailure.of(champion + " can't be replaced", e);
    }
  }

  private static boolean move(java.nio.file.Path prepared, java.nio.file.Path champion)
      throws IOException {
    java.nio.file.Path folder = champion.getParent();
    // Hadoop's checksum of an older file would make the new one look damaged.
    Files.deleteIfExists(folder.resolve(".champion.json.crc"));
    Files.move(
        prepared, champion, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel entry = FileChannel.open(folder, StandardOpenOption.READ)) {
      entry.force(true);
    }
    return true;
  }

  private boolean rename(FileSystem fs, Path prepared) throws IOException {
    // A context knows no path that leaves the name node to the configuration, as hdfs:///… does.
    Path to = fs.makeQualified(champion);
    FileContext.getFileContext(to.toUri(), conf)
        .rename(fs.makeQualified(prepared), to, Options.Rename.OVERWRITE);
    return true;
  }

  private boolean write(FileSystem fs, Path prepared, byte[] content) throws IOException {
    if (!fs.exists(prepared)) {
      return false;
    }
    LockFolder.publish(conf, champion, content);
    fs.delete(prepared, false);
    return true;
  }
}
