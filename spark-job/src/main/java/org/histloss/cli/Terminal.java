package org.histloss.cli;

import org.histloss.training.Progress;

/** The screen that a person may be watching. */
final class Terminal {
  private Terminal() {}

  /**
   * Progress on standard error, where the log goes too; drawn over on a terminal. {@code
   * bin/histloss} knows whether it is one, the JVM can't tell.
   */
  static Progress progress() {
    return new Progress(System.err, Boolean.getBoolean("histloss.terminal"));
  }
}
