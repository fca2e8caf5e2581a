package org.histloss.cli;

import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;

/** How the process ends with an exit code, which depends on who runs the driver. */
final class Ending {
  private Ending() {}

  /**
   * Ends the process. Where the cluster runs the driver it takes a quiet return for success and an
   * exception for failure, and knows no exit code: a model that was not promoted and data that are
   * not new are no failures, and {@code status.json} tells them from a promotion. Everywhere else
   * the exit code tells.
   *
   * @param failure what went wrong, or null where nothing is known; the cluster's front end shows
   *     its line, as nobody reads the driver's standard error there
   */
  static void leave(int code, Failure failure) {
    if (!driverRunsOnCluster()) {
      System.exit(code);
    }
    ExitCode known = ofCode(code);
    if (known.failure()) {
      String why = failure == null ? "" : ": " + failure.line();
      throw new JobException(known, "exit code " + code + why);
    }
  }

  /** Whether the cluster runs the driver, and so this. */
  static boolean driverRunsOnCluster() {
    return "cluster".equals(System.getProperty("spark.submit.deployMode"))
        || Boolean.getBoolean("spark.kubernetes.submitInDriver");
  }

  private static ExitCode ofCode(int code) {
    for (ExitCode known : ExitCode.values()) {
      if (known.code() == code) {
        return known;
      }
    }
    return ExitCode.BUG;
  }
}
