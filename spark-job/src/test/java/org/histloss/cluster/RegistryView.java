package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that a registry holds, except who did it when and at what cost.
 *
 * @param files what each file holds, by its path in the registry; of a page or a chart only that it
 *     is there
 */
record RegistryView(Map<String, String> files) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> OF_THE_MOMENT = List.of("at", "who", "generation", "cost");

  /** Its checksum is another with every line of the moment in it. */
  private static final String CARD = "MODEL_CARD.md";

  /** Reads a registry that nobody changes; the lock's files are left out. */
  static RegistryView of(Path registry) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(registry)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = registry.relativize(file).toString();
        if (!name.startsWith("lock/")) {
          files.put(name, content(file));
        }
      }
    }
    return new RegistryView(files);
  }

  private static String content(Path file) throws IOException {
    String path = file.toString();
    byte[] bytes = Files.readAllBytes(file);
    String name = file.getFileName().toString();
    return switch (name) {
      case "champion.json", "version.json" -> lasting(JSON.readTree(bytes)).toString();
      case "history.jsonl" -> {
        StringBuilder lines = new StringBuilder();
        for (String line : text(bytes).lines().toList()) {
          lines.append(lasting(JSON.readTree(line))).append('\n');
        }
        yield lines.toString();
      }
      case CARD -> without(bytes, "- Decided: ");
      case "checksums.sha256" -> without(bytes, CARD);
      case "metrics.jsonl" -> text(bytes).lines().count() + " rounds";
      case "request.json", "profile.json", "anchors.json", "config.conf", "model.json" ->
          sha256(bytes);
      default -> path.endsWith(".bin") || path.endsWith(".csv") ? sha256(bytes) : "";
    };
  }

  private static JsonNode lasting(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(OF_THE_MOMENT);
      object.remove("model/" + CARD);
    }
    node.forEach(RegistryView::lasting);
    return node;
  }

  private static String without(byte[] text, String part) {
    return text(text)
        .lines()
        .filter(line -> !line.contains(part))
        .collect(Collectors.joining("\n"));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The same of a pointer alone, as {@code champion.json} held it. */
  static String pointer(String content) {
    try {
      return lasting(JSON.readTree(content)).toString();
    } catch (IOException e) {
      throw new AssertionError("champion.json was torn: " + content, e);
    }
  }

  /** What {@code champion.json} holds, or {@link RetrainProcess#NO_POINTER}. */
  String pointer() {
    return files.getOrDefault("champion.json", RetrainProcess.NO_POINTER);
  }

  /** Lines of the history. */
  long lines() {
    return files.getOrDefault("history.jsonl", "").lines().count();
  }

  /** Names every file that is missing, left over or another. */
  void assertIs(RegistryView expected) {
    assertThat(files.keySet()).as("files").isEqualTo(expected.files.keySet());
    files.forEach((name, held) -> assertThat(held).as(name).isEqualTo(expected.files.get(name)));
  }
}
