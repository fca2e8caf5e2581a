package org.histloss.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.Commit;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that the next round needs: {@code state.bin} (parameters, updater) and, written last, {@code
 * checkpoint.json}.
 *
 * @param nextRound the round to go on with, from 0
 * @param configuration the run's effective configuration
 * @param datasetVersion the data it is trained on
 * @param state that the next round begins with
 * @param stretch of rounds in which it lies, or which it follows
 */
record Checkpoint(
    long nextRound, String configuration, String datasetVersion, RunState state, Stretch stretch) {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoint.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int KEPT = 2;

  /** {@code checkpoint.json}. */
  private record Marker(
      long nextRound,
      String configuration,
      String datasetVersion,
      String stateSha256,
      Stretch stretch) {}

  /** Writes this checkpoint and removes all but the last two. */
  void save(Path checkpoints, Configuration hadoop) {
    try {
      Path folder = new Path(checkpoints, String.format(Locale.ROOT, "round-%06d", nextRound));
      byte[] content = RunStateFile.bytes(state);
      Commit.publish(hadoop, new Path(folder, "state.bin"), content);
      Marker marker =
          new Marker(nextRound, configuration, datasetVersion, sha256(content), stretch);
      Commit.publish(hadoop, new Path(folder, "checkpoint.json"), JSON.writeValueAsBytes(marker));
      FileSystem fs = checkpoints.getFileSystem(hadoop);
      List<Path> newestFirst = folders(fs, checkpoints);
      for (Path old : newestFirst.subList(Math.min(KEPT, newestFirst.size()), newestFirst.size())) {
        fs.delete(new Path(old, "checkpoint.json"), false);
        fs.delete(old, true);
      }
    } catch (IOException e) {
      throw failed(checkpoints, e);
    }
  }

  /** The newest whole checkpoint, or null; a damaged one is reported and passed over. */
  static Checkpoint newest(Path checkpoints, Configuration hadoop) {
    try {
      FileSystem fs = checkpoints.getFileSystem(hadoop);
      for (Path folder : folders(fs, checkpoints)) {
        Checkpoint checkpoint = load(fs, folder);
        if (checkpoint != null) {
          return checkpoint;
        }
        LOG.warn("checkpoint {} is damaged or unfinished: the one before is used", folder);
      }
      return null;
    } catch (IOException e) {
      throw failed(checkpoints, e);
    }
  }

  private static Checkpoint load(FileSystem fs, Path folder) throws IOException {
    Path marked = new Path(folder, "checkpoint.json");
    Path stored = new Path(folder, "state.bin");
    if (!fs.exists(marked) || !fs.exists(stored)) {
      return null;
    }
    Marker marker;
    try {
      marker = JSON.readValue(read(fs, marked), Marker.class);
    } catch (JsonProcessingException e) {
      return null;
    }
    byte[] content = read(fs, stored);
    if (!sha256(content).equals(marker.stateSha256())) {
      return null;
    }
    return new Checkpoint(
        marker.nextRound(),
        marker.configuration(),
        marker.datasetVersion(),
        RunStateFile.read(content),
        marker.stretch());
  }

  private static List<Path> folders(FileSystem fs, Path checkpoints) throws IOException {
    if (!fs.exists(checkpoints)) {
      return List.of();
    }
    return Arrays.stream(fs.listStatus(checkpoints))
        .map(FileStatus::getPath)
        .filter(path -> path.getName().startsWith("round-"))
        .sorted(Comparator.comparing(Path::getName).reversed())
        .toList();
  }

  private static byte[] read(FileSystem fs, Path path) throws IOException {
    byte[] content = new byte[Math.toIntExact(fs.getFileStatus(path).getLen())];
    try (FSDataInputStream in = fs.open(path)) {
      in.readFully(content);
    }
    return content;
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static JobException failed(Path checkpoints, IOException e) {
    return new JobException(
        ExitCode.INFRASTRUCTURE, checkpoints + " can't be used: " + e.getMessage(), e);
  }
}
