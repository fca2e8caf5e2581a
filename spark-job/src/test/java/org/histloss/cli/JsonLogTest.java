package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of a process of its own with conf/log4j2-json.properties: every line is JSON. */
class JsonLogTest {
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private static final String AWKWARD =
      "he said \"no\" at C:\\temp\\n,\r\nthen {\"a\": [1]} \t\b\f\u0001\u007f\u2028 größer 🙂 %m ${java:os}";

  @TempDir Path folder;

  /** What the process logs. */
  static final class Speaker {
    private Speaker() {}

    public static void main(String[] arguments) throws Exception {
      Logger ours = LoggerFactory.getLogger("org.histloss.some.Job");
      Logger others = LoggerFactory.getLogger("com.example.Library");
      ours.info("plain");
      ours.info("{}", AWKWARD);
      ours.debug("for the file only");
      others.info("for nobody");
      Exception cause = new IllegalArgumentException(AWKWARD);
      others.warn(AWKWARD, new IllegalStateException("line 1\n\"line 2\"", cause));
      Thread thread = new Thread(() -> ours.warn("from afar"), "a \"quoted\"\nthread\\");
      thread.start();
      thread.join();
      Terminal.logLines().println("round 1/2  loss 0.1  größer");
      Histloss.commandLine().execute("train", "--data=d", "--output=r", "--set=loss.bins=0");
      Histloss.commandLine().execute("train", "--data=d", "--output=r", "--dta=d");
    }
  }

  @Test
  void everyLineIsOneJsonObject() throws Exception {
    Path log = folder.resolve("histloss.log");
    Path screen = folder.resolve("screen");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dlog4j2.configurationFile=" + Path.of("..", "conf", "log4j2-json.properties"),
                "-Dhistloss.log-format=json",
                "-Dhistloss.log=" + log,
                Speaker.class.getName())
            .redirectError(screen.toFile())
            .start();
    assertThat(process.getInputStream().readAllBytes()).isEmpty();
    assertThat(process.waitFor()).isZero();

    List<JsonNode> shown = lines(screen);
    assertThat(shown)
        .extracting(line -> line.get("message").asText())
        .containsExactly(
            "plain",
            AWKWARD,
            AWKWARD,
            "from afar",
            "round 1/2  loss 0.1  größer",
            "loss.bins = 0: must be at least 1",
            "Unknown option: '--dta', did you mean --data? (see histloss train --help)");
    assertThat(shown)
        .extracting(line -> line.get("level").asText())
        .containsExactly("INFO", "INFO", "WARN", "WARN", "INFO", "ERROR", "ERROR");
    assertThat(shown.get(3).get("thread").asText()).isEqualTo("a \"quoted\"\nthread\\");
    assertExceptionIsKept(shown);
    assertThat(lines(log)).hasSize(shown.size() + 1).containsAll(shown);
  }

  private static void assertExceptionIsKept(List<JsonNode> shown) {
    assertThat(shown).filteredOn(line -> line.has("exception")).hasSize(1);
    assertThat(shown.get(2).get("exception").asText())
        .startsWith("java.lang.IllegalStateException: line 1\n\"line 2\"\n\tat org.histloss.")
        .contains("Caused by: java.lang.IllegalArgumentException: " + AWKWARD);
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> nodes = new ArrayList<>();
    // Not Files.readAllLines, which takes a carriage return for the end of a line.
    for (String line : Files.readString(file).split("\n")) {
      JsonNode node = STRICT.readTree(line);
      assertThat(node.isObject()).as(line).isTrue();
      assertThat(Instant.parse(node.get("time").asText())).isAfter("2025-01-01T00:00:00Z");
      assertThat(node.get("logger").asText()).isNotEmpty();
      nodes.add(node);
    }
    return nodes;
  }
}
