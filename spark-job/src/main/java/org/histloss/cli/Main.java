package org.histloss.cli;

/** The application's entry point, for {@code bin/histloss} and plain {@code spark-submit}. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Ending.leave(Histloss.commandLine().execute(arguments));
  }
}
