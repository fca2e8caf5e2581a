package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Settings that are refused: nobody sees the exit code of a driver on a cluster. */
class RetrainRefusedTest {
  @TempDir Path folder;
  private final StringWriter err = new StringWriter();
  private Path config;

  @BeforeEach
  void config() throws IOException {
    config = folder.resolve("retrain.conf");
    Files.writeString(
        config,
        "retrain { registry = \"%s\", data = \"%s\" }"
            .formatted(folder.resolve("registry"), folder.resolve("data")));
  }

  private CommandLine commandLine() {
    return Histloss.commandLine().setErr(new PrintWriter(err, true));
  }

  private String[] retrain(String... more) {
    List<String> arguments = new ArrayList<>(List.of("retrain", "--config=" + config));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private JsonNode status() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("registry/status.json").toFile());
  }

  private void assertTold(String message) throws IOException {
    assertThat(status().path("exitCode").asInt()).isEqualTo(20);
    assertThat(status().path("state").asText()).isEqualTo("failed");
    assertThat(status().path("message").asText()).startsWith(message);
    assertThat(folder.resolve("registry/metrics.prom"))
        .content()
        .contains("\nhistloss_retrain_last_exit_code 20\n");
    assertThat(err.toString().lines()).singleElement().asString().startsWith(message);
  }

  @ParameterizedTest
  @CsvSource({
    "trainning.seed=2, 'trainning.seed: unknown key, did you mean training.seed?'",
    "retrain.keep=1, retrain.keep = 1: ",
    "evaluation.protocol=single-shot, evaluation.protocol = single-shot: ",
    "retrain.web-hook.url=nowhere, retrain.web-hook.url: must be an address",
  })
  void theStatusSaysSo(String setting, String message) throws IOException {
    assertThat(commandLine().execute(retrain("--set=" + setting))).isEqualTo(20);
    assertTold(message);
  }

  private void begun() throws IOException {
    Files.createDirectories(folder.resolve("registry/lock"));
  }

  @Test
  void theLauncherSaysSoBeforeItSubmits() throws IOException {
    begun();
    assertThat(Preflight.check(commandLine(), retrain("--set=trainning.seed=2"))).isEqualTo(20);
    assertTold("trainning.seed: unknown key");
  }

  /** On a cluster the folder of this name may be another one. */
  @Test
  void theLauncherMakesNoRegistry() throws IOException {
    assertThat(Preflight.check(commandLine(), retrain("--set=trainning.seed=2"))).isEqualTo(20);
    assertThat(folder.resolve("registry")).doesNotExist();
    Files.writeString(folder.resolve("registry"), "a file");
    assertThat(Preflight.check(commandLine(), retrain("--set=trainning.seed=2"))).isEqualTo(20);
  }

  @Test
  void aWebHooksAddressIsNotPrinted() throws IOException {
    begun();
    for (String set :
        List.of(
            "retrain.web-hook.url:https://host/secret",
            "retrain.web-hook.url:https://host/secret?a=b",
            "retrain.web-hook.url=[\"https://host/secret\"]",
            "retrain.web-hook.timeout-seconds=https://host/secret")) {
      assertThat(commandLine().execute(retrain("--set=" + set))).isEqualTo(20);
      assertThat(status().path("exitCode").asInt()).isEqualTo(20);
    }
    assertThat(err.toString()).contains("retrain.web-hook").doesNotContain("secret");
    assertThat(status().toString()).contains("retrain.web-hook").doesNotContain("secret");
  }

  @Test
  void aConfigurationThatIsNotThereNamesNoRegistryButTheCommandLineMay() throws IOException {
    begun();
    String missing = "--config=file:" + folder.resolve("missing.conf");
    String registry = "--set=retrain.registry=" + folder.resolve("registry");
    assertThat(commandLine().execute("retrain", missing, registry)).isEqualTo(20);
    assertTold("--config file:");
  }

  @Test
  void aBrokenFileNamesNoRegistryButTheCommandLineMay() throws IOException {
    String registry = "--set=retrain.registry=" + folder.resolve("registry");
    Files.writeString(config, "retrain {");
    assertThat(commandLine().execute(retrain())).isEqualTo(20);
    assertThat(folder.resolve("registry")).doesNotExist();

    err.getBuffer().setLength(0);
    assertThat(commandLine().execute(retrain(registry))).isEqualTo(20);
    assertThat(folder.resolve("registry")).as("the data may lie there").doesNotExist();

    begun();
    err.getBuffer().setLength(0);
    assertThat(commandLine().execute(retrain(registry))).isEqualTo(20);
    assertTold("--config " + config + ": ");
  }

  /** A data set's folder holds nothing else. */
  @ParameterizedTest
  @CsvSource({"retrain.keep=2", "retrain.keep=1", "trainning.seed=2"})
  void nothingIsWrittenIntoTheData(String setting) throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    String inside = "--set=retrain.registry=" + data.resolve("registry");
    assertThat(commandLine().execute(retrain(inside, "--set=" + setting))).isEqualTo(20);
    assertThat(data).isEmptyDirectory();
  }

  @Test
  void whereItCannotBeToldStandardErrorHasBoth() throws IOException {
    Files.writeString(folder.resolve("registry"), "a file");
    assertThat(commandLine().execute(retrain("--set=retrain.keep=1"))).isEqualTo(30);
    assertThat(err.toString())
        .contains("status.json", "retrain.keep = 1: must be at least 2")
        .hasLineCount(1);
  }
}
