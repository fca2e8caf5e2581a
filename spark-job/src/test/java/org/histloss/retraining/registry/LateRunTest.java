package org.histloss.retraining.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.histloss.config.RetrainSettings;
import org.histloss.dataset.Commit;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.retraining.lock.Held;
import org.histloss.retraining.lock.RegistryLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was taken for dead in its midst, and writes on while the next holder goes on. */
class LateRunTest {
  private static final RetrainSettings.Lock SHORT = new RetrainSettings.Lock(3, 1, false);
  private static final String RUN = "000001-aaaaaaaa";

  @TempDir java.nio.file.Path folder;

  private final Configuration conf = new Configuration();
  private Registry registry;
  private RegistryChanges late;

  @BeforeEach
  void aRunThatIsBegun() {
    registry = new Registry(conf, root());
    late = new RegistryChanges(registry, take("late"));
    late.begin(request());
  }

  private Path root() {
    return new Path(folder.resolve("registry").toUri());
  }

  private Held take(String owner) {
    return new RegistryLock(conf, root(), SHORT).take(owner);
  }

  private static RunRequest request() {
    return new RunRequest(RUN, "data-of-" + RUN, 1, null, true, "s");
  }

  /** As a task of Spark does, which asks for no lock. */
  private void write(RegistryChanges holder, String file, String content) {
    Commit.publish(
        conf, new Path(holder.folder(RUN), file), content.getBytes(StandardCharsets.UTF_8));
  }

  private RegistryChanges next() {
    RegistryChanges next = new RegistryChanges(registry, take("next"));
    next.repair();
    return next;
  }

  /** It slept while it wrote a gallery, whose version others read meanwhile. */
  @Test
  void whatALateRunWritesTouchesNoVersion() throws Exception {
    write(late, "gallery/embeddings.npy", "half");
    RegistryChanges next = next();
    assertThat(next.unfinished()).containsExactly(request());
    write(next, "gallery/embeddings.npy", "whole");
    Version version = Published.complete(next, request());
    next.finish(version);

    write(late, "gallery/embeddings.npy", "late");
    late.folder(RUN).getFileSystem(conf).delete(late.folder(RUN), true);
    write(late, "gallery/ids.csv", "late");

    assertThat(version.files()).containsKey("gallery/embeddings.npy");
    assertThat(RegistryCheck.of(registry)).isEmpty();
    assertThat(folder.resolve("registry/versions").resolve(RUN).resolve("gallery").toFile().list())
        .contains("embeddings.npy")
        .doesNotContain("ids.csv");
  }

  @Test
  void aLateRunPublishesNothing() {
    write(late, "model/parameters.bin", "late");
    RegistryChanges next = next();

    assertThatThrownBy(() -> Published.complete(late, request()))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED));

    assertThat(registry.versions()).isEmpty();
    assertThat(next.unfinished()).containsExactly(request());
  }

  /** What it wrote after the takeover goes with the next one; what was taken over stays. */
  @Test
  void whatALateRunLeavesIsRemovedByTheNextHolder() {
    RegistryChanges next = next();
    write(next, "run/metrics.jsonl", "of the next");
    write(late, "run/metrics.jsonl", "late");

    RegistryChanges third = new RegistryChanges(registry, take("third"));

    assertThat(third.repair().done())
        .containsExactly("removed work/" + RUN + ".000001, which no run owns");
    assertThat(third.unfinished()).containsExactly(request());
    assertThat(folder.resolve("registry/work").toFile().list()).containsExactly(RUN + ".000003");
    assertThat(folder.resolve("registry/work/" + RUN + ".000003/run/metrics.jsonl"))
        .hasContent("of the next");
  }

  /** Where renaming is copying, a killed copy leaves a folder that is no version. */
  @Test
  void aVersionThatWasCopiedInPartGivesWay() throws Exception {
    java.nio.file.Path part = folder.resolve("registry/versions").resolve(RUN).resolve("model");
    Files.createDirectories(part);
    Files.writeString(part.resolve("parameters.bin"), "half");

    RegistryChanges next = next();

    assertThat(registry.folders()).isEmpty();
    assertThat(folder.resolve("registry/removed").toFile().list()).isEmpty();
    assertThat(next.unfinished()).containsExactly(request());
    assertThat(registry.nextRun("aaaaaaaa")).isEqualTo(RUN);
  }

  private void champion() {
    late.finish(Published.complete(late, request()));
  }

  /** A person may have chosen it while the holder that found it old and unneeded slept. */
  @Test
  void aVersionWhoseRemoverHasLostTheLockComesBack() {
    champion();
    Held holder = take("remover");
    RemovedVersions removed = new RemovedVersions(registry, holder);

    assertThatThrownBy(() -> removed.remove(RUN, () -> take("next")))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED));

    assertThat(RegistryCheck.of(registry)).isEmpty();
  }

  @Test
  void aChampionWhoseRemoverWasKilledComesBack() throws Exception {
    champion();
    java.nio.file.Path root = folder.resolve("registry");
    java.nio.file.Path out = Files.createDirectories(root.resolve("removed"));
    Files.move(root.resolve("versions").resolve(RUN), out.resolve(RUN + ".000001"));

    RegistryChanges next = new RegistryChanges(registry, take("next"));

    assertThat(next.repair().done())
        .containsExactly("put back " + RUN + ", which was being removed when it was chosen");
    assertThat(next.unfinished()).isEmpty();
    assertThat(RegistryCheck.of(registry)).isEmpty();
  }
}
