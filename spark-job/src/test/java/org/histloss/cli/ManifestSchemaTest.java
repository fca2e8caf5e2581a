package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The manifests have the fields that the Spark operator's resource definitions know. */
class ManifestSchemaTest {
  private static final String SCHEMA = "/kubernetes/spark-operator-v1beta2.schema.json";
  private final JsonSchema schema = schema();

  private static JsonSchema schema() {
    try (InputStream in = ManifestSchemaTest.class.getResourceAsStream(SCHEMA)) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> mistakes(JsonNode manifest) {
    return schema.validate(manifest).stream().map(ValidationMessage::getMessage).toList();
  }

  @Test
  void everyManifestIsValid() throws IOException {
    List<JsonNode> manifests = Manifests.all();
    assertThat(manifests)
        .extracting(manifest -> manifest.get("kind").asText())
        .containsExactly(
            "SparkApplication", "ScheduledSparkApplication", "ScheduledSparkApplication");
    for (JsonNode manifest : manifests) {
      assertThat(mistakes(manifest)).as(manifest.at("/metadata/name").asText()).isEmpty();
    }
  }

  @Test
  void noYamlIsLeftOut() throws IOException {
    try (Stream<java.nio.file.Path> files = Files.list(Manifests.FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "Dockerfile",
              "README.md",
              "cronjob.yaml",
              "histloss",
              "retrain-config.yaml",
              "retrain.yaml",
              "submit",
              "train.yaml");
    }
  }

  /** One change to a valid manifest; the schema names the field. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train.yaml   | mainClass: org             | mainKlass: org            | mainKlass",
        "train.yaml   | '    memoryOverhead: 1536' | '    memoryOverhed: 1536' | memoryOverhed",
        "train.yaml   | instances: 2               | instances: two            | instances",
        "train.yaml   | 'OMP_NUM_THREADS: \"1\"'   | 'OMP_NUM_THREADS: 1'      | OMP_NUM_THREADS",
        "train.yaml   | 'port: \"4040\"'           | 'port: 4040'              | port",
        "train.yaml   | sparkVersion: 3.5.6        | 'sparkVersion: 3.5'       | sparkVersion",
        "train.yaml   | '  type: Java'             | ''                        | type",
        "train.yaml   | type: OnFailure            | type: Sometimes           | restartPolicy",
        "train.yaml   | 'cores: 2'                 | 'cores: 0'                | cores",
        "train.yaml   | 'memory: 2g'               | 'memory: 2 GB'            | memory",
        "train.yaml   | v1beta2                    | v1beta1                   | apiVersion",
        "train.yaml   | claimName                  | claim                     | claimName",
        "train.yaml   | 'kind: Spark'              | 'kind: ScheduledSpark'    | schedule",
        "retrain.yaml | 'schedule: \"0 1 * * *\"'  | 'schedule: \"0 1 * *\"'   | schedule",
        "retrain.yaml | '  schedule: \"0 1 * * *\"'| ''                        | schedule",
        "retrain.yaml | Forbid                     | Never                     | concurrencyPolicy",
        "retrain.yaml | 'name: histloss-prepare'   | 'name: histloss_prepare'  | name",
        "retrain.yaml | 'path: /etc/histloss'      | 'mountPath: /etc/histloss' | mountPath",
        "retrain.yaml | 'cores: 2'                 | 'cores: \"2\"'            | cores",
      })
  void aWrongFieldNameOrTypeIsFound(String file, String right, String wrong, String named)
      throws IOException {
    String text = Files.readString(Manifests.FOLDER.resolve(file));
    assertThat(text).contains(right);
    JsonNode manifest = Manifests.parse(text.replace(right, wrong == null ? "" : wrong)).get(0);
    assertThat(mistakes(manifest)).isNotEmpty().anyMatch(mistake -> mistake.contains(named));
  }
}
