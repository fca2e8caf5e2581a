package org.histloss.cli;

import java.util.List;
import java.util.Optional;
import org.histloss.dataset.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * Checks a command line without starting Spark, so that {@code --help} and mistakes are answered at
 * once. {@code bin/histloss} runs it before it submits anything.
 */
public final class Preflight {
  /** The arguments are in order: submit them. Not an exit code of any command. */
  static final int GO_ON = 100;

  private Preflight() {}

  /** Answers {@code --help} (0) and mistakes (20), or ends with {@value #GO_ON}. */
  public static void main(String[] arguments) {
    CommandLine line = Histloss.commandLine();
    Optional<String> typo = Typo.ofLauncher(line, arguments);
    if (typo.isPresent()) {
      line.getErr().println(typo.get() + " (see histloss --help)");
      System.exit(ExitCode.BAD_CONFIGURATION.code());
    }
    System.exit(check(line, arguments));
  }

  static int check(CommandLine commandLine, String... arguments) {
    return commandLine.setExecutionStrategy(Preflight::check).execute(arguments);
  }

  private static int check(ParseResult result) {
    Integer help = CommandLine.executeHelpRequest(result);
    if (help != null) {
      return help;
    }
    List<CommandLine> chain = result.asCommandLineList();
    CommandLine last = chain.get(chain.size() - 1);
    if (ConfigFile.isUri(last.getParseResult().matchedOptionValue("--config", ""))) {
      return GO_ON; // The driver may reach what this machine does not.
    }
    if (last.getCommand() instanceof JobCommand command) {
      return Histloss.guarded(
          last,
          () -> {
            command.check();
            return GO_ON;
          });
    }
    last.usage(last.getErr());
    return ExitCode.BAD_CONFIGURATION.code();
  }
}
