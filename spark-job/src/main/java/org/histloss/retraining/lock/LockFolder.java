package org.histloss.retraining.lock;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.Commit;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;

/** The files below {@code <registry>/lock}, and the pointer that they guard. */
final class LockFolder {
  /** Older generation files are history that nobody asks for. */
  private static final int KEPT = 20;

  private static final String GENERATION = ".json";
  private static final String PROMOTION = ".promotion";

  private final Configuration conf;
  private final Path folder;
  private final Path champion;

  LockFolder(Configuration conf, Path registry) {
    this.conf = conf;
    this.folder = new Path(registry, "lock");
    this.champion = new Path(registry, "champion.json");
  }

  /** The highest generation, 0 where there is none. */
  long highest() {
    return Arrays.stream(names())
        .mapToLong(name -> Generation.number(name, GENERATION))
        .max()
        .orElse(0);
  }

  /** Whether this process is the one that created the generation. */
  boolean create(long number, Generation generation) {
    return ExclusiveFile.create(conf, file(number), generation.bytes());
  }

  /** What the generation's file says now. */
  Generation read(long number) {
    try (InputStream in = system().open(file(number))) {
      return Generation.of(in.readAllBytes());
    } catch (IOException e) {
      throw broken("read", e);
    }
  }

  /** Says something new about a generation that is this process's own. */
  void write(long number, Generation generation) {
    Commit.publish(conf, file(number), generation.bytes());
  }

  /** Lays a pointer ready for {@link #promote}. */
  void prepare(long number, byte[] pointer) {
    Commit.publish(conf, new Path(folder, Generation.promotion(number)), pointer);
  }

  /**
   * Makes the prepared pointer the champion, at once.
   *
   * @return false when it is no longer there: a later generation has withdrawn it
   */
  boolean promote(long number) {
    Path prepared = new Path(folder, Generation.promotion(number));
    try {
      Path qualified = system().makeQualified(prepared);
      if ("file".equals(qualified.toUri().getScheme())) {
        Files.move(
            local(prepared),
            local(champion),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } else {
        FileContext.getFileContext(qualified.toUri(), conf)
            .rename(prepared, champion, Options.Rename.OVERWRITE);
      }
      return true;
    } catch (NoSuchFileException | FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      throw broken("promoted from", e);
    }
  }

  /** Withdraws what earlier generations were about to promote, and drops very old ones. */
  void closeBefore(long number) {
    for (String name : names()) {
      long promotion = Generation.number(name, PROMOTION);
      long generation = Generation.number(name, GENERATION);
      boolean withdrawn = promotion > 0 && promotion < number;
      boolean old = generation > 0 && generation <= number - KEPT;
      if (withdrawn || old) {
        delete(name);
      }
    }
  }

  private void delete(String name) {
    try {
      system().delete(new Path(folder, name), false);
    } catch (IOException e) {
      throw broken("cleared", e);
    }
  }

  private String[] names() {
    try {
      FileSystem fs = system();
      if (!fs.exists(folder)) {
        return new String[0];
      }
      return Arrays.stream(fs.listStatus(folder))
          .map(FileStatus::getPath)
          .map(Path::getName)
          .toArray(String[]::new);
    } catch (IOException e) {
      throw broken("listed", e);
    }
  }

  private Path file(long number) {
    return new Path(folder, Generation.name(number));
  }

  private java.nio.file.Path local(Path path) throws IOException {
    return java.nio.file.Path.of(system().makeQualified(path).toUri().getPath());
  }

  private FileSystem system() throws IOException {
    return folder.getFileSystem(conf);
  }

  private JobException broken(String what, IOException e) {
    return new JobException(
        ExitCode.INFRASTRUCTURE, folder + " can't be " + what + ": " + e.getMessage(), e);
  }
}
