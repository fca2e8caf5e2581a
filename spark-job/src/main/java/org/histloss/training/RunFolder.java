package org.histloss.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.Commit;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;

/**
 * A run's folder: {@code config.conf}, {@code metrics.jsonl}, {@code checkpoints/}, {@code model/}
 * and, last, {@code status.json}.
 */
public final class RunFolder {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Configuration hadoop;
  private final FileSystem fs;

  /** Lines to be published at the next checkpoint; not used where lines are appended. */
  private final List<String> metrics = new ArrayList<>();

  /** The folder at this place; nothing is read or written yet. */
  public RunFolder(String folder, Configuration hadoop) {
    this.folder = new Path(folder);
    this.hadoop = hadoop;
    this.fs = io(() -> this.folder.getFileSystem(hadoop), "opened");
  }

  /** True when something is there; what a killed process had only begun to write is nothing. */
  boolean exists() {
    return io(
        () ->
            fs.exists(folder)
                && (!fs.getFileStatus(folder).isDirectory()
                    || !Arrays.stream(fs.listStatus(folder))
                        .allMatch(entry -> Commit.unfinished(entry.getPath()))),
        "read");
  }

  /** Removes what a killed process had only begun to write. */
  void removeUnfinished() {
    Commit.removeUnfinished(hadoop, folder);
  }

  /** The status, or null while there is none. */
  public RunStatus status() {
    Path path = new Path(folder, "status.json");
    return io(() -> fs.exists(path) ? JSON.readValue(read(path), RunStatus.class) : null, "read");
  }

  /**
   * Refuses to replace a folder that is no run's: a slip of the hand must not cost somebody's data.
   *
   * @throws JobException exit code 20
   */
  void checkReplaceable() {
    boolean ours = status() != null || configuration() != null;
    if (!ours && io(() -> fs.exists(folder) && fs.listStatus(folder).length > 0, "read")) {
      throw JobException.badConfiguration(
          "--output %s: holds no run (no status.json, no config.conf), so it is not replaced",
          folder);
    }
  }

  /**
   * Marks what is there as being replaced, until the new run's status, and removes it; the
   * configuration first, so that what is left of it is never gone on with.
   */
  void clear() {
    if (exists()) {
      publishStatus(RunStatus.beingReplaced());
      for (String part : List.of("config.conf", "model", "checkpoints", "metrics.jsonl")) {
        io(() -> fs.delete(new Path(folder, part), true), "removed");
      }
    }
  }

  /** Writes the effective configuration. */
  void publishConfiguration(String configuration) {
    Commit.publish(
        hadoop, new Path(folder, "config.conf"), configuration.getBytes(StandardCharsets.UTF_8));
  }

  /** The configuration that the folder's run was started with, or null. */
  public String configuration() {
    Path path = new Path(folder, "config.conf");
    return io(
        () -> fs.exists(path) ? new String(read(path), StandardCharsets.UTF_8) : null, "read");
  }

  /** Writes the last word on the run. */
  void publishStatus(RunStatus status) {
    Commit.publish(hadoop, new Path(folder, "status.json"), json(status, true));
  }

  /**
   * Adds a line to the metrics. On {@code file:} it is appended and forced to disk; elsewhere it is
   * kept until {@link #publishMetrics()}.
   */
  void append(RoundMetrics line) {
    String text = new String(json(line, false), StandardCharsets.UTF_8);
    if (!local()) {
      metrics.add(text);
    } else {
      io(
          () -> {
            java.nio.file.Path path = java.nio.file.Path.of(metricsPath().toUri().getPath());
            Files.createDirectories(path.getParent());
            return Files.writeString(
                path,
                text + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND,
                StandardOpenOption.SYNC);
          },
          "written");
    }
  }

  /** Publishes all metrics so far where they can't be appended. */
  void publishMetrics() {
    if (!local()) {
      Commit.publish(hadoop, metricsPath(), text(metrics));
    }
  }

  /** Reads the metrics, and cuts them back to the rounds before {@code nextRound} (from 0). */
  void cutMetrics(long nextRound) {
    List<String> kept = new ArrayList<>();
    for (RoundMetrics line : metrics()) {
      if (line.round() <= nextRound) {
        kept.add(new String(json(line, false), StandardCharsets.UTF_8));
      }
    }
    Commit.publish(hadoop, metricsPath(), text(kept));
    if (!local()) {
      metrics.addAll(kept);
    }
  }

  /** Every complete line of {@code metrics.jsonl}; a torn last one is left out. */
  public List<RoundMetrics> metrics() {
    return io(
        () -> {
          List<RoundMetrics> read = new ArrayList<>();
          if (fs.exists(metricsPath())) {
            String text = new String(read(metricsPath()), StandardCharsets.UTF_8);
            int end = text.lastIndexOf('\n') + 1;
            for (String line : text.substring(0, end).lines().toList()) {
              read.add(JSON.readValue(line, RoundMetrics.class));
            }
          }
          return read;
        },
        "read");
  }

  /** Where the model goes. */
  public Path model() {
    return new Path(folder, "model");
  }

  /** Where checkpoints go. */
  Path checkpoints() {
    return new Path(folder, "checkpoints");
  }

  private Path metricsPath() {
    return fs.makeQualified(new Path(folder, "metrics.jsonl"));
  }

  private static byte[] text(List<String> lines) {
    return lines.stream()
        .map(line -> line + "\n")
        .collect(java.util.stream.Collectors.joining())
        .getBytes(StandardCharsets.UTF_8);
  }

  private boolean local() {
    return "file".equals(fs.getUri().getScheme());
  }

  private byte[] read(Path path) throws IOException {
    byte[] content = new byte[Math.toIntExact(fs.getFileStatus(path).getLen())];
    try (FSDataInputStream in = fs.open(path)) {
      in.readFully(content);
    }
    return content;
  }

  private static byte[] json(Object value, boolean pretty) {
    try {
      return pretty
          ? JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(value)
          : JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a " + value.getClass().getSimpleName() + " has no JSON", e);
    }
  }

  private interface Action<T> {
    T run() throws IOException;
  }

  private <T> T io(Action<T> action, String verb) {
    try {
      return action.run();
    } catch (IOException e) {
      throw new JobException(
          ExitCode.INFRASTRUCTURE, folder + " can't be " + verb + ": " + e.getMessage(), e);
    }
  }
}
