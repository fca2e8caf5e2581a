package org.histloss.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code promote}: a version becomes champion by hand. */
@Command(
    name = "promote",
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
  // Of the standard options only help: --version is this command's own.
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  private boolean help;

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      required = true,
      description = "The version's name: a folder below REGISTRY/versions.")
  private String version;

  @Mixin private MoveOptions options;

  @Override
  public void check() {
    options.check();
  }

  @Override
  public Integer call() {
    return options.run((move, why) -> move.promote(version, why));
  }
}
