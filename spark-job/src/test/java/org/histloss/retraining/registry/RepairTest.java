package org.histloss.retraining.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.histloss.config.RetrainSettings;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.report.history.HistoryEntry.Kind;
import org.histloss.retraining.lock.Held;
import org.histloss.retraining.lock.RegistryLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the next holder finds, makes up for, and leaves alone. */
class RepairTest {
  private static final RetrainSettings.Lock SHORT = new RetrainSettings.Lock(3, 1, false);
  private static final List<String> IDS =
      List.of("000001-aaaaaaaa", "000002-bbbbbbbb", "000003-cccccccc");

  @TempDir Path folder;
  private final Configuration conf = new Configuration();
  private Registry registry;

  /** Three versions: the last is champion, the second its predecessor, the first an old one. */
  @BeforeEach
  void threeNights() {
    registry = new Registry(conf, root());
    asHolder(
        changes -> {
          String champion = null;
          for (String id : IDS) {
            changes.finish(Published.version(changes, id, champion));
            champion = id;
          }
        });
  }

  private org.apache.hadoop.fs.Path root() {
    return new org.apache.hadoop.fs.Path(folder.resolve("registry").toUri());
  }

  private void asHolder(Consumer<RegistryChanges> work) {
    try (Held held =
        new RegistryLock(conf, root(), SHORT).take("holder", registry.lastGeneration())) {
      work.accept(new RegistryChanges(registry, held));
    }
  }

  private List<String> repaired() {
    List<String> done = new java.util.ArrayList<>();
    asHolder(changes -> done.addAll(changes.repair().done()));
    return done;
  }

  private Path file(String id, String name) {
    return folder.resolve("registry/versions").resolve(id).resolve(name);
  }

  /** Restored in part, say: its consumers' model is there, and stays. */
  @ParameterizedTest
  @ValueSource(strings = {"request.json", "version.json"})
  void championAndPredecessorStayWhateverTheyLack(String lost) throws IOException {
    for (String id : IDS) {
      Files.delete(file(id, lost));
    }
    asHolder(
        changes -> {
          changes.repair();
          changes.unfinished().forEach(request -> changes.discardRun(request.id()));
          changes.prune(1);
        });
    assertThat(file(IDS.get(2), "model/parameters.bin")).exists();
    assertThat(file(IDS.get(1), "model/parameters.bin")).exists();
    assertThat(folder.resolve("registry/versions").resolve(IDS.get(0))).doesNotExist();
  }

  /** The history tells which they are. */
  @Test
  void theyStayWhenThePointerIsLostToo() throws IOException {
    Files.delete(folder.resolve("registry/champion.json"));
    for (String id : IDS) {
      Files.delete(file(id, "request.json"));
    }
    repaired();
    assertThat(folder.resolve("registry/versions").toFile().list())
        .containsExactlyInAnyOrder(IDS.get(1), IDS.get(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "{}", "garbage"})
  void aDamagedOldVersionStopsNobody(String content) throws IOException {
    Files.writeString(file(IDS.get(0), "version.json"), content);

    assertThat(repaired())
        .containsExactly("nothing: versions/" + IDS.get(0) + " is damaged, and left alone");
    asHolder(changes -> changes.move(Kind.ROLLBACK, IDS.get(1), "me", "worse", "now"));

    assertThat(registry.champion().version()).isEqualTo(IDS.get(1));
    assertThat(RegistryCheck.of(registry)).anyMatch(line -> line.contains(IDS.get(0)));
  }

  /** The history was lost, and a line of the predecessor's card changed: its model still serves. */
  @Test
  void aNeededVersionThatIsNotWholeStaysWhereTheHistoryIsLost() throws IOException {
    Files.delete(folder.resolve("registry/history.jsonl"));
    for (String id : IDS) {
      Files.writeString(file(id, "model/parameters.bin"), "other");
    }
    assertThat(repaired())
        .anyMatch(line -> line.startsWith("removed run " + IDS.get(0)))
        .anyMatch(line -> line.startsWith("nothing: ") && line.contains(IDS.get(1)));
    assertThat(folder.resolve("registry/versions").toFile().list())
        .containsExactlyInAnyOrder(IDS.get(1), IDS.get(2));
  }

  /** Its run was killed between the marker and the pointer, and nobody has seen the version. */
  @Test
  void whoMovesTheChampionByHandGetsNoPromotionThatWasPending() throws IOException {
    String pending = "000004-dddddddd";
    asHolder(changes -> Published.version(changes, pending, IDS.get(2)));
    asHolder(
        changes -> {
          assertThat(changes.repairForMove().done())
              .containsExactly("completed run " + pending + ": NOT_PROMOTED");
          String before = registry.champion().predecessor();
          changes.move(Kind.ROLLBACK, before, "me", "bad in production", "now");
        });
    assertThat(registry.champion().version()).isEqualTo(IDS.get(1));
    assertThat(registry.history().get(3).why()).startsWith("Not promoted: its run ended before");
    assertThat(repaired()).as("not later either").isEmpty();
    assertThat(registry.champion().version()).isEqualTo(IDS.get(1));
    assertThat(RegistryCheck.of(registry)).isEmpty();
  }

  @Test
  void aDamagedNewestVersionHidesNotTheOneBeforeIt() throws IOException {
    Files.writeString(file(IDS.get(2), "version.json"), "{}");
    assertThat(registry.newest().request().id()).isEqualTo(IDS.get(1));
  }

  /** An operator's reflex at a lock that seems stuck, or a backup that is without it. */
  @Test
  void generationsGoOnWhereTheLocksFolderWasRemoved() throws IOException {
    asHolder(changes -> changes.move(Kind.ROLLBACK, IDS.get(1), "me", "worse", "now"));
    asHolder(changes -> changes.record(Published.refused(4, "eeeeeeee", changes.generation())));
    org.apache.commons.io.FileUtils.deleteDirectory(folder.resolve("registry/lock").toFile());

    asHolder(
        changes -> {
          assertThat(changes.generation()).isEqualTo(4);
          changes.finish(Published.version(changes, "000004-dddddddd", IDS.get(1)));
        });

    assertThat(registry.champion().version()).isEqualTo("000004-dddddddd");
    assertThat(RegistryCheck.of(registry)).isEmpty();
  }

  /** Says of a file that may not be read what Java says: that it isn't found. */
  public static final class Unreadable extends RawLocalFileSystem {
    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path file, int buffer) throws IOException {
      if (file.getName().equals("history.jsonl")) {
        throw new java.io.FileNotFoundException(file + " (Permission denied)");
      }
      return super.open(file, buffer);
    }
  }

  @Test
  void aHistoryThatMayNotBeReadIsNotTakenForNone() {
    Configuration unreadable = new Configuration();
    unreadable.setClass("fs.file.impl", Unreadable.class, org.apache.hadoop.fs.FileSystem.class);
    unreadable.setBoolean("fs.file.impl.disable.cache", true);
    assertThatThrownBy(() -> new Registry(unreadable, root()).history())
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INFRASTRUCTURE))
        .hasMessageContainingAll("history.jsonl can't be read: ", "(Permission denied)");
  }
}
