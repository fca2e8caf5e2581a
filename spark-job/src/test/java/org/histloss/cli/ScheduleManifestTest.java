package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.histloss.config.RetrainSettings;
import org.histloss.config.SettingsReader;
import org.histloss.dataset.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The CronJob, its settings and the alerts have the fields that their readers know. */
class ScheduleManifestTest {
  private static final String KUBERNETES = "/kubernetes/batch-v1.schema.json";
  private static final String PROMETHEUS = "/prometheus/rules.schema.json";
  private static final String RULES = "../prometheus/histloss.rules.yaml";

  @TempDir Path folder;

  private static List<String> mistakes(String schema, JsonNode document) throws IOException {
    try (InputStream in = ScheduleManifestTest.class.getResourceAsStream(schema)) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(in)
          .validate(document)
          .stream()
          .map(ValidationMessage::getMessage)
          .toList();
    }
  }

  private static JsonNode only(String file) throws IOException {
    List<JsonNode> documents = Manifests.of(file);
    assertThat(documents).hasSize(1);
    return documents.get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "cronjob.yaml, " + KUBERNETES,
    "retrain-config.yaml, " + KUBERNETES,
    RULES + ", " + PROMETHEUS,
  })
  void everyFileIsValid(String file, String schema) throws IOException {
    assertThat(mistakes(schema, only(file))).isEmpty();
  }

  /** One change to a valid file; the schema names the field. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cronjob.yaml | concurrencyPolicy: Forbid | concurencyPolicy: Forbid  | concurencyPolicy",
        "cronjob.yaml | Policy: Forbid            | Policy: Never             | concurrencyPolicy",
        "cronjob.yaml | restartPolicy: Never      | restartPolicy: OnFailure  | restartPolicy",
        "cronjob.yaml | '          restartPolicy: Never' | ''                 | restartPolicy",
        "cronjob.yaml | backoffLimit: 5           | 'backoffLimit: \"5\"'     | backoffLimit",
        "cronjob.yaml | '\"30 1 * * *\"'          | '\"30 1 * *\"'            | schedule",
        "cronjob.yaml | '[20, 21'                 | '[0, 21'                  | values",
        "cronjob.yaml | operator: In              | operator: OneOf           | operator",
        "cronjob.yaml | action: FailJob           | action: Fail              | action",
        "cronjob.yaml | 'status: \"True\"'        | status: true              | status",
        "cronjob.yaml | onPodConditions           | onConditions              | onConditions",
        "cronjob.yaml | memory: 8Gi               | memory: 8 GB              | memory",
        "cronjob.yaml | batch/v1                  | batch/v1beta1             | apiVersion",
        "cronjob.yaml | batch/v1                  | v1                        | apiVersion",
        "cronjob.yaml | 'image: reg'              | 'img: reg'                | img",
        "cronjob.yaml | value: 4g                 | value: 4                  | value",
        "cronjob.yaml | claimName                 | claim                     | claimName",
        "cronjob.yaml | optional: true            | optional: 'yes'           | optional",
        "cronjob.yaml | secretKeyRef              | secretRef                 | secretRef",
        "retrain-config.yaml | 'data:'            | 'dta:'                    | dta",
        "retrain-config.yaml | 'retrain.conf: |'  | 'retrain.conf: 1 #'       | data",
      })
  void aWrongFieldNameOrTypeIsFound(String file, String right, String wrong, String named)
      throws IOException {
    assertFound(KUBERNETES, file, right, wrong, named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'expr: min'        | 'exp: min'         | expr",
        "'for: 10m'         | 'for: 10 minutes'  | for",
        "annotations        | annotation         | annotation",
        "severity: critical | severity: 1        | severity",
      })
  void aWrongFieldOfAnAlertIsFound(String right, String wrong, String named) throws IOException {
    assertFound(PROMETHEUS, RULES, right, wrong, named);
  }

  private static void assertFound(
      String schema, String file, String right, String wrong, String named) throws IOException {
    String text = Files.readString(Manifests.FOLDER.resolve(file));
    assertThat(text).contains(right);
    String changed = text.replace(right, wrong == null ? "" : wrong);
    if (named.equals("data")) { // the settings are no text any more, so their lines are not YAML
      changed = changed.substring(0, changed.indexOf('\n', changed.indexOf("1 #")));
    }
    assertThat(mistakes(schema, Manifests.parse(changed).get(0)))
        .isNotEmpty()
        .anyMatch(mistake -> mistake.contains(named));
  }

  @Test
  void onlyWhatARetryCannotMendFailsTheJobAtOnce() throws IOException {
    JsonNode job = only("cronjob.yaml").at("/spec/jobTemplate/spec");
    List<Integer> codes = new ArrayList<>();
    job.at("/podFailurePolicy/rules/1/onExitCodes/values").forEach(code -> codes.add(code.asInt()));

    assertThat(codes)
        .containsExactly(
            ExitCode.BAD_CONFIGURATION.code(),
            ExitCode.BAD_DATA.code(),
            ExitCode.DIVERGED.code(),
            ExitCode.BUG.code());
    assertThat(job.at("/podFailurePolicy/rules/1/onExitCodes/containerName").asText())
        .isEqualTo(job.at("/template/spec/containers/0/name").asText());
  }

  @Test
  void pathsAndVariablesAreThoseOfImageAndScript() throws IOException {
    JsonNode pod = only("cronjob.yaml").at("/spec/jobTemplate/spec/template/spec");
    JsonNode container = pod.at("/containers/0");
    String image = Files.readString(Manifests.FOLDER.resolve("Dockerfile"));
    String command = container.at("/command/0").asText();
    List<MatchResult> copies =
        Pattern.compile("COPY (\\S+) (\\S+)").matcher(image).results().toList();

    assertThat(copies).anyMatch(copy -> copy.group(2).equals(command));
    for (MatchResult copy : copies) {
      if (copy.group(1).endsWith("nightly.sh") || copy.group(1).endsWith("/histloss")) {
        assertThat(Manifests.REPOSITORY.resolve(copy.group(1))).isExecutable();
      }
    }
    String scripts =
        Files.readString(Script.DEPLOY.resolve("cron/nightly.sh"))
            + Files.readString(Manifests.FOLDER.resolve("histloss"))
            + Files.readString(Manifests.REPOSITORY.resolve("conf/retrain.conf"));
    container
        .get("env")
        .forEach(variable -> assertThat(scripts).contains(variable.get("name").asText()));
    Map<String, String> mounts = new TreeMap<>();
    container
        .get("volumeMounts")
        .forEach(m -> mounts.put(m.get("name").asText(), m.get("mountPath").asText()));
    pod.get("volumes").forEach(v -> assertThat(mounts).containsKey(v.get("name").asText()));
    assertThat(mounts)
        .containsEntry("cache", "/var/cache/histloss")
        .containsEntry("config", "/etc/histloss");
    assertThat(pod.at("/volumes/2/configMap/name").asText())
        .isEqualTo(only("retrain-config.yaml").at("/metadata/name").asText());
  }

  @Test
  void theLauncherOfTheImageSubmitsWhatSparkUnderstands() throws Exception {
    Path calls = folder.resolve("calls");
    Script.standIn(folder.resolve("bin/spark-submit"), Script.noting(calls), "exit 10");

    Script launched =
        Script.run(
            folder,
            Map.of("SPARK_HOME", folder.toString(), "HISTLOSS_MASTER", "local[4]"),
            Manifests.FOLDER.toAbsolutePath().resolve("histloss").toString(),
            "evaluate",
            "--split=the test half");

    assertThat(launched.exitCode()).isEqualTo(10);
    List<String> call = Script.calls(calls).get(0);
    assertThat(call)
        .startsWith("--master", "local[4]", "--properties-file")
        .contains("spark.driver.memory=4g")
        .endsWith("/opt/histloss/histloss.jar", "evaluate", "--split=the test half");
    String image = Files.readString(Manifests.FOLDER.resolve("Dockerfile"));
    Pattern.compile("/opt/histloss/[\\w./-]+")
        .matcher(String.join(" ", call))
        .results()
        .forEach(path -> assertThat(image).contains(" " + path.group() + "\n"));
    for (int i = 1; i < call.size(); i++) {
      if (call.get(i - 1).equals("--conf")) {
        ManifestContentTest.assertKnownToSpark(call.get(i).split("=", 2)[0]);
      }
    }
  }

  @Test
  void settingsOfTheManifestsAreTaken() throws IOException {
    String settings = only("retrain-config.yaml").at("/data").get("retrain.conf").asText();
    Path file = Files.writeString(folder.resolve("retrain.conf"), settings);

    RetrainSettings retrain = SettingsReader.readRetrain(file, List.of());

    assertThat(SettingsReader.read(file, List.of()).split().test()).isEqualTo(0.2);
    for (JsonNode variable : only("cronjob.yaml").findValue("env")) {
      if (variable.get("name").asText().equals("HISTLOSS_DATA")) {
        assertThat(retrain.data()).isEqualTo(variable.get("value").asText());
      }
      if (variable.get("name").asText().equals("HISTLOSS_REGISTRY")) {
        assertThat(retrain.registry()).isEqualTo(variable.get("value").asText());
      }
    }
  }

  @Test
  void theSampleConfigurationIsTaken() {
    Path file = Manifests.REPOSITORY.resolve("conf/retrain.conf");

    RetrainSettings retrain = SettingsReader.readRetrain(file, List.of());

    assertThat(retrain.registry()).isIn("registry", System.getenv("HISTLOSS_REGISTRY"));
    assertThat(retrain.data()).isIn("dataset", System.getenv("HISTLOSS_DATA"));
    assertThat(retrain.keep()).isEqualTo(7);
    assertThat(SettingsReader.read(file, List.of()).training().epochs()).isEqualTo(10);
  }

  @Test
  void alertsAskForFiguresThatARegistryHas() throws IOException {
    List<String> names = new ArrayList<>();
    only(RULES)
        .findValues("expr")
        .forEach(
            expression ->
                Pattern.compile("histloss_\\w+")
                    .matcher(expression.asText())
                    .results()
                    .forEach(name -> names.add(name.group())));

    assertThat(names)
        .isSubsetOf(
            "histloss_retrain_last_exit_code", "histloss_retrain_last_finished_timestamp_seconds")
        .hasSize(7);
  }
}
