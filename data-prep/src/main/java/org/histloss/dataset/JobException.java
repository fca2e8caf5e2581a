package org.histloss.dataset;

import java.util.Locale;

/**
 * Ends a job with an exit code and one line for the user.
 *
 * <p>The message names the thing, its value and the rule it breaks, as in {@code loss.bins = 0:
 * must be at least 1}; it is printed without a stack trace.
 */
public final class JobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  /** An end with this code and this line. */
  public JobException(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** An end with this code and this line, brought about by {@code cause}. */
  public JobException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** A mistake in configuration or arguments. */
  public static JobException badConfiguration(String format, Object... values) {
    return new JobException(ExitCode.BAD_CONFIGURATION, String.format(Locale.ROOT, format, values));
  }

  /** Data that can't be used. */
  public static JobException badData(String format, Object... values) {
    return new JobException(ExitCode.BAD_DATA, String.format(Locale.ROOT, format, values));
  }

  /**
   * The end that a failure means, searched for below what Spark wraps around it: a JobException is
   * itself, unreadable Parquet is bad data, a storage or a Spark that fails is infrastructure.
   *
   * @return null for a failure that is none of these, which is a bug
   */
  public static JobException of(Throwable failure) {
    return FailureCause.of(failure);
  }

  /** The exit code that the process ends with. */
  public ExitCode exitCode() {
    return exitCode;
  }
}
