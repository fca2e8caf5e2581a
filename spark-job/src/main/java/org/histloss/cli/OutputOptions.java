package org.histloss.cli;

import picocli.CommandLine.Option;

/** Where a command writes. */
final class OutputOptions {
  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      required = true,
      description = "Folder to be made, a path or a Hadoop URI.")
  private String output;

  @Option(names = "--overwrite", description = "Replace the folder if it exists.")
  private boolean overwrite;

  String output() {
    return output;
  }

  boolean overwrite() {
    return overwrite;
  }
}
