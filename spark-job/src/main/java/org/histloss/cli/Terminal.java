package org.histloss.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.histloss.training.Progress;

/** The screen that a person may be watching; standard error, where the log goes too. */
final class Terminal {
  private Terminal() {}

  /**
   * Progress, drawn over on a terminal. {@code bin/histloss} knows whether it is one, the JVM can't
   * tell.
   */
  static Progress progress() {
    return logged()
        ? new Progress(logLines(), false)
        : new Progress(System.err, Boolean.getBoolean("histloss.terminal"));
  }

  /**
   * Whether what a command says goes through the log, since a program reads standard error. See
   * {@code conf/log4j2-json.properties}.
   */
  static boolean logged() {
    return "json".equals(System.getProperty("histloss.log-format"));
  }

  /** A stream that is for the log. */
  static PrintStream logLines() {
    return new PrintStream(new LoggedLines(), true, StandardCharsets.UTF_8);
  }
}
