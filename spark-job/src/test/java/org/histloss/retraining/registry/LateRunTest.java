package org.histloss.retraining.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.histloss.config.RetrainSettings;
import org.histloss.dataset.Commit;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.retraining.lock.Held;
import org.histloss.retraining.lock.RegistryLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that was taken for dead in its midst, and writes on while the next holder goes on. */
class LateRunTest {
  private static final RetrainSettings.Lock SHORT = new RetrainSettings.Lock(3, 1, false);
  private static final String RUN = "000001-aaaaaaaa";

  @TempDir java.nio.file.Path folder;

  private final Configuration conf = new Configuration();
  private Registry registry;
  private Held lateHeld;
  private RegistryChanges late;

  @BeforeEach
  void aRunThatIsBegun() {
    registry = new Registry(conf, root());
    lateHeld = take("late");
    late = new RegistryChanges(registry, lateHeld);
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

    // Its last look at the lock was before it slept.
    assertThatThrownBy(() -> new UnfinishedRuns(registry, lateHeld).publish(RUN))
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
        .containsExactly("removed unfinished/" + RUN + ".000001, which no run owns");
    assertThat(third.unfinished()).containsExactly(request());
    assertThat(folder.resolve("registry/unfinished").toFile().list())
        .containsExactly(RUN + ".000003");
    assertThat(folder.resolve("registry/unfinished/" + RUN + ".000003/run/metrics.jsonl"))
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

  /** Where renaming is copying, a part of it may be in its place. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aChampionWhoseRemoverWasKilledComesBack(boolean copied) throws Exception {
    champion();
    java.nio.file.Path root = folder.resolve("registry");
    java.nio.file.Path place = root.resolve("versions").resolve(RUN);
    java.nio.file.Path out = Files.createDirectories(root.resolve("removed"));
    Files.move(place, out.resolve(RUN + ".000001"));
    if (copied) {
      Files.writeString(Files.createDirectories(place).resolve("request.json"), "part");
    }

    RegistryChanges next = new RegistryChanges(registry, take("next"));

    assertThat(next.repair().done())
        .containsExactly("put back " + RUN + ", which was being removed when it was chosen");
    assertThat(next.unfinished()).isEmpty();
    assertThat(out).isEmptyDirectory();
    assertThat(RegistryCheck.of(registry)).isEmpty();
  }

  /** Nobody can tell what it is of. */
  @Test
  void aRunWhoseRequestIsDamagedGivesWay() throws Exception {
    Files.writeString(
        java.nio.file.Path.of(late.folder(RUN).toUri()).resolve("request.json"), "garbage");

    RegistryChanges next = new RegistryChanges(registry, take("next"));

    assertThat(next.repairForMove().done())
        .containsExactly("removed unfinished/" + RUN + ".000001, which no run owns");
  }

  /** As of a file that another process has open, or of another user's folder. */
  public static final class Stubborn extends LocalFileSystem {
    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
      return !path.getName().startsWith("junk") && super.delete(path, recursive);
    }
  }

  @Test
  @Timeout(60)
  void aFolderThatCannotBeRemovedIsNamed() throws Exception {
    Files.createDirectories(folder.resolve("registry/unfinished/junk.000007"));
    conf.setClass("fs.file.impl", Stubborn.class, FileSystem.class);
    conf.setBoolean("fs.file.impl.disable.cache", true);
    RegistryChanges next = new RegistryChanges(registry, take("next"));

    assertThatThrownBy(next::repair)
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INFRASTRUCTURE))
        .hasMessageContaining("unfinished/junk.000007 can't be removed: something in it can't be");
  }
}
