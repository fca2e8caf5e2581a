package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A machine that work is submitted to YARN from: {@code spark-submit} and {@code hdfs} as scripts
 * expect them, over the jars that the build collects, which come without any programs.
 *
 * @param folder of its own
 * @param spark the folder for {@code SPARK_HOME}
 */
record YarnMachine(Path folder, Path spark) {

  /** Installs both below {@code folder}, from a folder with {@code jars}. */
  static YarnMachine install(Path folder, Path runtime) throws IOException {
    Path spark = Files.createDirectories(folder.resolve("spark"));
    Files.createSymbolicLink(spark.resolve("jars"), runtime.resolve("jars"));
    // What Spark's own script does: its launcher prints the command, ended by NULs.
    program(
        spark.resolve("bin/spark-submit"),
        """
        export SPARK_SCALA_VERSION=2.12
        command=()
        while IFS= read -r -d '' part; do
          part="${part#$'\\n'}"
          [ -z "$part" ] || command+=("$part")
        done < <("$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main \\
          org.apache.spark.deploy.SparkSubmit "$@")
        exec "${command[@]}"
        """);
    program(
        folder.resolve("bin/hdfs"),
        """
        [ "$1" = dfs ] || exit 64
        shift
        exec "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -cp "$HADOOP_CONF_DIR:$SPARK_HOME/jars/*" \\
          org.apache.hadoop.fs.FsShell "$@"
        """);
    return new YarnMachine(folder, spark);
  }

  private static void program(Path file, String lines) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/usr/bin/env bash\nset -euo pipefail\n" + lines);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** The environment of a script there. */
  Map<String, String> environment(Path hadoopConf) {
    return Map.of(
        "PATH", folder.resolve("bin") + ":" + System.getenv("PATH"),
        "JAVA_HOME", System.getProperty("java.home"),
        "HOME", System.getProperty("user.home"),
        "SPARK_LOCAL_IP", "127.0.0.1",
        "SPARK_SUBMIT_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "SPARK_HOME", spark.toString(),
        "HADOOP_CONF_DIR", hadoopConf.toString());
  }
}
