package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

/** What the build leaves in {@code target}, and the files beside it. */
final class Built {
  static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  static final Path TARGET = REPOSITORY.resolve("spark-job/target");
  static final Path JAR = existing(TARGET.resolve("histloss.jar"));
  static final Path SPARK_HOME = existing(TARGET.resolve("spark"));
  static final Path SPARK_JARS = existing(SPARK_HOME.resolve("jars"));
  static final Path SPARK_DEFAULTS = existing(REPOSITORY.resolve("conf/spark-defaults.conf"));
  static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private Built() {}

  private static Path existing(Path path) {
    assertThat(Files.exists(path)).as("built: %s", path).isTrue();
    return path;
  }
}
