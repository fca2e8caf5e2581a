package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A script of {@code deploy/} that was run to its end.
 *
 * @param exitCode it ended with
 * @param output standard output
 * @param error standard error
 */
record Script(int exitCode, String output, String error) {
  static final Path DEPLOY = Manifests.REPOSITORY.resolve("deploy").toAbsolutePath().normalize();

  /** Runs a command in {@code folder}, where its outputs are kept. */
  static Script run(Path folder, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path output = folder.resolve("standard-output");
    Path error = folder.resolve("standard-error");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(output.toFile())
            .redirectError(error.toFile());
    clean(builder.environment());
    builder.environment().put("TMPDIR", folder.toString());
    builder.environment().putAll(environment);
    int exitCode = builder.start().waitFor();
    return new Script(exitCode, Files.readString(output), Files.readString(error));
  }

  /** What this machine's user has set must not decide a test. */
  static void clean(Map<String, String> environment) {
    environment.keySet().removeIf(name -> name.startsWith("HISTLOSS") || name.equals("SPARK_HOME"));
  }

  /** Writes a program that stands for another. */
  static Path standIn(Path file, String... lines) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  /** Lines of a stand-in that notes its arguments in {@code calls}, one call a line. */
  static String noting(Path calls) {
    return "printf '%s\\t' \"$@\" >>'" + calls + "'; echo >>'" + calls + "'";
  }

  /** The calls that a stand-in noted. */
  static List<List<String>> calls(Path calls) throws IOException {
    return Files.readAllLines(calls).stream()
        .map(line -> Arrays.asList(line.split("\t", -1)))
        .map(parts -> parts.subList(0, parts.size() - 1))
        .toList();
  }

  /** Whether this machine has a program. */
  static boolean onPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** PATH with one more folder before all others. */
  static String pathWith(Path folder) {
    return folder + File.pathSeparator + System.getenv("PATH");
  }
}
