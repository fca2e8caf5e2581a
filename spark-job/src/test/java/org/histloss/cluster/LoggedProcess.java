package org.histloss.cluster;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process whose output goes to a file and can be waited for, line by line. */
final class LoggedProcess implements AutoCloseable {
  private final Process process;
  private final Path log;
  private final List<String> lines = new ArrayList<>();
  private final Thread reader;
  private boolean ended;

  private LoggedProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.reader = new Thread(this::read, "reads " + log.getFileName());
    this.reader.setDaemon(true);
  }

  /** Starts a process with both of its outputs in {@code log}. */
  static LoggedProcess start(ProcessBuilder builder, Path log) throws IOException {
    Process process = builder.redirectErrorStream(true).start();
    LoggedProcess started = new LoggedProcess(process, log);
    started.reader.start();
    return started;
  }

  /** The first line that holds the pattern, read already or still to come. */
  Matcher awaitLine(Pattern pattern, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    synchronized (lines) {
      for (int i = 0; ; i++) {
        while (i == lines.size()) {
          long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
          if (ended || left <= 0) {
            throw new AssertionError("no line with " + pattern + " in " + log + ":\n" + tail());
          }
          lines.wait(left);
        }
        Matcher matcher = pattern.matcher(lines.get(i));
        if (matcher.find()) {
          return matcher;
        }
      }
    }
  }

  /** The last lines of the output. */
  String tail() {
    synchronized (lines) {
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }
  }

  /** Waits for the end of process and output; the exit code. */
  int awaitEnd(Duration patience) throws InterruptedException {
    boolean inTime = process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
    if (!inTime) {
      throw new AssertionError(log + " still grows after " + patience + ":\n" + tail());
    }
    reader.join();
    return process.exitValue();
  }

  /** Lets the process go on for a while; whether it ended in that time. */
  boolean endedWithin(long time, TimeUnit unit) throws InterruptedException {
    return process.waitFor(time, unit);
  }

  /** How many lines so far hold the pattern. */
  long count(Pattern pattern) {
    synchronized (lines) {
      return lines.stream().filter(line -> pattern.matcher(line).find()).count();
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Ends the process and what it started. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }

  private void read() {
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8);
        BufferedWriter out = Files.newBufferedWriter(log)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.write(line);
        out.newLine();
        out.flush();
        add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      synchronized (lines) {
        ended = true;
        lines.notifyAll();
      }
    }
  }

  private void add(String line) {
    synchronized (lines) {
      lines.add(line);
      lines.notifyAll();
    }
  }
}
