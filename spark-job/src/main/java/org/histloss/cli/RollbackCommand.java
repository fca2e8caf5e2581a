package org.histloss.cli;

import org.histloss.retraining.ManualMove;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
  @Mixin private MoveOptions options;

  @Override
  public void check() {
    options.check();
  }

  @Override
  public Integer call() {
    return options.run(ManualMove::rollback);
  }
}
