package org.histloss.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a failure means to the user: one line and an exit code.
 *
 * @param exitCode what the process ends with
 * @param line one line for standard error
 * @param cause what to log with its stack trace, or null where the line says it all
 */
record Failure(ExitCode exitCode, String line, Throwable cause) {
  private static final String LOG_FILE = "histloss.log";

  /**
   * Judges a failure. Spark wraps what went wrong in a task, so the whole chain of causes is
   * searched: a JobException says it itself, a full disk is infrastructure, the rest is a bug.
   */
  static Failure of(Throwable failure) {
    List<Throwable> chain = chain(failure);
    for (Throwable cause : chain) {
      if (cause instanceof JobException known) {
        return new Failure(known.exitCode(), oneLine(known.getMessage()), known.getCause());
      }
    }
    for (Throwable cause : chain) {
      if (cause instanceof IOException && mentions(cause, "No space left on device")) {
        String line = "no disk space left: " + firstLine(cause.getMessage());
        return new Failure(ExitCode.INFRASTRUCTURE, line, failure);
      }
    }
    Throwable root = chain.get(chain.size() - 1);
    String line =
        "unexpected %s: %s (%s)"
            .formatted(root.getClass().getName(), firstLine(root.getMessage()), whereTheLogIs());
    return new Failure(ExitCode.BUG, line, failure);
  }

  /** Logs the stack trace; that of a mistake or an outage only where somebody asked for detail. */
  void log() {
    Logger log = LoggerFactory.getLogger("org.histloss.failure");
    if (exitCode == ExitCode.BUG) {
      log.error(line, cause);
    } else if (cause != null) {
      log.debug(line, cause);
    }
  }

  private static String whereTheLogIs() {
    String file = System.getProperty(LOG_FILE);
    return file == null ? "stack trace in the log" : "stack trace in " + file;
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = failure; t != null && !chain.contains(t); t = t.getCause()) {
      chain.add(t);
    }
    return chain;
  }

  private static boolean mentions(Throwable cause, String words) {
    return cause.getMessage() != null && cause.getMessage().contains(words);
  }

  private static String oneLine(String message) {
    return message == null ? "no message" : message.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /** Libraries put stack traces and whole plans into messages; those are for the log. */
  private static String firstLine(String message) {
    return message == null
        ? "no message"
        : message.strip().lines().findFirst().orElse("no message").strip();
  }
}
