package org.histloss.retraining.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.histloss.retraining.lock.Refusals.assertLocked;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.Commit;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A holder that publishes a version, or tells of one, while another takes the lock over. */
@ExtendWith(Places.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LatePublicationTest {
  private final Configuration conf = Places.conf();

  static List<Path> places() throws IOException {
    return Places.both();
  }

  private RegistryLock lock(Path registry) {
    return new RegistryLock(conf, registry, Places.SETTINGS, new Hand(), Clock.systemUTC());
  }

  private static Path work(Path registry, int generation) {
    return new Path(registry, "unfinished/run." + generation);
  }

  private static Path version(Path registry) {
    return new Path(registry, "versions/run");
  }

  private void write(Path folder, String content) {
    Commit.publish(conf, new Path(folder, "model"), Places.pointer(content));
  }

  private boolean exists(Path path) throws IOException {
    return path.getFileSystem(conf).exists(path);
  }

  /** A rename has two steps, a takeover three, and then its holder takes over what it finds. */
  @ParameterizedTest
  @MethodSource("places")
  void aRunIsPublishedByTheOneOrTakenOverByTheOther(Path parent) throws Exception {
    TreeSet<Boolean> seen = new TreeSet<>();
    List<String> orders = Turns.orders(2, 4);
    assertThat(orders).hasSize(15);
    for (String order : orders) {
      Path registry = new Path(parent, order);
      Held old = lock(registry).take("old");
      write(work(registry, 1), "of the old");
      Turns turns = new Turns(order);
      CompletableFuture<Boolean> published = published(old, registry, turns);

      Held fresh = lock(registry).take("new", step -> turns.turn(Turns.NEW));
      turns.turn(Turns.NEW);
      boolean adopted = fresh.rename(work(registry, 1), work(registry, 2));
      turns.end(Turns.NEW);

      assertThat(published.join()).as(order).isEqualTo(!adopted);
      assertThat(exists(version(registry))).as(order).isEqualTo(!adopted);
      assertThat(exists(work(registry, 2))).as(order).isEqualTo(adopted);
      seen.add(adopted);
    }
    assertThat(seen).containsExactly(false, true);
  }

  private CompletableFuture<Boolean> published(Held old, Path registry, Turns turns) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return old.rename(work(registry, 1), version(registry), step -> turns.turn(Turns.OLD));
          } catch (JobException e) {
            assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED);
            return false;
          } finally {
            turns.end(Turns.OLD);
          }
        },
        work -> new Thread(work).start());
  }

  /** What it still writes is nobody's, and what is published stays as it is. */
  @ParameterizedTest
  @EnumSource(
      value = Steps.Step.class,
      names = {"LOOK", "REPLACE"})
  void aHolderThatSleepsWhileItsRunIsPublishedChangesNothing(Steps.Step asleep) throws IOException {
    for (Path registry : places()) {
      Held paused = lock(registry).take("paused");
      write(work(registry, 1), "of the paused");
      Steps steps =
          step -> {
            if (step == asleep) {
              Held next = lock(registry).take("next");
              assertThat(next.rename(work(registry, 1), work(registry, 2))).isTrue();
              write(work(registry, 2), "of the next");
              assertThat(next.rename(work(registry, 2), version(registry))).isTrue();
              write(work(registry, 1), "late");
            }
          };
      // Before the last step it finds its own late file, and a version of its name.
      assertLocked(() -> paused.rename(work(registry, 1), version(registry), steps))
          .contains("generation 1 has lost the lock to next, generation 2");
      assertThat(Places.content(new Path(version(registry), "model"))).isEqualTo("of the next");
    }
  }

  /** The history is replaced whole: an old one would lack the next holder's line. */
  @ParameterizedTest
  @EnumSource(
      value = Steps.Step.class,
      names = {"PREPARE", "LOOK", "REPLACE"})
  void aHolderThatSleepsWhileItTellsOfItsRunLosesNobodysLine(Steps.Step asleep) throws IOException {
    for (Path registry : places()) {
      Path history = new Path(registry, "history.jsonl");
      Held paused = lock(registry).take("paused");
      paused.tell(history, Places.pointer("first"));
      Steps steps =
          step -> {
            if (step == asleep) {
              lock(registry).take("next").tell(history, Places.pointer("first, next"));
            }
          };
      assertLocked(() -> paused.tell(history, Places.pointer("first, paused"), steps))
          .contains("generation 1 has lost the lock to next, generation 2");
      assertThat(Places.content(history)).isEqualTo("first, next");
    }
  }
}
