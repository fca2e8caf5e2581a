package org.histloss.cli;

import picocli.CommandLine;

/** The application's entry point, for {@code bin/histloss} and plain {@code spark-submit}. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    CommandLine line = Histloss.commandLine();
    int code = line.execute(arguments);
    Ending.leave(code, Histloss.failureOf(line));
  }
}
