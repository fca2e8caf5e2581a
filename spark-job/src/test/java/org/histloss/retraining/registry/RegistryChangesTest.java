package org.histloss.retraining.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.histloss.config.RetrainSettings;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.report.history.HistoryEntry;
import org.histloss.report.history.HistoryEntry.Kind;
import org.histloss.retraining.lock.Held;
import org.histloss.retraining.lock.RegistryLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may change a registry, and when. */
class RegistryChangesTest {
  private static final RetrainSettings.Lock SHORT = new RetrainSettings.Lock(3, 1, false);

  @TempDir java.nio.file.Path folder;
  private final Configuration conf = new Configuration();
  private Path root;
  private Registry registry;

  @BeforeEach
  void name() {
    root = new Path(folder.resolve("registry").toUri());
    registry = new Registry(conf, root);
  }

  private Held take(String owner) {
    return new RegistryLock(conf, root, SHORT).take(owner);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** It slept, was taken for dead and wakes: what the next holder wrote stays. */
  @Test
  void whoLostTheLockChangesNothingAnyMore() {
    RegistryChanges late = new RegistryChanges(registry, take("late"));
    RegistryChanges next = new RegistryChanges(registry, take("next"));
    Path page = new Path(root, "history.html");
    next.write(page, bytes("of the next"));
    next.begin(new RunRequest("000001-aaaaaaaa", "aaaaaaaa", 1, null, true, "s"));

    List<Runnable> changes =
        List.of(
            () -> late.write(page, bytes("of the late")),
            () -> late.write(page, List.of("of the late")),
            () -> late.delete(page),
            () -> late.record(null),
            () -> late.pruneChecks("aaaaaaaa", 1),
            () -> late.discard("000001-aaaaaaaa"),
            late::repair);
    for (Runnable change : changes) {
      assertThatThrownBy(change::run)
          .isInstanceOfSatisfying(
              JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED))
          .hasMessageContaining("generation 1 has lost the lock to next, generation 2");
    }
    assertThat(folder.resolve("registry/history.html")).hasContent("of the next");
    assertThat(next.unfinished()).hasSize(1);
  }

  /** The heartbeat replaces its file while the registry is cleared. */
  @Test
  void clearingUpLeavesTheLockAlone() throws IOException {
    RegistryChanges changes = new RegistryChanges(registry, take("holder"));
    java.nio.file.Path beat = folder.resolve("registry/lock/.000001.json.4711.tmp");
    java.nio.file.Path torn = folder.resolve("registry/.history.jsonl.4711.tmp");
    java.nio.file.Path deep = folder.resolve("registry/checks/.a.json.4711.tmp");
    Files.createDirectories(deep.getParent());
    for (java.nio.file.Path file : List.of(beat, torn, deep)) {
      Files.writeString(file, "half");
    }
    assertThat(changes.repair().done()).isEmpty();
    assertThat(beat).exists();
    assertThat(torn).doesNotExist();
    assertThat(deep).doesNotExist();
  }

  /** Rotated away or cleaned up: no reason to promote again what somebody has rolled back. */
  @Test
  void whatWasRolledBackStaysSoWhenTheHistoryIsLost() throws IOException {
    String first = "000001-aaaaaaaa";
    String second = "000002-bbbbbbbb";
    try (Held held = take("nights")) {
      RegistryChanges changes = new RegistryChanges(registry, held);
      changes.finish(Published.version(changes, first, null));
      changes.finish(Published.version(changes, second, first));
      assertThat(registry.champion().version()).isEqualTo(second);
    }
    try (Held held = take("person")) {
      new RegistryChanges(registry, held).move(Kind.ROLLBACK, first, "me", "worse", "now");
    }
    Files.delete(folder.resolve("registry/history.jsonl"));

    try (Held held = take("next night")) {
      new RegistryChanges(registry, held).repair();
    }

    assertThat(registry.champion().version()).isEqualTo(first);
  }

  /**
   * A person who reads the history sees what the version had reached, and no chart draws it twice.
   */
  @Test
  void aMoveByHandTellsTheVersionsFigures() {
    String first = "000001-aaaaaaaa";
    String second = "000002-bbbbbbbb";
    try (Held held = take("nights")) {
      RegistryChanges changes = new RegistryChanges(registry, held);
      changes.finish(Published.version(changes, first, null));
      changes.finish(Published.version(changes, second, first));
      changes.move(Kind.ROLLBACK, first, "me", "worse", "now");
    }
    HistoryEntry move = registry.history().get(2);
    assertThat(move.run().challenger().scores().get("mAP").value()).isEqualTo(0.5);
    assertThat(move.run().challenger().protocol()).isEqualTo("cross-camera");
    assertThat(move.run().data().version()).isEqualTo("data-of-" + first);
    assertThat(move.run().challenger().similarities()).isNull();
    assertThat(RegistryCheck.of(registry)).isEmpty();
  }

  /** The machine went down between the marker and the pointer, and a file is not what it was. */
  @Test
  void aTornVersionIsNotPromotedByWhoeverMakesUpForIt() throws IOException {
    String first = "000001-aaaaaaaa";
    String second = "000002-bbbbbbbb";
    try (Held held = take("nights")) {
      RegistryChanges changes = new RegistryChanges(registry, held);
      changes.finish(Published.version(changes, first, null));
      Published.version(changes, second, first);
    }
    Files.writeString(
        folder.resolve("registry/versions").resolve(second).resolve("model/parameters.bin"), "to");

    try (Held held = take("next night")) {
      assertThat(new RegistryChanges(registry, held).repair().done())
          .singleElement()
          .asString()
          .startsWith("removed run " + second + ", whose end was not told: ");
    }

    assertThat(registry.champion().version()).isEqualTo(first);
    assertThat(registry.versions()).containsExactly(first);
    assertThat(RegistryCheck.of(registry)).isEmpty();
  }

  /** By the history, as neither names of data nor times of files tell which came last. */
  @Test
  void pagesOfDataThatWereRefusedLongAgoGo() {
    RegistryChanges changes = new RegistryChanges(registry, take("holder"));
    List<String> refused = List.of("dd", "aa", "cc", "aa", "bb");
    for (int run = 0; run < refused.size(); run++) {
      changes.record(Published.refused(run + 1, refused.get(run), 1));
    }
    for (String data : List.of("aa", "bb", "cc", "dd", "ee", "unknown")) {
      changes.write(new Path(root, "checks/" + data + ".html"), bytes("page"));
      changes.write(new Path(root, "checks/" + data + ".json"), bytes("{}"));
    }

    changes.pruneChecks("ee", 3);

    java.nio.file.Path checks = folder.resolve("registry/checks");
    assertThat(checks.toFile().list())
        .filteredOn(name -> !name.endsWith(".crc"))
        .containsExactlyInAnyOrder(
            "aa.html", "aa.json", "bb.html", "bb.json", "ee.html", "ee.json");
    changes.pruneChecks("bb", 20);
    assertThat(checks.resolve("ee.html")).as("no line tells of it").doesNotExist();
    assertThat(checks.resolve("aa.html")).exists();
  }
}
