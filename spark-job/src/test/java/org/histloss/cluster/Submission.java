package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The application jar submitted by spark-submit, as a user with a cluster does it.
 *
 * @param exitCode of the process
 * @param output what it wrote to standard output
 * @param error what it wrote to standard error
 */
record Submission(int exitCode, String output, String error) {
  /** Runs one histloss command on the given master to its end. */
  static Submission run(Path folder, String master, List<String> confs, String... command)
      throws IOException, InterruptedException {
    return finish(folder, driver(folder, new Place(master, confs), List.of(command)));
  }

  /** Starts one histloss command; both of its outputs go to {@code log}. */
  static LoggedProcess start(Path folder, Path log, Place place, List<String> command)
      throws IOException, InterruptedException {
    return LoggedProcess.start(driver(folder, place, command), log);
  }

  /** The driver's process itself, without a launcher before it. */
  private static ProcessBuilder driver(Path folder, Place place, List<String> command)
      throws IOException, InterruptedException {
    return SparkRuntime.BUILT.submission(folder, place.master(), place.confs(), command);
  }

  /** Runs any command with the repository's launcher settings. */
  static Submission finish(Path folder, ProcessBuilder builder)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "submission", ".out");
    Path error = Files.createTempFile(folder, "submission", ".err");
    Process process = builder.redirectOutput(output.toFile()).redirectError(error.toFile()).start();
    boolean inTime = process.waitFor(10, TimeUnit.MINUTES);
    if (!inTime) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertThat(inTime).as("ended within 10 minutes: %s", builder.command()).isTrue();
    return new Submission(process.exitValue(), Files.readString(output), Files.readString(error));
  }

  /** The last line of standard output. */
  String lastLine() {
    List<String> lines = output.strip().lines().toList();
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }
}
