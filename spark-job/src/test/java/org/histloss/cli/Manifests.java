package org.histloss.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The manifests in deploy/kubernetes. */
final class Manifests {
  static final Path REPOSITORY = Path.of("..");
  static final Path FOLDER = REPOSITORY.resolve("deploy/kubernetes");
  private static final ObjectMapper JSON = new ObjectMapper();

  private Manifests() {}

  /** Every document of every file for the Spark operator. */
  static List<JsonNode> all() throws IOException {
    List<JsonNode> documents = new ArrayList<>(of("train.yaml"));
    documents.addAll(of("retrain.yaml"));
    return documents;
  }

  /** Every document of one file. */
  static List<JsonNode> of(String name) throws IOException {
    return parse(Files.readString(FOLDER.resolve(name)));
  }

  /** What Kubernetes would be sent: anchors resolved, a key given twice refused. */
  static List<JsonNode> parse(String yaml) {
    LoaderOptions strict = new LoaderOptions();
    strict.setAllowDuplicateKeys(false);
    List<JsonNode> documents = new ArrayList<>();
    for (Object document : new Yaml(new SafeConstructor(strict)).loadAll(yaml)) {
      documents.add(JSON.valueToTree(document));
    }
    return documents;
  }

  /** The part that says what runs, of either kind. */
  static JsonNode application(JsonNode manifest) {
    JsonNode spec = manifest.get("spec");
    return spec.has("template") ? spec.get("template") : spec;
  }

  static List<String> arguments(JsonNode application) {
    return JSON.convertValue(
        application.get("arguments"),
        JSON.getTypeFactory().constructCollectionType(List.class, String.class));
  }

  static Map<String, String> sparkConf(JsonNode application) {
    return JSON.convertValue(
        application.get("sparkConf"),
        JSON.getTypeFactory().constructMapType(Map.class, String.class, String.class));
  }
}
