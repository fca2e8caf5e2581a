package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.histloss.training.RunFolder;
import org.histloss.training.RunStatus;

/** A {@code train} command under way: its process, and the run folder that shows how far it is. */
final class TrainProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Pattern PARAMETERS = Pattern.compile("^parameters sha256 ([0-9a-f]{64})$");

  private final LoggedProcess process;
  private final Path output;

  private TrainProcess(LoggedProcess process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts the command with the log beside its run folder. */
  static TrainProcess start(Place place, Path folder, Path output, List<String> command)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile(folder, output.getFileName() + "-", ".log");
    return new TrainProcess(Submission.start(folder, log, place, command), output);
  }

  /** Waits for the end of a run that nothing ails; the SHA-256 that it printed. */
  String parameters() throws InterruptedException {
    Matcher printed = process.awaitLine(PARAMETERS, PATIENCE);
    assertThat(process.awaitEnd(PATIENCE)).as(process.tail()).isZero();
    assertThat(folder().status().parametersSha256()).isEqualTo(printed.group(1));
    assertThat(folder().metrics().stream().map(line -> line.round()).toList())
        .as("each round once")
        .isEqualTo(LongStream.rangeClosed(1, SmallRun.ROUNDS).boxed().toList());
    assertThat(folder().metrics().get(SmallRun.ROUNDS - 1).weights()).containsExactly(1, 0);
    assertThat(temporaryFiles()).as("left over").isEmpty();
    return printed.group(1);
  }

  /** Waits until so many rounds are in the metrics; false when the process ended before. */
  boolean awaitRounds(long rounds) throws InterruptedException {
    return await(() -> rounds() >= rounds);
  }

  /** Looks every millisecond until it is so; false when the process ended before. */
  boolean await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("patience with\n%s", process.tail()).isLessThan(end);
      if (endedWithin(1)) {
        return condition.getAsBoolean();
      }
    }
    return true;
  }

  /** Lets it go on for a while; whether it ended in that time. */
  boolean endedWithin(long millis) throws InterruptedException {
    return process.endedWithin(millis, TimeUnit.MILLISECONDS);
  }

  /** Rounds in the metrics. */
  long rounds() {
    try {
      int lines = 0;
      for (byte character : Files.readAllBytes(output.resolve("metrics.jsonl"))) {
        lines += character == '\n' ? 1 : 0;
      }
      return lines;
    } catch (IOException e) {
      // Not there yet, or not any more.
      return 0;
    }
  }

  /** Files of the run folder that are being written, by their paths in it. */
  List<String> temporaryFiles() {
    return files().stream().filter(file -> file.endsWith(".tmp")).toList();
  }

  /** All files of the run folder, by their paths in it. */
  List<String> files() {
    return files(output);
  }

  /** All files of a folder, by their paths in it; it may be changing. */
  static List<String> files(Path folder) {
    List<String> found = new ArrayList<>();
    collect(folder, folder, found);
    return found;
  }

  private static void collect(Path root, Path folder, List<String> found) {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.sorted().toList()) {
        if (Files.isDirectory(entry)) {
          collect(root, entry, found);
        } else {
          found.add(root.relativize(entry).toString());
        }
      }
    } catch (IOException | UncheckedIOException e) {
      return; // not there yet, or not any more
    }
  }

  /** What the driver says. */
  LoggedProcess log() {
    return process;
  }

  /** Whether the run folder says that all is done. */
  boolean finished() {
    RunStatus status = folder().status();
    return status != null && status.state().equals("done");
  }

  RunFolder folder() {
    return new RunFolder(output.toUri().toString(), new Configuration());
  }

  /** Ends the process by SIGKILL, and what it started; false when it had ended before. */
  boolean kill() throws InterruptedException {
    process.close();
    int exitCode = process.awaitEnd(PATIENCE);
    assertThat(exitCode).as(process.tail()).isIn(0, 128 + 9);
    return exitCode != 0;
  }

  @Override
  public void close() {
    process.close();
  }
}
