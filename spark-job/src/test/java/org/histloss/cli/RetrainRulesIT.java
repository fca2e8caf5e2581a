package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.histloss.config.RetrainSettings;
import org.histloss.report.history.HistoryEntry.Outcome;
import org.histloss.retraining.lock.Heartbeat;
import org.histloss.retraining.lock.Held;
import org.histloss.retraining.lock.RegistryLock;
import org.histloss.retraining.registry.RunRequest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What the keys of {@code retrain.*} decide, night after night. */
@Tag("cluster")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RetrainRulesIT {
  private static final String NO_PROMOTION = "--set=retrain.gate.map-floor=0.999";
  private static final String EVERY_SECOND = "--set=retrain.from-scratch-every=2";
  private static final String KEEP_TWO = "--set=retrain.keep=2";

  @TempDir private static Path folder;
  private static NightlyRegistry night;
  private static String first;
  private static String second;
  private static String third;

  private static RunRequest newest() {
    return night.registry().newest().request();
  }

  private static Path cardOf(String version) {
    return night.path("registry/versions").resolve(version).resolve("model/MODEL_CARD.md");
  }

  @Test
  @Order(1)
  void theFirstRunIsPromoted() throws IOException {
    night = new NightlyRegistry(folder);
    night.grow(0, 30);

    assertThat(night.retrain()).as(night.err()).isZero();

    first = night.registry().champion().version();
  }

  @Test
  @Order(2)
  void whoeverHoldsTheLockIsNamed() throws IOException {
    RetrainSettings.Lock quick = new RetrainSettings.Lock(60, 1, false);
    org.apache.hadoop.fs.Path registry = night.registry().root();
    try (Held held = new RegistryLock(new Configuration(), registry, quick).take("ann@host 4711");
        Heartbeat beat = Heartbeat.start(held, quick, () -> {})) {
      assertThat(night.retrain("--set=retrain.lock.expiry-seconds=60")).isEqualTo(31);
      assertThat(beat.failure()).isEmpty();
    }

    String holder = "registry " + night.path("registry") + " is held by ann@host 4711 since 20";
    assertThat(night.err().lines()).singleElement().asString().contains(holder);
    assertThat(night.out()).startsWith("retrain failed: " + holder);
    assertThat(night.status().path("state").asText()).isEqualTo("locked");
    assertThat(night.status().path("exitCode").asInt()).isEqualTo(31);
    assertThat(night.status().path("message").asText()).startsWith(holder);
    assertThat(night.retrain()).as("it was given back").isEqualTo(11);
    night.consistent();
  }

  @Test
  @Order(3)
  void everySecondRunBeginsFromScratch() throws IOException {
    night.grow(30, 33);

    assertThat(night.retrain(EVERY_SECOND, NO_PROMOTION, KEEP_TWO)).as(night.err()).isEqualTo(10);

    assertThat(newest().id()).startsWith("000002-");
    assertThat(newest().fromScratch()).isTrue();
    assertThat(newest().champion()).isEqualTo(first);
    second = newest().id();
    assertThat(cardOf(second))
        .content()
        .contains("Trained from scratch on all")
        .containsPattern("camera c0 → c1 \\| \\d+ \\| .* \\| [+−][0-9.]+ points, [+−][0-9.]+ to ");
    assertThat(night.registry().versions()).containsExactly(first, second);
  }

  /** The champion is older than the version that has to go. */
  @Test
  @Order(4)
  void theRunAfterBeginsFromTheChampionAndTheOldestRefusedVersionGoes() throws IOException {
    night.grow(33, 36);

    assertThat(night.retrain(EVERY_SECOND, NO_PROMOTION, KEEP_TWO)).as(night.err()).isEqualTo(10);

    assertThat(newest().id()).startsWith("000003-");
    assertThat(newest().fromScratch()).isFalse();
    third = newest().id();
    assertThat(cardOf(third)).content().contains("Trained from version " + first);
    assertThat(night.registry().versions()).containsExactly(first, third);
    assertThat(night.path("registry/versions").resolve(second)).doesNotExist();
    assertThat(night.registry().history()).hasSize(3);
    night.consistent();
  }

  @Test
  @Order(5)
  void championPredecessorAndNewestStayWhateverKeepSays() throws IOException {
    String at = "--registry=" + night.path("registry");
    assertThat(night.run("promote", at, "--version=" + third, "--why=looks better")).isZero();
    night.grow(36, 39);

    assertThat(night.retrain(NO_PROMOTION, KEEP_TWO)).as(night.err()).isEqualTo(10);

    assertThat(night.registry().champion().version()).isEqualTo(third);
    assertThat(night.registry().champion().predecessor()).isEqualTo(first);
    assertThat(night.registry().versions()).containsExactly(first, third, newest().id());
    night.consistent();
    assertThat(night.run("rollback", at, "--why=it is not")).as(night.err()).isZero();
    assertThat(night.registry().champion().version()).isEqualTo(first);
  }

  @Test
  @Order(6)
  void dataThatBreakALimitAreRefusedOnAPage() throws IOException {
    Path torn = Files.createDirectories(night.path("photos/thing 000")).resolve("c1_1.png");
    Files.writeString(torn, "no picture");
    night.grow(39, 60);
    int lines = night.registry().history().size();

    assertRefused("identities: 60, must be at least 61 (", "min-identities", "61");
    assertRefused(
        "share of rejects: 0.55 %, must be at most 0.50 % (", "max-reject-share", "0.005");
    assertRefused(", must be at most 0.000 (", "max-drift", "1e-9");

    assertThat(night.registry().history()).as("told once").hasSize(lines + 1);
    assertThat(night.registry().history().get(lines).outcome()).isEqualTo(Outcome.DATA_REFUSED);
    assertThat(night.registry().champion().version()).isEqualTo(first);
    night.consistent();
  }

  /** The worst delivery of all leaves the data set's version as it was. */
  @Test
  @Order(7)
  void aDeliveryOfNothingButRejectsIsNoQuietNight() throws IOException {
    assertThat(night.retrain(NO_PROMOTION)).as(night.err()).isEqualTo(10);
    assertThat(night.retrain()).isEqualTo(11);
    String before = night.dataVersion();
    for (int i = 0; i < 30; i++) {
      Path torn = night.path("photos/thing 001").resolve("c1_torn%d.png".formatted(i));
      Files.writeString(torn, "no picture");
    }
    night.prepare();
    assertThat(night.dataVersion()).isEqualTo(before);

    assertRefused(
        "share of rejects: 14.69 %, must be at most 5.00 % (", "max-reject-share", "0.05");
  }

  private static void removeThingsFrom(int first) throws IOException {
    try (var things = Files.list(night.path("photos"))) {
      for (Path thing : things.sorted().skip(first).toList()) {
        FileUtils.deleteDirectory(thing.toFile());
      }
    }
    night.prepare();
  }

  /** A bad delivery was trained on and refused by the gate, and then somebody undid it. */
  @Test
  @Order(8)
  void dataThatAreTheChampionsAgainAreNothingNew() throws IOException {
    removeThingsFrom(30);

    assertThat(night.retrain()).as(night.err()).isEqualTo(11);

    assertThat(night.status().path("message").asText())
        .endsWith("looked at by run " + first + " already");
  }

  /** Half as many as the run that was refused had, and more than the champion. */
  @Test
  @Order(9)
  void limitsHoldAgainstTheChampionWhereThatIsNearer() throws IOException {
    night.grow(30, 33);

    assertThat(night.retrain(NO_PROMOTION, "--set=retrain.limits.max-shrink=0"))
        .as(night.err())
        .isEqualTo(10);
    night.consistent();
  }

  private static void assertRefused(String said, String key, String limit) throws IOException {
    String name = "retrain.limits." + key;

    assertThat(night.retrain("--set=" + name + "=" + limit)).as(night.err()).isEqualTo(21);

    assertThat(night.status().path("state").asText()).isEqualTo("data refused");
    assertThat(night.status().path("exitCode").asInt()).isEqualTo(21);
    assertThat(night.status().path("message").asText())
        .startsWith("Data refused: ")
        .contains(said + name + ")")
        .endsWith("/checks/" + night.dataVersion() + ".html");
    assertThat(night.path("registry/checks/" + night.dataVersion() + ".html"))
        .content()
        .contains("Nothing was trained: ", name);
  }
}
