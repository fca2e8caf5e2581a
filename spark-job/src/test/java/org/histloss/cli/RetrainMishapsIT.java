package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What befalls a night: a line that says so, its exit code, a champion as it was. */
@Tag("cluster")
class RetrainMishapsIT {
  @TempDir private static Path folder;
  private static NightlyRegistry night;
  private static int things = 30;

  private byte[] champion;

  @BeforeEach
  void aChampionAndDataThatAreNew() throws IOException {
    if (night == null) {
      night = new NightlyRegistry(folder);
      night.grow(0, things);
      assertThat(night.retrain()).as(night.err()).isZero();
    }
    if (night.consumed()) {
      night.grow(things, things + 3);
      things += 3;
    }
    champion = Files.readAllBytes(night.champion());
  }

  /** The run's one line and its status say the same; the champion is who it was. */
  private void assertEnded(int code, int expected, String... said) throws IOException {
    assertThat(code).as(night.err()).isEqualTo(expected);
    assertThat(night.err().lines()).as(night.err()).hasSize(1);
    assertThat(night.err()).contains(said);
    assertThat(night.out().lines()).singleElement().asString().startsWith("retrain failed: ");
    assertThat(night.status().path("exitCode").asInt()).isEqualTo(expected);
    assertThat(night.status().path("state").asText()).isEqualTo("failed");
    assertThat(night.status().path("message").asText()).contains(said);
    assertThat(Files.readAllBytes(night.champion())).isEqualTo(champion);
  }

  private void assertTheNextNightIsAsUsual() throws IOException {
    night.consistent();
    assertThat(night.retrain()).as(night.err()).isIn(0, 10);
    assertThat(night.status().path("exitCode").asInt()).isIn(0, 10);
    assertThat(night.registry().newest().request().fromScratch()).isFalse();
    night.consistent();
    assertThat(night.retrain()).as("nothing new").isEqualTo(11);
  }

  private static Path part(String split) throws IOException {
    try (Stream<Path> files = Files.walk(night.path("dataset/samples/split=" + split))) {
      return files
          .filter(f -> f.toString().endsWith(".parquet"))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void dataThatAreNowhereAreNamed() throws IOException {
    String nowhere = night.path("dateset").toString();

    int code = night.retrain("--set=retrain.data=\"" + nowhere + '"');

    assertEnded(code, 21, nowhere + " is no prepared data set: manifest.json is missing");
    assertTheNextNightIsAsUsual();
  }

  @Test
  void aPartThatIsGoneIsNamed() throws IOException {
    Path part = part("train");
    Files.move(part, night.path("away"));

    int code = night.retrain();

    assertEnded(code, 21, part.getFileName() + " is missing: the manifest says ");
    Files.move(night.path("away"), part);
    assertTheNextNightIsAsUsual();
  }

  @Test
  void aPartThatGoesDuringTheTrainingIsNamed() throws IOException {
    assertGoesDuring("train", "train");
  }

  @Test
  void aPartThatGoesBeforeTheEvaluationIsNamed() throws IOException {
    assertGoesDuring("evaluate", "test");
  }

  private void assertGoesDuring(String stage, String split) throws IOException {
    Path part = part(split);

    int code = night.retrainWith(stage, () -> Files.move(part, night.path("away")));

    assertEnded(code, 21, part.getFileName() + " is missing: the manifest says ");
    Files.move(night.path("away"), part);
    assertTheNextNightIsAsUsual();
  }

  /** Judged by other data than it was trained on, it would be told of as one thing. */
  @Test
  void dataThatChangeBeforeTheEvaluationEndTheRun() throws IOException {
    Path manifest = night.path("dataset/manifest.json");
    byte[] whole = Files.readAllBytes(manifest);
    String version = night.dataVersion();
    String other = new String(whole, StandardCharsets.UTF_8).replace(version, "0".repeat(64));

    int code =
        night.retrainWith(
            "evaluate", () -> overwrite(manifest, other.getBytes(StandardCharsets.UTF_8)));

    overwrite(manifest, whole);
    assertEnded(code, 30, "the data set changed meanwhile: ", "was version " + version);
    night.consistent();
  }

  @Test
  void aPartThatIsCutShortIsNamed() throws IOException {
    assertDamageIsTold(
        whole -> Arrays.copyOf(whole, whole.length / 2), part("train").getFileName() + "");
  }

  @Test
  void aPartWhosePagesAreOverwrittenIsNamed() throws IOException {
    // Of the length that the manifest says: it is found when it is read.
    assertDamageIsTold(
        whole -> {
          byte[] damaged = whole.clone();
          Arrays.fill(damaged, 4, whole.length / 2, (byte) 0x5a);
          return damaged;
        },
        part("train").getFileName() + ": ");
  }

  private void assertDamageIsTold(UnaryOperator<byte[]> damage, String words) throws IOException {
    Path part = part("train");
    byte[] whole = Files.readAllBytes(part);
    overwrite(part, damage.apply(whole));

    int code = night.retrain();

    overwrite(part, whole);
    assertThat(code).as(night.err()).isIn(21, 30);
    assertEnded(code, code, words);
    assertTheNextNightIsAsUsual();
  }

  /** Without the checksum beside it, which Hadoop would look at on a local disk only. */
  private static void overwrite(Path part, byte[] content) throws IOException {
    Files.deleteIfExists(part.resolveSibling("." + part.getFileName() + ".crc"));
    Files.write(part, content);
  }

  @Test
  void dataThatALimitStopsHaveAPage() throws IOException {
    assertThat(night.retrain("--set=retrain.limits.min-samples=100000")).isEqualTo(21);

    String message = night.status().path("message").asText();
    assertThat(message)
        .contains("samples: ", "must be at least 100,000 (retrain.limits.min-samples)")
        .endsWith(".html");
    Path page = Path.of(message.substring(message.indexOf("Report: ") + "Report: ".length()));
    assertThat(night.out()).contains("Report: " + page);
    assertThat(page)
        .content()
        .contains("Nothing was trained: 1 of ", "<bdi>input brightness</bdi>", "What to do");
    assertThat(Files.readAllBytes(night.champion())).isEqualTo(champion);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "null", "{}", "garbage", "[1]", "{\"formatVersion\":1,\"version\":\"000001-"})
  void aPointerThatIsDamagedIsNeverTakenForNone(String content) throws IOException {
    assertPointerRefused(content, "champion.json is damaged: ", "promote --version");
  }

  @Test
  void aPointerOfAnotherFormatIsRefused() throws IOException {
    assertPointerRefused(
        text().replace("\"formatVersion\" : 1", "\"formatVersion\" : 2"),
        "champion.json: formatVersion = 2: must be 1");
  }

  @Test
  void aPointerToNoVersionIsRefused() throws IOException {
    String version = night.registry().champion().version();
    assertPointerRefused(
        text().replace("\"version\" : \"" + version, "\"version\" : \"000077-gone"),
        "champion 000077-gone: its folder ",
        "is not whole");
  }

  private String text() {
    return new String(champion, StandardCharsets.UTF_8);
  }

  private void assertPointerRefused(String content, String... said) throws IOException {
    byte[] whole = champion;
    champion = content.getBytes(StandardCharsets.UTF_8);
    Files.write(night.champion(), champion);
    List<String> versions = night.registry().versions();

    int code = night.retrain();

    assertEnded(code, 21, said);
    Files.write(night.champion(), whole);
    assertThat(night.registry().versions()).isEqualTo(versions);
    night.consistent();
  }

  /** Beginning anew would be quiet; a person chooses, and the history stays one chain. */
  @Test
  void aPointerThatIsLostIsAskedFor() throws IOException {
    String lost = night.registry().champion().version();
    Files.delete(night.champion());

    assertThat(night.retrain()).isEqualTo(21);
    assertThat(night.err())
        .contains("champion.json is missing: the history's last champion is " + lost);
    assertThat(night.status().path("exitCode").asInt()).isEqualTo(21);
    assertThat(night.champion()).doesNotExist();
    String at = "--registry=" + night.path("registry");
    assertThat(night.run("promote", at, "--version=" + lost, "--why=it was")).isZero();
    assertThat(night.registry().champion().version()).isEqualTo(lost);
    assertThat(night.registry().champion().predecessor()).isNotEqualTo(lost);
    assertTheNextNightIsAsUsual();
  }
}
