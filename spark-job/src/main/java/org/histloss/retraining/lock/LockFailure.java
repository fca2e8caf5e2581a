package org.histloss.retraining.lock;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;

/** A storage that fails, in one line. */
final class LockFailure {
  private LockFailure() {}

  /**
   * The end that a failed access means: exit code 30.
   *
   * @param what the access, as "FILE can't be written"
   */
  static JobException of(String what, IOException e) {
    return new JobException(ExitCode.INFRASTRUCTURE, what + ": " + reason(e), e);
  }

  /** Some exceptions hold no more than the path, others a server's whole stack trace. */
  static String reason(IOException e) {
    if (e instanceof FileSystemException here && here.getReason() != null) {
      return here.getReason();
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "a folder above it is missing";
    }
    String message = String.valueOf(e.getMessage()).strip();
    String line = e.getMessage() == null ? "" : message.lines().findFirst().orElse("").strip();
    return line.isEmpty() ? e.getClass().getSimpleName() : line;
  }
}
