package org.histloss.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.histloss.dataset.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The root of the command line. */
@Command(
    name = "histloss",
    description = "Trains deep embeddings with the Histogram Loss on Apache Spark.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      PrepareCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      CompareCommand.class,
      EmbedCommand.class,
      ReportCommand.class,
      RetrainCommand.class,
      PromoteCommand.class,
      RollbackCommand.class,
      HistoryCommand.class,
      DemoCommand.class,
      DoctorCommand.class,
    },
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0 done · 20 bad configuration or arguments · 21 bad data",
      "  30 infrastructure, a retry may help · 40 diverged · 70 a bug",
      "  retrain: 10 not promoted · 11 nothing new · 31 another run holds the lock",
      "",
      "bin/histloss takes [--master URL] [--conf spark.key=value]… before the command.",
    })
final class Histloss {
  private Histloss() {}

  /** A command line that prints one line for a user's mistake and returns the exit code. */
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Histloss());
    if (Terminal.logged()) {
      line.setErr(new PrintWriter(Terminal.logLines(), true, StandardCharsets.UTF_8));
    }
    line.setUsageHelpAutoWidth(true);
    line.setExpandAtFiles(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(Histloss::refuse);
    line.setExecutionStrategy(
        result -> {
          CommandLine asked = result.asCommandLineList().get(result.asCommandLineList().size() - 1);
          return guarded(asked, () -> new CommandLine.RunLast().execute(result));
        });
    return line;
  }

  /** Runs {@code work} and turns every failure into one line on standard error and an exit code. */
  static int guarded(CommandLine asked, Callable<Integer> work) {
    try {
      return work.call();
    } catch (ParameterException mistake) {
      throw mistake;
    } catch (Throwable failure) {
      return say(Failure.of(failure), asked);
    }
  }

  private static int refuse(ParameterException mistake, String[] arguments) {
    CommandLine asked = mistake.getCommandLine();
    String command = asked.getCommandSpec().qualifiedName(" ");
    String line = Typo.line(mistake) + " (see " + command + " --help)";
    return say(new Failure(ExitCode.BAD_CONFIGURATION, line, null), asked);
  }

  private static int say(Failure failure, CommandLine asked) {
    failure.log();
    if (!Terminal.logged()) {
      asked.getErr().println(failure.line());
      asked.getErr().flush();
    }
    root(asked).setExecutionResult(failure);
    return failure.exitCode().code();
  }

  /** What the last execution failed with, or null. */
  static Failure failureOf(CommandLine executed) {
    return root(executed).getExecutionResult() instanceof Failure failure ? failure : null;
  }

  private static CommandLine root(CommandLine asked) {
    CommandLine root = asked;
    while (root.getParent() != null) {
      root = root.getParent();
    }
    return root;
  }
}
