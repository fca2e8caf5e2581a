package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.histloss.retraining.registry.Registry;
import org.histloss.retraining.registry.RegistryCheck;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A registry from its first night on, by the command line, as a scheduler would have it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RetrainNightsTest {
  @TempDir private static Path folder;
  private static CapturedLog log;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void listen() {
    log = CapturedLog.start();
  }

  @AfterAll
  static void listenNoMore() {
    log.close();
  }

  private static void draw(int from, int to) throws IOException {
    ThingPhotos.draw(folder.resolve("photos"), from, to);
  }

  private int run(String... arguments) {
    CommandLine line = Histloss.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private void prepare() throws IOException {
    Files.writeString(
        folder.resolve("retrain.conf"),
        """
        image { height = 12, width = 12 }
        split { train = 0.5, test = 0.5 }
        network { channels = [4, 8], embedding-dimension = 8 }
        batch { identities = 4, samples-per-identity = 3 }
        loss.bins = 20
        training { steps = 12, averaging-period = 2, checkpoint-period = 1 }
        evaluation { bootstrap-draws = 100 }
        retrain { registry = "%s", data = "%s", keep = 2, owner = night, lock.heartbeat-seconds = 1
          lock.expiry-seconds = 3, web-hook.url = "http://127.0.0.1:9/secret-token" }
        """
            .formatted(folder.resolve("registry"), folder.resolve("dataset")));
    assertThat(
            run(
                "prepare",
                "--source=folder",
                "--input=" + folder.resolve("photos"),
                "--config=" + folder.resolve("retrain.conf"),
                "--output=" + folder.resolve("dataset"),
                "--overwrite"))
        .as(err.toString())
        .isZero();
    out.getBuffer().setLength(0);
  }

  private int retrain(String... more) {
    List<String> all =
        new ArrayList<>(List.of("retrain", "--config", folder.resolve("retrain.conf").toString()));
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new));
  }

  private Registry registry() {
    return new Registry(
        new Configuration(), new org.apache.hadoop.fs.Path(folder.resolve("registry").toUri()));
  }

  private static JsonNode status() throws IOException {
    return json("status.json");
  }

  private static JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(folder.resolve("registry").resolve(file).toFile());
  }

  private void consistent() {
    assertThat(RegistryCheck.of(registry())).isEmpty();
  }

  @Test
  @Order(1)
  void theFirstNightPromotes() throws IOException {
    draw(0, 40);
    prepare();

    assertThat(retrain()).as(err + "\n" + out).isZero();

    assertThat(out.toString().lines())
        .singleElement()
        .asString()
        .startsWith("retrain promoted: Promoted, as there is no champion: mAP ")
        .endsWith("; protocol cross-camera.");
    String version = registry().champion().version();
    assertThat(version).startsWith("000001-");
    Path made = folder.resolve("registry/versions").resolve(version);
    assertThat(json("versions/" + version + "/slices.json").path("protocol").asText())
        .isEqualTo("cross-camera");
    assertThat(made.resolve("model/MODEL_CARD.md"))
        .content()
        .contains("# Model " + version, "Trained from scratch", "| mAP | ", "training.steps = 12");
    assertThat(made.resolve("report/report.html")).isNotEmptyFile();
    assertThat(made.resolve("run/checkpoints")).doesNotExist();
    assertThat(made.resolve("checksums.sha256")).content().contains("  model/parameters.bin\n");
    assertThat(folder.resolve("registry/history.html")).isNotEmptyFile();
    assertThat(folder.resolve("registry/metrics.prom"))
        .content()
        .contains(
            "\nhistloss_retrain_last_exit_code 0\n",
            "\nhistloss_champion_map{protocol=\"cross-camera\"} 0.");
    assertThat(status().path("state").asText()).isEqualTo("promoted");
    assertThat(status().path("champion").path("version").asText()).isEqualTo(version);
    assertThat(status().path("protocols").toString())
        .isEqualTo("{\"champion\":\"cross-camera\",\"challenger\":\"cross-camera\"}");
    assertThat(registry().history().get(0).run().challenger().protocol()).isEqualTo("cross-camera");
    consistent();
  }

  @Test
  @Order(2)
  void theSameDataAreNothingNew() throws IOException {
    assertThat(retrain()).isEqualTo(11);

    assertThat(out.toString()).startsWith("retrain nothing new: version ");
    assertThat(status().path("exitCode").asInt()).isEqualTo(11);
    assertThat(registry().history()).hasSize(1);
    consistent();
  }

  @Test
  @Order(3)
  void moreDataAreTrainedOnFromTheChampionAndTheGateDecides() throws IOException {
    draw(40, 60);
    prepare();

    assertThat(retrain("--set=retrain.gate.map-floor=0.999")).as(err + "\n" + out).isEqualTo(10);

    assertThat(out.toString())
        .startsWith("retrain not promoted: Not promoted: mAP floor ")
        .contains("at least 99.9 % (retrain.gate.map-floor)", "; protocol cross-camera.\n");
    assertThat(registry().champion().version()).startsWith("000001-");
    assertThat(registry().newest().request().fromScratch()).isFalse();
    assertThat(registry().history().get(1).run().data().newIdentities()).isEqualTo(20);
    assertThat(registry().history().get(1).run().drift()).hasSize(4);
    assertThat(registry().history().get(1).run().incumbent().protocol()).isEqualTo("cross-camera");
    assertThat(status().path("state").asText()).isEqualTo("not promoted");
    assertThat(status().path("message").asText()).endsWith("; protocol cross-camera.");
    assertThat(status().path("protocols").path("challenger").asText()).isEqualTo("cross-camera");
    consistent();
  }

  @Test
  @Order(4)
  void aPersonPromotesAndRollsBack() {
    String first = registry().champion().version();
    String second = registry().newest().request().id();
    String at = "--registry=" + folder.resolve("registry");

    assertThat(run("rollback", at)).isEqualTo(20);
    assertThat(run("promote", at, "--version=000009-none")).isEqualTo(20);
    assertThat(run("promote", at, "--version=" + second, "--why=looks better")).isZero();
    assertThat(registry().champion().version()).isEqualTo(second);
    assertThat(registry().champion().predecessor()).isEqualTo(first);
    consistent();
    assertThat(run("rollback", at, "--why=it does not")).isZero();
    assertThat(registry().champion().version()).isEqualTo(first);
    consistent();
    out.getBuffer().setLength(0);
    assertThat(run("history", at)).as(out.toString()).isZero();
    assertThat(out.toString())
        .contains("looks better", "it does not", "champion " + first, "the registry is consistent")
        .contains(" % (cross-camera)  looks better");
  }

  @Test
  @Order(5)
  void dataThatShrankAreRefused() throws IOException {
    for (int thing = 10; thing < 60; thing++) {
      Path gone = folder.resolve("photos/thing %03d".formatted(thing));
      for (int camera = 0; camera < 3; camera++) {
        Files.delete(gone.resolve("c" + camera + "_0.png"));
      }
      Files.delete(gone);
    }
    prepare();

    assertThat(retrain()).isEqualTo(21);
    assertThat(retrain()).isEqualTo(21);

    assertThat(out.toString()).contains("retrain data refused: Data refused: samples lost since");
    assertThat(status().path("state").asText()).isEqualTo("data refused");
    assertThat(registry().history()).hasSize(5);
    consistent();
  }

  @Test
  @Order(6)
  void aDamagedChampionIsNamed() throws IOException {
    Path parameters =
        folder
            .resolve("registry/versions")
            .resolve(registry().champion().version())
            .resolve("model/parameters.bin");
    byte[] content = Files.readAllBytes(parameters);
    content[7] ^= 1;
    Files.write(parameters, content);
    draw(10, 60);
    draw(60, 70);
    prepare();

    assertThat(retrain()).isEqualTo(21);

    assertThat(err.toString()).contains("is damaged: ").contains("parameters.bin has SHA-256");
    content[7] ^= 1;
    Files.write(parameters, content);
    assertThat(retrain("--set=retrain.gate.max-slice-loss=1", "--set=retrain.gate.min-gain=-0.9"))
        .isIn(0, 10);
    consistent();
    assertThat(registry().versions()).hasSizeLessThanOrEqualTo(3);
  }

  /** Who looks for what a night found in its log finds no score without its protocol either. */
  @Test
  @Order(7)
  void scoresInTheLogNameTheirProtocol() {
    List<String> scores = log.text().lines().filter(line -> line.contains("Recall@1")).toList();

    assertThat(scores)
        .anyMatch(line -> line.contains(".EvaluateJob: model (cross-camera): Recall@1 0."))
        .anyMatch(line -> line.matches(".*\\.CompareJob: 00000.-\\w+ \\(cross-camera\\): Recall.*"))
        .allMatch(line -> line.contains(" (cross-camera): Recall@1 "));
  }

  @Test
  @Order(8)
  void theSecretStandsNowhere() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("registry"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain("secret-token");
      }
    }
    assertThat(retrain()).as("what it says").isEqualTo(11);
    assertThat(out.toString() + err).isNotEmpty().doesNotContain("secret-token");
    assertThat(log.text())
        .contains("DEBUG org.histloss.", "WARN org.histloss.retraining.status.LastWord")
        .contains("the web hook can't be reached: ")
        .doesNotContain("secret-token");
  }
}
