package org.histloss.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code bin/histloss}, as a user starts it.
 *
 * @param folder where it is started
 * @param environment added to this process's
 */
record Launcher(Path folder, Map<String, String> environment) {
  static final Path FILE = Built.REPOSITORY.resolve("bin/histloss");

  static Launcher in(Path folder) {
    return new Launcher(folder, Map.of());
  }

  /** Runs one command to its end. */
  Submission run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(FILE.toString()));
    command.addAll(List.of(arguments));
    return run(command);
  }

  /** Runs any command line to its end. */
  Submission run(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().remove("SPARK_HOME");
    builder.environment().putAll(environment);
    return Submission.finish(folder, builder);
  }
}
