package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.spark.launcher.SparkLauncher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Commands, settings and paths in deploy/kubernetes are those of this version of histloss. */
class ManifestContentTest {
  /** Families of Spark's keys whose members are anybody's, and keys of its Kubernetes part. */
  private static final Pattern KNOWN_TO_SPARK =
      Pattern.compile(
          "spark\\.(driver|executor)\\.defaultJavaOptions|spark\\.(executorEnv|kubernetes\\.driverEnv)\\.[A-Z_]+"
              + "|spark\\.yarn\\.(maxAppAttempts|appMasterEnv\\.[A-Z_]+)"
              + "|spark\\.metrics\\.conf\\.driver\\.sink\\.prometheusServlet\\.(class|path)"
              + "|spark\\.kubernetes\\.(namespace|container\\.image)"
              + "|spark\\.kubernetes\\.authenticate\\.driver\\.serviceAccountName"
              + "|spark\\.kubernetes\\.driver\\.annotation\\.prometheus\\.io/(scrape|path|port)"
              + "|spark\\.kubernetes\\.(driver|executor)\\.volumes\\.persistentVolumeClaim\\.data"
              + "\\.(mount\\.path|options\\.claimName)");

  @TempDir Path folder;

  private static Map<String, String> defaults() throws IOException {
    Map<String, String> defaults = new TreeMap<>();
    for (String line :
        Files.readAllLines(Manifests.REPOSITORY.resolve("conf/spark-defaults.conf"))) {
      if (line.startsWith("spark.")) {
        String[] parts = line.split("\\s+", 2);
        defaults.put(parts[0], parts[1].strip());
      }
    }
    return defaults;
  }

  private static String dockerfile() throws IOException {
    return Files.readString(Manifests.FOLDER.resolve("Dockerfile"));
  }

  private static void assertCommand(List<String> arguments) {
    StringWriter said = new StringWriter();
    CommandLine line = Histloss.commandLine();
    line.setErr(new PrintWriter(said, true));
    assertThat(Preflight.check(line, arguments.toArray(String[]::new)))
        .as("%s: %s", arguments, said)
        .isEqualTo(Preflight.GO_ON);
  }

  static void assertKnownToSpark(String key) {
    // Fills Spark's registry of keys.
    assertThat(org.apache.spark.internal.config.package$.MODULE$.EXECUTOR_CORES().key())
        .isEqualTo(SparkLauncher.EXECUTOR_CORES);
    assertThat(ConfigEntry.findEntry(key) != null || KNOWN_TO_SPARK.matcher(key).matches())
        .as(key)
        .isTrue();
  }

  @Test
  void everyCommandAndSettingIsTaken() throws IOException {
    for (JsonNode manifest : Manifests.of("train.yaml")) { // others: SampleCommandsTest
      assertCommand(Manifests.arguments(Manifests.application(manifest)));
    }
  }

  @Test
  void theyHoldWhatHistlossNeedsOfSpark() throws IOException {
    for (JsonNode manifest : Manifests.all()) {
      JsonNode application = Manifests.application(manifest);
      Map<String, String> confs = Manifests.sparkConf(application);
      confs.keySet().forEach(ManifestContentTest::assertKnownToSpark);
      confs.put("spark.driver.memoryOverhead", application.at("/driver/memoryOverhead").asText());
      confs.put("spark.executor.memory", application.at("/executor/memory").asText());
      confs.put(
          "spark.executor.memoryOverhead", application.at("/executor/memoryOverhead").asText());
      Map<String, String> needed = defaults();
      needed.keySet().removeIf(key -> key.startsWith("spark.yarn."));
      // for a standalone Worker's driver; Kubernetes starts its driver by spark-submit, which opens
      // the JDK by itself
      needed.remove("spark.driver.extraJavaOptions");
      assertThat(needed).hasSizeGreaterThan(8);
      assertThat(confs).containsAllEntriesOf(needed);
    }
  }

  @Test
  void pathsAreThoseOfTheImage() throws IOException {
    String image = dockerfile();
    List<MatchResult> copies =
        Pattern.compile("COPY (\\S+) (\\S+)").matcher(image).results().toList();
    assertThat(copies).hasSize(5);
    assertThat(copies.get(0).group(1)).isEqualTo("spark-job/target/histloss.jar");
    for (MatchResult copy : copies.subList(1, copies.size())) {
      assertThat(Manifests.REPOSITORY.resolve(copy.group(1))).isRegularFile();
    }
    for (JsonNode manifest : Manifests.all()) {
      JsonNode application = Manifests.application(manifest);
      assertThat(application.get("mainApplicationFile").asText())
          .isEqualTo("local://" + copies.get(0).group(2));
      assertThat(application.get("mainClass").asText()).isEqualTo(Main.class.getName());
      assertThat(image).contains("apache/spark:" + application.get("sparkVersion").asText() + "-");
      for (String role : List.of("driver", "executor")) {
        JsonNode pod = application.get(role);
        assertOptions(pod.get("javaOptions").asText(), copies.get(1).group(2));
        assertThat(pod.at("/volumeMounts/1/mountPath").asText()).isEqualTo("/var/cache/histloss");
        assertThat(image).contains("USER " + pod.at("/podSecurityContext/runAsUser").asText());
      }
    }
    assertThat(image).contains("install -d -o 185 -g 0 -m 0775 /var/cache/histloss\n");
    assertThat(image)
        .contains("ENV OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MALLOC_ARENA_MAX=2")
        .endsWith("USER 185\n");
  }

  private static void assertOptions(String options, String log) {
    assertThat(options.split(" "))
        .contains("-Dorg.bytedeco.javacpp.cachedir=/var/cache/histloss/javacpp")
        .contains("-Dlog4j2.configurationFile=" + log);
  }

  /** Runs the script with a SPARK_HOME whose spark-submit tells what it was given. */
  private List<String> submitted(String... command) throws IOException, InterruptedException {
    Path submit = folder.resolve("bin/spark-submit");
    Files.createDirectories(submit.getParent());
    Files.writeString(submit, "#!/bin/sh\nprintf '%s\\0' \"$@\"\n");
    assertThat(submit.toFile().setExecutable(true)).isTrue();
    List<String> line = new ArrayList<>(List.of(Manifests.FOLDER.resolve("submit").toString()));
    line.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("SPARK_HOME", folder.toString());
    builder.environment().put("KUBERNETES_MASTER", "https://127.0.0.1:6443");
    builder.environment().put("HISTLOSS_IMAGE", "registry.example.org/histloss:0.1.0");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return Arrays.asList(said.split("\0"));
  }

  @Test
  void theScriptSubmitsWhatSparkUnderstands() throws Exception {
    List<String> given = submitted("train", "--data=d", "--output=r", "--set=training.seed=7");
    int jar = given.indexOf("local:///opt/histloss/histloss.jar");
    assertThat(given.subList(0, 4))
        .containsExactly("--master", "k8s://https://127.0.0.1:6443", "--deploy-mode", "cluster");
    assertThat(given.subList(jar - 2, jar)).containsExactly("--class", Main.class.getName());
    assertThat(given).containsSequence("--properties-file", "conf/spark-defaults.conf");
    assertCommand(given.subList(jar + 1, given.size()));
    for (int i = 0; i < jar; i++) {
      if (given.get(i).equals("--conf")) {
        assertKnownToSpark(given.get(i + 1).split("=", 2)[0]);
      }
    }
    UnaryOperator<String> conf =
        key ->
            given.stream()
                .filter(part -> part.startsWith(key + "="))
                .map(part -> part.substring(key.length() + 1))
                .findFirst()
                .orElseThrow();
    assertOptions(
        conf.apply("spark.driver.extraJavaOptions"), "/opt/histloss/conf/log4j2-json.properties");
    assertOptions(
        conf.apply("spark.executor.extraJavaOptions"), "/opt/histloss/conf/log4j2-json.properties");
  }

  @Test
  void theScriptsExamplesAreTaken() throws IOException {
    List<String> examples =
        Files.readAllLines(Manifests.FOLDER.resolve("submit")).stream()
            .filter(line -> line.startsWith("#   deploy/kubernetes/submit "))
            .map(line -> line.substring("#   deploy/kubernetes/submit ".length()))
            .toList();
    assertThat(examples).hasSize(2);
    examples.forEach(example -> assertCommand(List.of(example.split(" "))));
  }
}
