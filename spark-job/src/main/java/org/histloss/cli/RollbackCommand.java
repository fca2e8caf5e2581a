package org.histloss.cli;

import java.io.PrintWriter;
import org.histloss.retraining.ManualMove;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rollback}: the champion's predecessor becomes champion again. */
@Command(
    name = "rollback",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the predecessor of a registry's champion champion again; a second rollback goes one"
          + " further back, as long as that version is kept. Its files are checked first; the"
          + " history keeps who did it and why."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bin/histloss rollback --registry registry --why \"false matches since Monday\"",
    })
final class RollbackCommand implements JobCommand {
  @Spec private CommandSpec spec;

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      defaultValue = "by hand",
      description = "The reason, for the history.")
  private String why;

  @Mixin private RegistryOptions options;

  @Override
  public void check() {
    new ManualMove(Inputs.hadoop(), options.retrain());
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        new ManualMove(Inputs.hadoop(), options.retrain()).rollback(why).message());
    out.flush();
    return 0;
  }
}
