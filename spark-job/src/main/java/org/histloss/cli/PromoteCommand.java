package org.histloss.cli;

import java.io.PrintWriter;
import org.histloss.retraining.ManualMove;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code promote}: a version becomes champion by hand. */
@Command(
    name = "promote",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a version of a registry its champion, whatever the gate said. Its files are checked"
          + " first; the history keeps who did it and why."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bin/histloss promote --registry registry \\",
      "      --version 000003-1a2b3c4d --why \"better on night pictures\"",
    })
final class PromoteCommand implements JobCommand {
  @Spec private CommandSpec spec;

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      required = true,
      description = "The version's name: a folder below REGISTRY/versions.")
  private String version;

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
        new ManualMove(Inputs.hadoop(), options.retrain())
            .promote(version, why)
            .message());
    out.flush();
    return 0;
  }
}
