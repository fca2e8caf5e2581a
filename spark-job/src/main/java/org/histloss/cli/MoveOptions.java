package org.histloss.cli;

import java.io.PrintWriter;
import java.util.function.BiFunction;
import org.histloss.dataset.ExitCode;
import org.histloss.retraining.ManualMove;
import org.histloss.retraining.status.RegistryStatus;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every move of a champion by hand takes. */
final class MoveOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      defaultValue = "by hand",
      description = "The reason, for the history.")
  private String why;

  @Mixin private RegistryOptions registry;

  /** Refuses settings under which no champion can be moved. */
  void check() {
    ManualMove.check(registry.retrain());
  }

  /**
   * Moves the champion and says so.
   *
   * @param how takes the move and the reason
   * @return the command's exit code
   */
  int run(BiFunction<ManualMove, String, RegistryStatus> how) {
    PrintWriter out = spec.commandLine().getOut();
    RegistryStatus status = how.apply(move(), why);
    out.println(status.message());
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    status.warnings().forEach(warning -> err.println("warning: " + warning));
    err.flush();
    return ExitCode.DONE.code();
  }

  private ManualMove move() {
    return new ManualMove(Inputs.hadoop(), registry.retrain());
  }
}
