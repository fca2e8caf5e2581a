package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The application jar submitted by spark-submit, as a user with a cluster does it.
 *
 * @param exitCode of the process
 * @param output what it wrote to standard output
 * @param error what it wrote to standard error
 */
record Submission(int exitCode, String output, String error) {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "SPARK_HOME", Built.SPARK_HOME.toString(),
          "SPARK_SCALA_VERSION", "2.12",
          "SPARK_LOCAL_IP", "127.0.0.1",
          "OMP_NUM_THREADS", "1",
          "OPENBLAS_NUM_THREADS", "1");

  /** Runs one histloss command on the given master to its end. */
  static Submission run(Path folder, String master, List<String> confs, String... command)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("--master", master));
    arguments.addAll(List.of("--properties-file", Built.SPARK_DEFAULTS.toString()));
    confs.forEach(conf -> arguments.addAll(List.of("--conf", conf)));
    arguments.addAll(List.of("--class", "org.histloss.cli.Main", Built.JAR.toString()));
    arguments.addAll(List.of(command));
    return finish(folder, java(folder, commandLine(folder, arguments)));
  }

  /** Runs any command with the repository's launcher settings. */
  static Submission finish(Path folder, ProcessBuilder builder)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "submission", ".out");
    Path error = Files.createTempFile(folder, "submission", ".err");
    Process process = builder.redirectOutput(output.toFile()).redirectError(error.toFile()).start();
    boolean inTime = process.waitFor(10, TimeUnit.MINUTES);
    if (!inTime) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertThat(inTime).as("ended within 10 minutes: %s", builder.command()).isTrue();
    return new Submission(process.exitValue(), Files.readString(output), Files.readString(error));
  }

  /** The last line of standard output. */
  String lastLine() {
    List<String> lines = output.strip().lines().toList();
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }

  /** What spark-submit's own launcher makes of the arguments, NUL-separated. */
  private static List<String> commandLine(Path folder, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> launcher =
        new ArrayList<>(
            List.of(
                Built.JAVA.toString(),
                "-cp",
                Built.SPARK_JARS + "/*",
                "org.apache.spark.launcher.Main",
                "org.apache.spark.deploy.SparkSubmit"));
    launcher.addAll(arguments);
    Process process = java(folder, launcher).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("launcher's exit code").isZero();
    return Arrays.stream(printed.split("\0", -1))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  private static ProcessBuilder java(Path folder, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(ENVIRONMENT);
    return builder;
  }
}
