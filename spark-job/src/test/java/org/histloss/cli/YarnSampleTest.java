package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** deploy/yarn: the script really runs; spark-submit and hdfs are stand-ins. */
class YarnSampleTest {
  private static final Path NIGHTLY = Script.DEPLOY.resolve("yarn/nightly.sh");
  private static final String REGISTRY = "hdfs:///histloss/registry";

  @TempDir Path folder;

  private Path calls() {
    return folder.resolve("calls");
  }

  private Path status() {
    return folder.resolve("status.json");
  }

  private static String status(int exitCode, String state) {
    return """
        {
          "formatVersion" : 1,
          "state" : "%s",
          "exitCode" : %d,
          "message" : "gained \\"1.5 points\\" of mAP",
          "champion" : { "version" : "000001-1a2b3c4d", "generation" : 7 },
          "started" : "2026-11-25T01:40:00Z"
        }
        """
        .formatted(state, exitCode);
  }

  /**
   * What the script is given.
   *
   * @param prepare exit code of prepare
   * @param retrain exit code of spark-submit for a driver on the cluster
   * @param written by that driver to status.json, or null
   */
  private Map<String, String> environment(int prepare, int retrain, String written)
      throws IOException {
    Path next = folder.resolve("next-status");
    if (written != null) {
      Files.writeString(next, written);
    }
    Script.standIn(
        folder.resolve("spark/bin/spark-submit"),
        Script.noting(calls()),
        "echo spark says much",
        "case \" $* \" in *' --deploy-mode client '*) exit " + prepare + " ;; esac",
        "[ ! -f '" + next + "' ] || cp '" + next + "' '" + status() + "'",
        "exit " + retrain);
    Script.standIn(
        folder.resolve("bin/hdfs"),
        "[ \"$*\" = 'dfs -cat " + REGISTRY + "/status.json' ] || exit 64",
        "cat '" + status() + "'");
    Map<String, String> environment = new HashMap<>();
    environment.put("SPARK_HOME", folder.resolve("spark").toString());
    environment.put("PATH", Script.pathWith(folder.resolve("bin")));
    environment.put("HISTLOSS_INPUT", "hdfs:///photos.parquet");
    environment.put("HISTLOSS_DATA", "hdfs:///histloss/dataset");
    environment.put("HISTLOSS_REGISTRY", REGISTRY);
    return environment;
  }

  private Script nightly(Map<String, String> environment) throws Exception {
    return Script.run(folder, environment, NIGHTLY.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0  | promoted     | 0 | ok histloss: promoted (exit code 0)",
        "10 | not promoted | 0 | ok histloss: trained, not promoted (exit code 10)",
        "11 | nothing new  | 0 | ok histloss: nothing new (exit code 11)",
        "20 | failed       | 1 | FAILED histloss: retrain: failed (exit code 20)",
        "21 | data refused | 1 | FAILED histloss: retrain: data refused (exit code 21)",
        "30 | failed       | 1 | FAILED histloss: retrain: failed (exit code 30)",
        "31 | locked       | 1 | FAILED histloss: retrain: locked (exit code 31)",
        "40 | failed       | 1 | FAILED histloss: retrain: failed (exit code 40)",
        "70 | failed       | 1 | FAILED histloss: retrain: failed (exit code 70)",
        "40 | failed       | 0 | FAILED histloss: retrain: failed, although spark-submit ended with 0"
            + " (exit code 40)",
      })
  void whatCameOfItIsReadFromTheStatus(int code, String state, int submitted, String line)
      throws Exception {
    Files.writeString(status(), status(0, "promoted").replace("1.5", "0.5"));

    Script night = nightly(environment(0, submitted, status(code, state)));

    assertThat(night.output()).isEqualTo(line + ": gained \\\"1.5 points\\\" of mAP\n");
    assertThat(night.exitCode()).isEqualTo(code);
    assertThat(night.error()).contains("spark says much");
  }

  @Test
  void aStatusOfOneLineIsReadAsWell() throws Exception {
    String line = status(10, "not promoted").replaceAll("\\s*\n\\s*", "").replace(" : ", ":");

    Script night = nightly(environment(0, 0, line));

    assertThat(night.output())
        .isEqualTo(
            "ok histloss: trained, not promoted (exit code 10): gained \\\"1.5 points\\\" of mAP\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anOldOrMissingStatusIsNoSuccess(boolean old) throws Exception {
    String promoted = status(0, "promoted");
    if (old) {
      Files.writeString(status(), promoted);
    }

    Script night = nightly(environment(0, 0, old ? promoted : null));

    assertThat(night.exitCode()).isEqualTo(30);
    assertThat(night.output())
        .isEqualTo(
            "FAILED histloss: retrain wrote no status.json, spark-submit ended with 0: see yarn logs"
                + " (exit code 30)\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0  | promoted     | 1 | 30 | status.json says promoted, but spark-submit ended with 1",
        "10 | not promoted | 1 | 30 | status.json says not promoted, but spark-submit ended with 1",
        "11 | nothing new  | 1 | 30 | status.json says nothing new, but spark-submit ended with 1",
        "0  | failed       | 0 | 70 | status.json says failed with exit code 0, which does not",
        "10 | promoted     | 0 | 70 | status.json says promoted with exit code 10, which does not",
        "99 | failed       | 1 | 70 | status.json says failed with exit code 99, which does not",
      })
  void whatDisagreesIsNoSuccess(int code, String state, int submitted, int ends, String said)
      throws Exception {
    Script night = nightly(environment(0, submitted, status(code, state)));

    assertThat(night.output()).startsWith("FAILED histloss: " + said);
    assertThat(night.output().lines()).hasSize(1);
    assertThat(night.exitCode()).isEqualTo(ends);
  }

  @Test
  void nothingIsTrainedWhereTheDataCouldNotBePrepared() throws Exception {
    Script night = nightly(environment(21, 0, status(0, "promoted")));

    assertThat(night.exitCode()).isEqualTo(21);
    assertThat(night.output()).startsWith("FAILED histloss: prepare").contains("(exit code 21)");
    assertThat(Script.calls(calls())).hasSize(1);
  }

  @Test
  void bothCommandsAreSubmittedAsSparkUnderstands() throws Exception {
    nightly(environment(0, 0, status(0, "promoted")));

    List<List<String>> calls = Script.calls(calls());
    assertThat(calls).hasSize(2);
    String repository = Script.DEPLOY.getParent().toString();
    for (List<String> call : calls) {
      assertThat(call)
          .startsWith("--master", "yarn", "--deploy-mode")
          .containsSequence("--properties-file", repository + "/conf/spark-defaults.conf")
          .containsSequence("--files", repository + "/conf/retrain.conf#retrain.conf")
          .containsSequence(
              "--class", Main.class.getName(), repository + "/spark-job/target/histloss.jar")
          .contains("spark.yarn.appMasterEnv.HISTLOSS_REGISTRY=" + REGISTRY);
      for (int i = 1; i < call.size(); i++) {
        if (call.get(i - 1).equals("--conf")) {
          ManifestContentTest.assertKnownToSpark(call.get(i).split("=", 2)[0]);
        }
      }
    }
    assertThat(calls.get(0)).contains("client").containsSequence("prepare", "--append");
    assertThat(calls.get(1)).contains("cluster").endsWith("retrain", "--config", "retrain.conf");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SPARK_HOME", "HISTLOSS_INPUT", "HISTLOSS_DATA", "HISTLOSS_REGISTRY"})
  void whatMustBeSetIsNamed(String name) throws Exception {
    Map<String, String> environment = environment(0, 0, null);
    environment.remove(name);

    Script night = nightly(environment);

    assertThat(night.exitCode()).isEqualTo(20);
    assertThat(night.output())
        .isEqualTo("FAILED histloss: " + name + " must be set (exit code 20)\n");
    assertThat(calls()).doesNotExist();
  }
}
