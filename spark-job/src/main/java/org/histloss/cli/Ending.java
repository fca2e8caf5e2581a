package org.histloss.cli;

import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;

/** How the process ends with an exit code, which depends on who runs the driver. */
final class Ending {
  private Ending() {}

  /**
   * Ends the process. Where the cluster runs the driver it takes a quiet return for success and an
   * exception for failure, whatever the exit code; everywhere else the exit code tells.
   */
  static void leave(int code) {
    if (!driverRunsOnCluster()) {
      System.exit(code);
    }
    if (code != ExitCode.DONE.code()) {
      throw new JobException(ofCode(code), "ended with exit code " + code);
    }
  }

  private static boolean driverRunsOnCluster() {
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
