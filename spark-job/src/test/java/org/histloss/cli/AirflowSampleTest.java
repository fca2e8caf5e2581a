package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** deploy/airflow: Python and Bash really run; what Airflow would do stands in run_dag.py. */
class AirflowSampleTest {
  private static final String OUTCOME =
      Script.DEPLOY.resolve("airflow/histloss_outcome.py").toString();
  private static final String DAG =
      Script.DEPLOY.resolve("airflow/histloss_retraining.py").toString();
  private static final String STARTED = "2026-11-25T01:30:00Z";

  @TempDir Path folder;

  @BeforeEach
  void needPython() {
    assumeTrue(Script.onPath("python3"), "python3 is not installed");
  }

  private Script python(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "python3";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return Script.run(folder, Map.of("PYTHONDONTWRITEBYTECODE", "1"), command);
  }

  private String registry(String status) throws IOException {
    Path registry = Files.createDirectories(folder.resolve("registry"));
    Files.writeString(registry.resolve("status.json"), status);
    return registry.toString();
  }

  private static String status(Object exitCode, String state, String finished) {
    return "{\"formatVersion\": 1, \"state\": \"%s\", \"exitCode\": %s, \"message\": \"what came of it\","
            .formatted(state, exitCode)
        + " \"started\": \"2026-11-25T01:40:00Z\", \"finished\": \"%s\"}".formatted(finished);
  }

  private Script judged(String registry, String... exitCode) throws Exception {
    String[] start = {OUTCOME, "--registry", registry, "--since", STARTED};
    String[] all = java.util.Arrays.copyOf(start, start.length + exitCode.length);
    System.arraycopy(exitCode, 0, all, start.length, exitCode.length);
    return python(all);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0  | promoted     | promoted: exit code 0: what came of it      | 0",
        "10 | not promoted | not promoted: exit code 10: what came of it | 0",
        "11 | nothing new  | nothing new: exit code 11: what came of it  | 0",
        "20 | failed       | failed: exit code 20: what came of it       | 1",
        "21 | data refused | failed: exit code 21: what came of it       | 1",
        "21 | failed       | failed: exit code 21: what came of it       | 1",
        "30 | failed       | try again: exit code 30: what came of it    | 1",
        "31 | locked       | try again: exit code 31: what came of it    | 1",
        "40 | failed       | failed: exit code 40: what came of it       | 1",
        "70 | failed       | failed: exit code 70: what came of it       | 1",
      })
  void codeAndStatusThatAgree(int code, String state, String line, int ends) throws Exception {
    String registry = registry(status(code, state, "2026-11-25T02:10:00Z"));

    Script known = judged(registry, "--exit-code", String.valueOf(code));
    Script unknown = judged("file://" + registry + "/");

    assertThat(known.output()).isEqualTo(line + "\n");
    assertThat(known.exitCode()).as(known.error()).isEqualTo(ends);
    assertThat(unknown.output()).isEqualTo(line + "\n");
    assertThat(unknown.exitCode()).as(unknown.error()).isEqualTo(ends);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0  | 10     | not promoted | 2026-11-25T02:10:00Z | failed: exit code 0, but status.json says"
            + " exit code 10, the command ended with 0",
        "0  | 0      | failed       | 2026-11-25T02:10:00Z | failed: exit code 0, but status.json says"
            + " 'failed' with exit code 0, which does not go together",
        "10 | 10     | promoted     | 2026-11-25T02:10:00Z | failed: exit code 10, but status.json says"
            + " 'promoted' with exit code 10, which does not go together",
        "0  | 0      | promoted     | 2026-11-24T02:10:00Z | failed: exit code 0, but status.json is of"
            + " 2026-11-24T02:10:00Z, before this run was started",
        "11 | 11     | nothing new  | soon                 | failed: exit code 11, but status.json says"
            + " finished = 'soon', which is no time",
        "0  | \"0\"  | promoted     | 2026-11-25T02:10:00Z | failed: exit code 0, but status.json says"
            + " exitCode = '0', which is no number",
        "31 | 0      | promoted     | 2026-11-25T02:10:00Z | try again: exit code 31; status.json says"
            + " exit code 0, the command ended with 31",
        "99 | 99     | failed       | 2026-11-25T02:10:00Z | failed: exit code 99; status.json says"
            + " 'failed' with exit code 99, which does not go together",
      })
  void whatDisagreesIsNoSuccess(
      String code, String stored, String state, String finished, String line) throws Exception {
    Script judged = judged(registry(status(stored, state, finished)), "--exit-code", code);

    assertThat(judged.output()).isEqualTo(line + "\n");
    assertThat(judged.exitCode()).as(judged.error()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"exitCode\": 0, \"sta", "[0]"})
  void aStatusThatCannotBeReadIsNoSuccess(String content) throws Exception {
    Script judged = judged(registry(content), "--exit-code", "0");
    Script unknown = judged(folder.resolve("nowhere").toString());

    assertThat(judged.output())
        .isEqualTo("failed: exit code 0, but the registry has no status.json that can be read\n");
    assertThat(unknown.output())
        .isEqualTo("failed: the registry has no status.json that can be read\n");
    assertThat(judged.exitCode() + unknown.exitCode()).isEqualTo(2);
  }

  @Test
  void aStatusOfAMoveByHandIsNotThatOfTheRun() throws Exception {
    String moved = status(0, "promoted", "2026-11-25T02:10:00Z");

    Script judged =
        judged(registry(moved.replace("{", "{\"command\": \"rollback\", ")), "--exit-code", "0");

    assertThat(judged.output())
        .isEqualTo("failed: exit code 0, but status.json is of a rollback that came after\n");
  }

  @Test
  void aRegistryElsewhereIsReadByHadoop() throws Exception {
    Path calls = folder.resolve("calls");
    Script.standIn(
        folder.resolve("bin/hadoop"),
        Script.noting(calls),
        "echo '" + status(0, "promoted", "2026-11-25T02:10:00Z") + "'");

    Script judged =
        Script.run(
            folder,
            Map.of("PATH", Script.pathWith(folder.resolve("bin"))),
            "python3",
            OUTCOME,
            "--registry=hdfs://name-node:8020/registry/",
            "--since=" + STARTED);

    assertThat(judged.output()).startsWith("promoted: ");
    assertThat(Script.calls(calls))
        .containsExactly(List.of("fs", "-cat", "hdfs://name-node:8020/registry/status.json"));
  }

  private JsonNode dag(String version) throws Exception {
    Path runner = Path.of(getClass().getResource("/airflow/run_dag.py").toURI());
    Script told = python(runner.toString(), version, DAG, "tasks");
    assertThat(told.exitCode()).as(told.error()).isZero();
    return new ObjectMapper().readTree(told.output());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "3"})
  void theDagHasItsTasksInOrder(String version) throws Exception {
    JsonNode dag = dag(version);

    assertThat(dag.get("dag_id").asText()).isEqualTo("histloss_retraining");
    assertThat(dag.get("max_active_runs").asInt()).isEqualTo(1);
    assertThat(dag.get("catchup").asBoolean(true)).isFalse();
    assertThat(dag.get("zone").asText()).isEqualTo("UTC");
    JsonNode tasks = dag.get("tasks");
    assertThat(tasks.fieldNames())
        .toIterable()
        .containsExactly("prepare", "retrain", "check_status");
    assertThat(tasks.at("/prepare/after")).isEmpty();
    assertThat(tasks.at("/retrain/after/0").asText()).isEqualTo("prepare");
    assertThat(tasks.at("/check_status/after/0").asText()).isEqualTo("retrain");
    assertThat(tasks.at("/retrain/retries").asInt()).isPositive();
    assertThat(tasks.at("/check_status/retries").asInt(1)).isZero();
    assertThat(tasks.at("/check_status/trigger_rule").asText()).isEqualTo("all_done");
    assertThat(tasks.at("/check_status/python_callable").asText()).isEqualTo("check_status");
  }

  /** Runs a task's Bash as Airflow would, with a launcher that ends with {@code code}. */
  private Script bash(String task, int code) throws Exception {
    JsonNode operator = dag("2").at("/tasks/" + task);
    Map<String, String> environment = new HashMap<>();
    operator
        .get("env")
        .fields()
        .forEachRemaining(e -> environment.put(e.getKey(), e.getValue().asText()));
    environment.put(
        "HISTLOSS",
        Script.standIn(
                folder.resolve("histloss"),
                Script.noting(folder.resolve("calls")),
                "echo summary",
                "exit " + code)
            .toString());
    return Script.run(folder, environment, "bash", "-c", operator.get("bash_command").asText());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "10, 0",
    "11, 0",
    "20, 0",
    "21, 0",
    "40, 0",
    "70, 0",
    "30, 30",
    "31, 31",
    "137, 137"
  })
  void retrainFailsOnlyWhereARetryMayHelp(int code, int ends) throws Exception {
    Script task = bash("retrain", code);

    assertThat(task.exitCode()).isEqualTo(ends);
    assertThat(task.output()).isEqualTo(ends == 0 ? "summary\n" + code + "\n" : "summary\n");
    assertThat(Script.calls(folder.resolve("calls")))
        .containsExactly(List.of("retrain", "--config", "/opt/histloss/conf/retrain.conf"));
  }

  @Test
  void prepareFailsWithTheCommand() throws Exception {
    assertThat(bash("prepare", 0).exitCode()).isZero();
    assertThat(bash("prepare", 21).exitCode()).isEqualTo(21);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0    | 0  | promoted     | returned promoted",
        "10   | 10 | not promoted | returned not promoted",
        "none | 10 | not promoted | AirflowFailException retrain did not end; another run: exit code 10:"
            + " what came of it",
        "11   | 11 | nothing new  | AirflowSkipException exit code 11: what came of it",
        "20   | 20 | failed       | AirflowFailException exit code 20: what came of it",
        "none | 31 | locked       | AirflowFailException exit code 31: what came of it",
        "0    | 10 | not promoted | AirflowFailException exit code 0, but status.json says exit code"
            + " 10, the command ended with 0",
      })
  void theLastTaskHoldsTheCodeAgainstTheStatus(String code, int stored, String state, String ended)
      throws Exception {
    String registry = registry(status(stored, state, "2026-11-25T02:10:00Z"));
    Path runner = Path.of(getClass().getResource("/airflow/run_dag.py").toURI());

    Script check =
        python(
            runner.toString(), "3", DAG, "check", registry, code, STARTED.replace("Z", "+00:00"));

    assertThat(check.error()).isEmpty();
    assertThat(check.output().lines().toList().get(1)).isEqualTo(ended);
  }
}
