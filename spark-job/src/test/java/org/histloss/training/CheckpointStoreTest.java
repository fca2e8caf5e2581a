package org.histloss.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.histloss.config.OutcomeSettings;
import org.histloss.config.OutcomeSettings.Choice;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The store on local files and on object stores: {@code s3a} is written by single puts, {@code
 * blob} is no scheme that is known, so that files are renamed into place by copying.
 */
class CheckpointStoreTest {
  private static final String[] SCHEMES = {"file", "blob", "s3a"};

  @TempDir java.nio.file.Path temporary;
  private final Configuration hadoop = new Configuration();

  private Path folder(String scheme) {
    if (scheme.equals("file")) {
      return new Path(temporary.resolve("checkpoints").toUri());
    }
    BlobFileSystem.register(hadoop, scheme);
    return new Path(scheme + "://" + UUID.randomUUID() + "/checkpoints");
  }

  private CheckpointStore store(Path folder, int kept, Choice model) {
    return new CheckpointStore(folder, hadoop, new OutcomeSettings(kept, 0, model, 1000));
  }

  /** A checkpoint after so many rounds, unlike all others. */
  static Checkpoint checkpoint(long round, long bestRound) {
    SplittableRandom random = new SplittableRandom(round);
    float[] parameters = new float[50];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) random.nextDouble();
    }
    RunState state =
        new RunState(
            new ReplicaState(parameters, new float[] {round, 2}),
            new float[] {3},
            List.of(),
            null,
            new int[] {0, 7},
            0.1 * round);
    Stretch stretch = new Stretch(new RoundPlan(2, 3, 1000), 100, 3);
    BestScore best = bestRound == 0 ? null : new BestScore(bestRound, 0.1 + 0.2, 3, "cross-camera");
    return new Checkpoint(round, "training.seed = 1\n", "version", state, stretch, best);
  }

  static void assertSame(Checkpoint found, Checkpoint expected) throws IOException {
    byte[] state = RunStateFile.bytes(expected.state());
    assertThat(found).isNotNull();
    assertThat(RunStateFile.bytes(found.state())).isEqualTo(state);
    assertThat(CheckpointMarker.of(found, state)).isEqualTo(CheckpointMarker.of(expected, state));
  }

  private List<String> names(Path folder) throws IOException {
    return Arrays.stream(folder.getFileSystem(hadoop).listStatus(folder))
        .map(status -> status.getPath().getName())
        .sorted()
        .toList();
  }

  private byte[] read(Path file) throws IOException {
    try (var in = file.getFileSystem(hadoop).open(file)) {
      return in.readAllBytes();
    }
  }

  private void write(Path file, byte[] content) throws IOException {
    try (var out = file.getFileSystem(hadoop).create(file, true)) {
      out.write(content);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "blob", "s3a"})
  void what_was_saved_comes_back(String scheme) throws IOException {
    Path folder = folder(scheme);
    assertThat(store(folder, 2, Choice.LAST).newest()).isNull();
    store(folder, 2, Choice.LAST).save(checkpoint(4, 0));
    store(folder, 2, Choice.LAST).save(checkpoint(7, 4));

    CheckpointStore store = store(folder, 2, Choice.LAST);
    Checkpoint newest = store.newest();
    assertSame(newest, checkpoint(7, 4));
    assertSame(store.best(newest), checkpoint(4, 0));
    assertThat(store.last().getName()).isEqualTo("round-000007");
    assertThat(store.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"file,1", "file,3", "blob,2", "s3a,2"})
  void the_last_ones_and_the_best_are_kept(String scheme, int kept) throws IOException {
    Path folder = folder(scheme);
    for (int round = 10; round <= 80; round += 10) {
      store(folder, kept, Choice.LAST).save(checkpoint(round, 20));
    }
    List<String> expected = new ArrayList<>(List.of("round-000020"));
    for (int i = kept - 1; i >= 0; i--) {
      expected.add("round-0000" + (80 - 10 * i));
    }
    assertThat(names(folder)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "blob", "s3a"})
  void the_best_of_a_checkpoint_that_may_be_fallen_back_to_is_kept(String scheme)
      throws IOException {
    Path folder = folder(scheme);
    store(folder, 2, Choice.BEST).save(checkpoint(10, 10));
    store(folder, 2, Choice.BEST).save(checkpoint(20, 10));
    store(folder, 2, Choice.BEST).save(checkpoint(30, 10));
    store(folder, 2, Choice.BEST).save(checkpoint(40, 40));
    assertThat(names(folder)).containsExactly("round-000010", "round-000030", "round-000040");
    write(new Path(folder, "round-000040/state.bin"), new byte[0]);

    CheckpointStore store = store(folder, 2, Choice.BEST);
    assertSame(store.newest(), checkpoint(30, 10));
    assertSame(store.best(store.newest()), checkpoint(10, 10));
  }

  @ParameterizedTest
  @CsvSource({
    "state.bin,missing", "state.bin,short", "state.bin,bit",
    "checkpoint.json,missing", "checkpoint.json,short", "checkpoint.json,bit"
  })
  void a_damaged_one_is_reported_and_the_one_before_is_used(String file, String damage)
      throws IOException {
    for (String scheme : SCHEMES) {
      Path folder = folder(scheme);
      store(folder, 2, Choice.LAST).save(checkpoint(1, 0));
      store(folder, 2, Choice.LAST).save(checkpoint(2, 0));
      damage(new Path(folder, "round-000002/" + file), damage);

      CheckpointStore store = store(folder, 2, Choice.LAST);
      assertSame(store.newest(), checkpoint(1, 0));
      assertThat(store.warnings()).hasSize(1);
      assertThat(store.warnings().get(0))
          .contains("round-000002 is damaged or unfinished (" + file)
          .contains("the one before is used");
    }
  }

  private void damage(Path file, String damage) throws IOException {
    byte[] content = read(file);
    file.getFileSystem(hadoop).delete(file, false);
    switch (damage) {
      case "short" -> write(file, Arrays.copyOf(content, content.length - 1));
      case "bit" -> {
        // In JSON this is a digit of the next round, and the file is JSON still.
        int at = new String(content, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(':');
        content[at + 1] ^= 1;
        write(file, content);
      }
      default -> {}
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "blob", "s3a"})
  void without_a_whole_one_there_is_none_and_that_is_said(String scheme) throws IOException {
    Path folder = folder(scheme);
    store(folder, 2, Choice.LAST).save(checkpoint(1, 0));
    damage(new Path(folder, "round-000001/state.bin"), "short");
    CheckpointStore store = store(folder, 2, Choice.LAST);
    assertThat(store.newest()).isNull();
    assertThat(store.warnings()).hasSize(2);
    assertThat(store.warnings().get(1)).contains("holds no whole checkpoint");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "blob", "s3a"})
  void one_whose_best_is_damaged_does_where_the_best_is_not_needed(String scheme)
      throws IOException {
    Path folder = folder(scheme);
    store(folder, 1, Choice.LAST).save(checkpoint(1, 1));
    store(folder, 1, Choice.LAST).save(checkpoint(2, 1));
    damage(new Path(folder, "round-000001/state.bin"), "bit");
    assertSame(store(folder, 1, Choice.LAST).newest(), checkpoint(2, 1));

    CheckpointStore store = store(folder, 1, Choice.BEST);
    assertThat(store.newest()).isNull();
    assertThat(store.warnings().get(0)).contains("of its best one, round 1: state.bin");
    assertThatThrownBy(() -> store.best(checkpoint(2, 1)))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INFRASTRUCTURE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "blob", "s3a"})
  void a_save_removes_what_killed_writers_left(String scheme) throws IOException {
    Path folder = folder(scheme);
    store(folder, 2, Choice.LAST).save(checkpoint(1, 0));
    write(new Path(folder, "round-000001/.state.bin.1234.tmp"), new byte[9]);
    write(new Path(folder, "round-000002/.state.bin.5678.tmp"), new byte[9]);
    write(new Path(folder, "round-000002/state.bin"), new byte[9]);
    write(new Path(folder, "round-000003/.checkpoint.json.9.tmp"), new byte[9]);

    store(folder, 2, Choice.LAST).save(checkpoint(2, 0));
    assertThat(names(folder)).containsExactly("round-000001", "round-000002");
    for (String round : names(folder)) {
      assertThat(names(new Path(folder, round))).contains("checkpoint.json", "state.bin");
      assertThat(names(new Path(folder, round))).noneMatch(name -> name.endsWith(".tmp"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "blob", "s3a"})
  void a_run_that_went_back_does_not_lose_what_it_writes_then(String scheme) throws IOException {
    Path folder = folder(scheme);
    store(folder, 1, Choice.LAST).save(checkpoint(9, 0));
    store(folder, 1, Choice.LAST).save(checkpoint(5, 0));
    assertThat(names(folder)).containsExactly("round-000005");
  }

  @ParameterizedTest
  @ValueSource(strings = {"blob", "blob-torn", "s3a"})
  void a_writer_killed_at_any_step_leaves_a_whole_one(String store) throws IOException {
    String scheme = store.split("-")[0];
    Path undisturbed = folder(scheme);
    saveFrom(undisturbed, 0);
    BlobFileSystem.Bucket whole = BlobFileSystem.bucket(undisturbed.toUri().getAuthority());
    long steps = whole.steps();
    assertThat(steps).isGreaterThan(15);

    for (long step = 1; step <= steps; step++) {
      Path folder = folder(scheme);
      BlobFileSystem.Bucket bucket = BlobFileSystem.bucket(folder.toUri().getAuthority());
      bucket.killAt(step, store.endsWith("torn"));
      int saved = saveFrom(folder, 0);
      assertThat(saved).as("killed at step %d", step).isLessThan(SAVED.size());
      bucket.revive();

      CheckpointStore reading = store(folder, 2, Choice.BEST);
      Checkpoint newest = reading.newest();
      // The marker comes last and goes first: where there is one, the rest is there.
      assertThat(reading.warnings()).noneMatch(warning -> warning.contains("(state.bin"));
      int found = newest == null ? -1 : SAVED.indexOf((int) newest.nextRound());
      assertThat(found).as("killed at step %d", step).isBetween(saved - 1, saved);
      if (newest != null) {
        assertSame(newest, saved(found));
        assertSame(store(folder, 2, Choice.BEST).best(newest), saved(BESTS.get(found)));
      }
      // The next writer goes on from what it found, and comes by the same round again.
      assertThat(saveFrom(folder, Math.max(found, 0))).isEqualTo(SAVED.size());
      assertThat(bucket.names()).as("after step %d", step).isEqualTo(whole.names());
      for (String name : whole.names()) {
        assertThat(bucket.content(name)).isEqualTo(whole.content(name));
      }
    }
  }

  /** Rounds that are saved one after the other, and which of these is the best each time. */
  private static final List<Integer> SAVED = List.of(10, 20, 30, 40, 50, 60);

  private static final List<Integer> BESTS = List.of(0, 0, 0, 3, 3, 5);

  private static Checkpoint saved(int i) {
    return checkpoint(SAVED.get(i), SAVED.get(BESTS.get(i)));
  }

  /** Saves until killed; how many of all are saved then. */
  private int saveFrom(Path folder, int first) {
    for (int i = first; i < SAVED.size(); i++) {
      try {
        store(folder, 2, Choice.BEST).save(saved(i));
      } catch (JobException e) {
        assertThat(e.exitCode()).isEqualTo(ExitCode.INFRASTRUCTURE);
        assertThat(e).hasMessageContaining("the writer was killed");
        return i;
      }
    }
    return SAVED.size();
  }

  @Test
  void a_storage_that_fails_is_no_damage() throws IOException {
    Path folder = folder("blob");
    store(folder, 2, Choice.LAST).save(checkpoint(1, 0));
    BlobFileSystem.bucket(folder.toUri().getAuthority()).killAt(0, false);
    assertThatThrownBy(() -> store(folder, 2, Choice.LAST).newest())
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INFRASTRUCTURE));
  }
}
