package org.histloss.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.parquet.ParquetRuntimeException;
import org.apache.spark.SparkException;

/**
 * What a failure means to the user, found below what Spark wraps around it: a job's own end, a
 * mistake, bad data, or infrastructure. Whatever is none of these is a bug.
 */
final class FailureCause {
  /** Where an error in the bytes of a Parquet file is first noticed. */
  private static final List<String> PARQUET_CODE =
      List.of(
          "org.apache.parquet.",
          "org.apache.spark.sql.execution.datasources.parquet.",
          "org.xerial.snappy.",
          "com.github.luben.zstd.");

  /** Spark's wrapping of whatever happens while the first rows of a file are decoded. */
  private static final Pattern READING =
      Pattern.compile("Encountered error while reading file (.+)\\. Details:.*");

  private static final String UNNAMED =
      " (training with data.verify = sha256 names the file of a prepared data set)";

  private FailureCause() {}

  /** The end that {@code failure} means, or null for a bug. */
  static JobException of(Throwable failure) {
    List<Throwable> chain = chain(failure);
    for (Throwable at : chain) {
      if (at instanceof JobException end) {
        return end;
      }
    }
    for (Throwable at : chain) {
      JobException end = judged(at, failure);
      if (end != null) {
        return end;
      }
    }
    Throwable root = chain.get(chain.size() - 1);
    return fileRead(chain) != null ? unreadable(root, failure) : ofSpark(root, failure);
  }

  private static JobException judged(Throwable at, Throwable failure) {
    String message = firstLine(at);
    if (badParquet(at)) {
      return unreadable(at, failure);
    }
    if (at instanceof UnsupportedFileSystemException
        || at instanceof IllegalArgumentException && thrownBy(at, List.of(Path.class.getName()))) {
      return end(ExitCode.BAD_CONFIGURATION, "not a path: " + message, failure);
    }
    if (at instanceof ClassNotFoundException && message.matches("Class \\S+FileSystem not found")) {
      return end(
          ExitCode.BAD_CONFIGURATION,
          "a path's file system isn't on the class path: "
              + message
              + "; use a Spark that has it (SPARK_HOME)",
          failure);
    }
    if (at instanceof OutOfMemoryError) {
      return end(
          ExitCode.INFRASTRUCTURE,
          "out of memory (" + message + "): give more, --conf spark.driver.memory=…",
          failure);
    }
    return at instanceof IOException io ? ofStorage(io, message, failure) : null;
  }

  private static JobException ofStorage(IOException at, String message, Throwable failure) {
    if (message.toLowerCase(Locale.ROOT).contains("no space left")) {
      return end(ExitCode.INFRASTRUCTURE, "no disk space left: " + message, failure);
    }
    if (at instanceof ChecksumException) {
      return end(ExitCode.BAD_DATA, "a file is damaged: " + message, failure);
    }
    if (thrownBy(at, PARQUET_CODE) && !(at instanceof FileNotFoundException)) {
      return unreadable(at, failure);
    }
    return end(ExitCode.INFRASTRUCTURE, "reading or writing failed: " + message, failure);
  }

  /** Parquet complains of a damaged footer by a plain RuntimeException. */
  private static boolean badParquet(Throwable at) {
    return at instanceof ParquetRuntimeException
        || at.getClass() == RuntimeException.class
            && (thrownBy(at, PARQUET_CODE) && at.getCause() == null
                || firstLine(at).contains("is not a Parquet file"));
  }

  /** Bad data, with the file where Spark or Parquet says it, else with the way to find it. */
  private static JobException unreadable(Throwable at, Throwable failure) {
    String file = fileRead(chain(failure));
    String message = firstLine(at);
    String named = file == null || message.contains(file) ? message : file + ": " + message;
    boolean known = file != null || message.contains("is not a Parquet file");
    return end(
        ExitCode.BAD_DATA, "Parquet can't be read: " + named + (known ? "" : UNNAMED), failure);
  }

  /** The file that was being decoded, or null where nobody says it. */
  private static String fileRead(List<Throwable> chain) {
    for (Throwable at : chain) {
      Matcher reading = READING.matcher(firstLine(at));
      if (at instanceof SparkException && reading.matches()) {
        return reading.group(1);
      }
    }
    return null;
  }

  /** Spark's own complaint, with no failure of the application's code below it. */
  private static JobException ofSpark(Throwable root, Throwable failure) {
    String message = firstLine(root);
    if (message.contains("spark.driver.maxResultSize")) {
      return end(ExitCode.BAD_CONFIGURATION, message, failure);
    }
    boolean lost = message.contains("SparkContext was shut down") || message.contains("stopped");
    return root instanceof SparkException || lost && root instanceof IllegalStateException
        ? end(ExitCode.INFRASTRUCTURE, "Spark failed: " + message, failure)
        : null;
  }

  private static boolean thrownBy(Throwable at, List<String> code) {
    StackTraceElement[] trace = at.getStackTrace();
    return trace.length > 0 && code.stream().anyMatch(trace[0].getClassName()::startsWith);
  }

  private static JobException end(ExitCode code, String line, Throwable failure) {
    return new JobException(code, line, failure);
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable at = failure; at != null && !chain.contains(at); at = at.getCause()) {
      chain.add(at);
    }
    return chain;
  }

  /** Libraries put stack traces and whole plans into messages; those are for the log. */
  private static String firstLine(Throwable at) {
    String message = String.valueOf(at.getMessage()).strip();
    String line = message.lines().findFirst().orElse("").strip();
    return line.isEmpty() ? at.getClass().getSimpleName() : line;
  }
}
