package org.histloss.training;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.histloss.config.OutcomeSettings;
import org.histloss.dataset.Commit;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.training.CheckpointMarker.DamagedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run's checkpoints: folders {@code round-NNNNNN} with {@code state.bin} and, written last and
 * removed first, {@code checkpoint.json}, without which a folder counts for nothing.
 *
 * <p>Kept are the last {@code training.checkpoints-kept} and, with each of them, the best by
 * validation mAP that it knows of: whichever of them a run goes on from, its best is there. A save
 * removes all else, also what a writer that was killed has left. One process writes at a time.
 */
final class CheckpointStore {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
  private static final String MARKER = "checkpoint.json";
  private static final String STATE = "state.bin";

  private final Path folder;
  private final Configuration hadoop;
  private final OutcomeSettings settings;
  private final List<String> warnings = new ArrayList<>();
  private Path last;

  /** The checkpoints in this folder; nothing is read or written yet. */
  CheckpointStore(Path folder, Configuration hadoop, OutcomeSettings settings) {
    this.folder = folder;
    this.hadoop = hadoop;
    this.settings = settings;
  }

  /**
   * Writes a checkpoint, then removes what is not to be kept.
   *
   * @throws JobException exit code 30; what was whole before, but for a checkpoint of this very
   *     round, is whole still
   */
  void save(Checkpoint checkpoint) {
    Path target = of(checkpoint.nextRound());
    try {
      FileSystem fs = folder.getFileSystem(hadoop);
      byte[] state = RunStateFile.bytes(checkpoint.state());
      fs.delete(new Path(target, MARKER), false);
      Commit.publish(hadoop, new Path(target, STATE), state);
      byte[] marker = CheckpointMarker.of(checkpoint, state).json();
      Commit.publish(hadoop, new Path(target, MARKER), marker);
      last = target;
      tidy(fs, checkpoint.nextRound());
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * The newest checkpoint that is whole, and whose best one is whole where it is to become the
   * model; or null. Damaged and unfinished ones are reported and passed over.
   */
  Checkpoint newest() {
    try {
      FileSystem fs = folder.getFileSystem(hadoop);
      List<Path> newestFirst = folders(fs);
      for (Path candidate : newestFirst) {
        try {
          Checkpoint checkpoint = load(fs, candidate);
          checkBest(fs, checkpoint);
          last = candidate;
          return checkpoint;
        } catch (DamagedException e) {
          warn(
              "checkpoint %s is damaged or unfinished (%s): the one before is used"
                  .formatted(candidate, e.getMessage()));
        }
      }
      if (!newestFirst.isEmpty()) {
        warn("%s holds no whole checkpoint".formatted(folder));
      }
      return null;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * The best checkpoint that another one knows of, or null where none was evaluated.
   *
   * @throws JobException exit code 30 when it is not whole
   */
  Checkpoint best(Checkpoint of) {
    try {
      return of.best() == null ? null : load(folder.getFileSystem(hadoop), of(of.best().round()));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Where the checkpoint is that was written or read last, or null. */
  Path last() {
    return last;
  }

  /** What was found damaged or unfinished, for people. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  private void checkBest(FileSystem fs, Checkpoint checkpoint) throws IOException {
    boolean needed = settings.model() == OutcomeSettings.Choice.BEST && checkpoint.best() != null;
    if (needed && checkpoint.best().round() != checkpoint.nextRound()) {
      try {
        load(fs, of(checkpoint.best().round()));
      } catch (DamagedException e) {
        throw new DamagedException(
            "of its best one, round %d: %s".formatted(checkpoint.best().round(), e.getMessage()));
      }
    }
  }

  private static Checkpoint load(FileSystem fs, Path folder) throws IOException {
    CheckpointMarker marker = marker(fs, folder);
    return marker.with(read(fs, new Path(folder, STATE)));
  }

  private static CheckpointMarker marker(FileSystem fs, Path folder) throws IOException {
    CheckpointMarker marker = CheckpointMarker.read(read(fs, new Path(folder, MARKER)));
    if (!folder.getName().equals(name(marker.nextRound()))) {
      throw new DamagedException("it is that of " + name(marker.nextRound()));
    }
    return marker;
  }

  private static byte[] read(FileSystem fs, Path path) throws IOException {
    try {
      byte[] content = new byte[Math.toIntExact(fs.getFileStatus(path).getLen())];
      try (FSDataInputStream in = fs.open(path)) {
        in.readFully(content);
      }
      return content;
    } catch (FileNotFoundException e) {
      throw new DamagedException(path.getName() + " is missing");
    } catch (EOFException | ChecksumException e) {
      // HDFS notices by its own checksums.
      throw new DamagedException(path.getName() + " can't be read: " + e.getMessage());
    }
  }

  /** Removes all but what is kept, and in what is kept the temporary files of killed writers. */
  private void tidy(FileSystem fs, long newest) throws IOException {
    List<Path> all = folders(fs);
    Set<String> kept = kept(fs, all, newest);
    for (Path old : all) {
      if (!kept.contains(old.getName())) {
        fs.delete(new Path(old, MARKER), false);
        fs.delete(old, true);
      } else {
        removeTemporaries(fs, old);
      }
    }
  }

  private Set<String> kept(FileSystem fs, List<Path> newestFirst, long newest) throws IOException {
    Set<String> kept = new LinkedHashSet<>();
    int left = settings.checkpointsKept();
    for (Path candidate : newestFirst) {
      try {
        CheckpointMarker marker = marker(fs, candidate);
        // A later round's is damaged, or the run would not have gone back before it.
        if (left > 0 && marker.nextRound() <= newest) {
          left--;
          kept.add(candidate.getName());
          kept.add(marker.best() == null ? candidate.getName() : name(marker.best().round()));
        }
      } catch (DamagedException e) {
        LOG.debug("{} is removed: {}", candidate, e.getMessage());
      }
    }
    return kept;
  }

  private static void removeTemporaries(FileSystem fs, Path folder) throws IOException {
    for (FileStatus file : fs.listStatus(folder)) {
      String name = file.getPath().getName();
      if (!name.equals(MARKER) && !name.equals(STATE)) {
        fs.delete(file.getPath(), true);
      }
    }
  }

  private List<Path> folders(FileSystem fs) throws IOException {
    if (!fs.exists(folder)) {
      return List.of();
    }
    return Arrays.stream(fs.listStatus(folder))
        .map(FileStatus::getPath)
        .filter(path -> path.getName().startsWith("round-"))
        .sorted(
            Comparator.comparingInt((Path path) -> path.getName().length())
                .thenComparing(Path::getName)
                .reversed())
        .toList();
  }

  private Path of(long round) {
    return new Path(folder, name(round));
  }

  private static String name(long round) {
    return String.format(Locale.ROOT, "round-%06d", round);
  }

  private void warn(String warning) {
    LOG.warn(warning);
    warnings.add(warning);
  }

  private JobException failed(IOException e) {
    return new JobException(
        ExitCode.INFRASTRUCTURE, folder + " can't be used: " + e.getMessage(), e);
  }
}
