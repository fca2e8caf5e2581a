package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A Spark to submit with: a folder with {@code jars} is enough of an installation.
 *
 * @param home the folder
 * @param environment of spark-submit, besides what every submission has
 */
record SparkRuntime(Path home, Map<String, String> environment) {
  private static final Map<String, String> ALWAYS =
      Map.of(
          "SPARK_SCALA_VERSION", "2.12",
          "SPARK_LOCAL_IP", "127.0.0.1",
          "OMP_NUM_THREADS", "1",
          "OPENBLAS_NUM_THREADS", "1");

  /** What the build makes for machines without a Spark. */
  static final SparkRuntime BUILT = new SparkRuntime(Built.SPARK_HOME, Map.of());

  /**
   * The process that submits one histloss command, not started yet; where the driver runs here, it
   * is the driver's own.
   */
  ProcessBuilder submission(Path folder, String master, List<String> confs, List<String> command)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("--master", master));
    arguments.addAll(List.of("--properties-file", Built.SPARK_DEFAULTS.toString()));
    confs.forEach(conf -> arguments.addAll(List.of("--conf", conf)));
    arguments.addAll(List.of("--class", "org.histloss.cli.Main", Built.JAR.toString()));
    arguments.addAll(command);
    return java(folder, commandLine(folder, arguments));
  }

  /** What spark-submit's own launcher makes of the arguments, NUL-separated. */
  private List<String> commandLine(Path folder, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> launcher =
        new ArrayList<>(
            List.of(
                Built.JAVA.toString(),
                "-cp",
                home.resolve("jars") + "/*",
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

  private ProcessBuilder java(Path folder, List<String> command) {
    Map<String, String> added = new HashMap<>(ALWAYS);
    added.put("SPARK_HOME", home.toString());
    added.putAll(environment);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(added);
    return builder;
  }
}
