package org.histloss.dataprep;

import java.io.IOException;
import java.util.Locale;
import org.apache.parquet.ParquetRuntimeException;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;

/** Finds, below what Spark throws, what the user is to be told. */
final class Failures {
  private Failures() {}

  /**
   * The end that {@code e} means: a job's end that an executor threw, bad Parquet, a full disk or
   * another failure of the storage; anything else is a bug and is thrown on as it is.
   */
  static RuntimeException explained(Exception e, String output) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      String message = String.valueOf(at.getMessage());
      if (at instanceof JobException end) {
        return end;
      }
      if (at instanceof ParquetRuntimeException || message.contains("is not a Parquet file")) {
        return new JobException(
            ExitCode.BAD_DATA, "Parquet can't be read: " + firstLine(message), e);
      }
      if (at instanceof IOException) {
        boolean full = message.toLowerCase(Locale.ROOT).contains("no space left");
        return new JobException(
            ExitCode.INFRASTRUCTURE,
            full
                ? "output = " + output + ": its disk, or that of Spark's local folder, is full"
                : "reading or writing failed: " + firstLine(message),
            e);
      }
    }
    return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse(message);
  }
}
