package org.histloss.retraining.lock;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.BlockMissingException;
import org.apache.hadoop.hdfs.CannotObtainBlockLengthException;
import org.histloss.dataset.Commit;
import org.histloss.dataset.JobException;

/**
 * The files below {@code <registry>/lock}: {@code NNNNNN.json} for each generation, {@code
 * NNNNNN.promotion} and {@code NNNNNN.history} while a generation replaces what the lock guards,
 * and hidden ones that are being written.
 */
final class LockFolder {
  /** Older files are history that nobody asks for. The newest generation is never removed. */
  static final int KEPT = 20;

  private static final int ATTEMPTS = 10;

  /** Fewer, as a storage that is away lets each take long. */
  private static final int ATTEMPTS_AT_FAILURES = 3;

  private static final String GENERATION = "json";

  /** What a generation lays ready, by what it is to become. */
  enum Prepared {
    PROMOTION,
    HISTORY;

    private String ending() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Configuration conf;
  private final Path folder;

  LockFolder(Configuration conf, Path registry) {
    this.conf = conf;
    this.folder = new Path(registry, RegistryLock.FOLDER);
  }

  /** The highest generation, 0 where there is none. */
  long highest() {
    return names().stream().mapToLong(name -> number(name, GENERATION)).max().orElse(0);
  }

  /**
   * Whether a later generation has begun. The next one is asked for by its name too: on some disks
   * a listing may miss a file that is replaced at that moment, as the newest is at each heartbeat.
   */
  boolean hasLaterThan(long number) {
    return exists(file(number + 1)) || highest() > number;
  }

  /**
   * The newest generation as it is now. A holder replaces its file at each heartbeat, and whoever
   * reads it in that moment is told by HDFS that its blocks have changed, or by other storages that
   * there is none: so it is looked anew before anything is said to be wrong.
   */
  Sight newest() {
    for (int attempt = 1; true; attempt++) {
      long highest = highest();
      try {
        return highest == 0 ? Sight.NONE : new Sight(highest, content(highest));
      } catch (IOException e) {
        if (attempt >= (e instanceof FileNotFoundException ? ATTEMPTS : ATTEMPTS_AT_FAILURES)) {
          throw LockFailure.of(file(highest) + " can't be read", e);
        }
      }
    }
  }

  /** Whether this process is the one that created the generation. */
  boolean create(long number, Generation generation) {
    return ExclusiveFile.create(conf, file(number), generation.bytes());
  }

  /** Says something new about a generation that is this process's own. */
  void write(long number, Generation generation) {
    publish(conf, file(number), generation.bytes());
  }

  /** Where a generation lays ready what it is about to publish. */
  Path prepared(long number, Prepared what) {
    return new Path(folder, name(number, what.ending()));
  }

  /** Lays something ready there. */
  void prepare(Path prepared, byte[] content) {
    publish(conf, prepared, content);
  }

  /** A name for a file by which the file system is tried out; it is dropped like a generation. */
  Path probe(String name) {
    return new Path(folder, "." + name(highest() + 1, "probe") + "." + name);
  }

  /** Withdraws what earlier generations were about to publish, then drops very old files. */
  void closeBefore(long number) {
    List<String> names = names();
    for (Prepared what : Prepared.values()) {
      for (String name : names) {
        long prepared = number(name, what.ending());
        if (prepared > 0 && prepared < number) {
          delete(name);
        }
      }
    }
    for (String name : names) {
      long any = number(name.startsWith(".") ? name.substring(1) : name, "");
      if (any > 0 && any <= number - KEPT) {
        delete(name);
      }
    }
  }

  /** Whether a listing shows the file. */
  boolean lists(Path file) {
    return names().contains(file.getName());
  }

  /** {@link Commit#publish}, with one line when it fails. */
  static void publish(Configuration conf, Path file, byte[] content) {
    try {
      Commit.publish(conf, file, content);
    } catch (JobException e) {
      throw e.getCause() instanceof IOException io
          ? LockFailure.of(file + " can't be written", io)
          : e;
    }
  }

  /** What a generation's file holds; empty where HDFS has no bytes of it yet or any more. */
  private String content(long number) throws IOException {
    try (InputStream in = system().open(file(number))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (BlockMissingException | CannotObtainBlockLengthException e) {
      return "";
    }
  }

  private boolean exists(Path file) {
    try {
      return system().exists(file);
    } catch (IOException e) {
      throw LockFailure.of(file + " can't be looked for", e);
    }
  }

  private void delete(String name) {
    try {
      system().delete(new Path(folder, name), false);
    } catch (IOException e) {
      throw LockFailure.of(folder + " can't be cleared", e);
    }
  }

  private List<String> names() {
    try {
      return Arrays.stream(system().listStatus(folder))
          .map(FileStatus::getPath)
          .map(Path::getName)
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw LockFailure.of(folder + " can't be listed", e);
    }
  }

  private Path file(long number) {
    return new Path(folder, name(number, GENERATION));
  }

  private static String name(long number, String ending) {
    return String.format(Locale.ROOT, "%06d.%s", number, ending);
  }

  /** The number that a name begins with; 0 where it isn't one, or ends otherwise. */
  private static long number(String name, String ending) {
    String after = ending.isEmpty() ? "\\..*" : "\\.\\Q" + ending + "\\E";
    return name.matches("\\d{6,18}" + after)
        ? Long.parseLong(name.substring(0, name.indexOf('.')))
        : 0;
  }

  private FileSystem system() throws IOException {
    return folder.getFileSystem(conf);
  }
}
