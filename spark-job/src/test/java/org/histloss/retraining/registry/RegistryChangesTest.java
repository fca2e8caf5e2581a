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
}
