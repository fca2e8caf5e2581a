package org.histloss.cli;

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

  /** Judges a failure: what {@link JobException#of} knows has its exit code, the rest is a bug. */
  static Failure of(Throwable failure) {
    JobException known = JobException.of(failure);
    if (known != null) {
      return new Failure(known.exitCode(), oneLine(known.getMessage()), known.getCause());
    }
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String line =
        "unexpected %s: %s (%s)"
            .formatted(root.getClass().getName(), firstLine(root.getMessage()), whereTheLogIs());
    return new Failure(ExitCode.BUG, line, failure);
  }

  /**
   * Logs the stack trace; that of a mistake or an outage only where somebody asked for detail, or
   * where the line itself is said in the log alone.
   */
  void log() {
    Logger log = LoggerFactory.getLogger("org.histloss.failure");
    if (exitCode == ExitCode.BUG || Terminal.logged()) {
      log.error(line, cause);
    } else if (cause != null) {
      log.debug(line, cause);
    }
  }

  private static String whereTheLogIs() {
    String file = System.getProperty(LOG_FILE);
    return file == null ? "stack trace in the log" : "stack trace in " + file;
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
