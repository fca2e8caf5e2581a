package org.histloss.retraining.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.histloss.retraining.lock.Places.champion;
import static org.histloss.retraining.lock.Places.pointer;
import static org.histloss.retraining.lock.Refusals.assertLocked;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A holder that promotes while another takes the lock over: every order of their steps. */
@ExtendWith(Places.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LateHolderTest {
  private final Configuration conf = Places.conf();

  static List<Path> places() throws IOException {
    return Places.both();
  }

  private RegistryLock lock(Path registry) {
    return new RegistryLock(conf, registry, Places.SETTINGS, new Hand(), Clock.systemUTC());
  }

  /** A promotion has three steps, a takeover three, and then its holder reads the champion. */
  @ParameterizedTest
  @MethodSource("places")
  void whatANewHolderFindsStays(Path parent) throws Exception {
    TreeSet<String> champions = new TreeSet<>();
    List<String> orders = Turns.orders(3, 4);
    assertThat(orders).hasSize(35);
    for (String order : orders) {
      Path registry = new Path(parent, order);
      Held old = lock(registry).take("old");
      old.promote(pointer("before"));
      Turns turns = new Turns(order);
      CompletableFuture<Boolean> promoted = promoted(old, turns);

      Held fresh = lock(registry).take("new", step -> turns.turn(Turns.NEW));
      turns.turn(Turns.NEW);
      String found = champion(registry);
      turns.end(Turns.NEW);

      assertThat(found).as(order).isEqualTo(promoted.join() ? "late" : "before");
      assertThat(champion(registry)).as(order).isEqualTo(found);
      assertLocked(() -> old.promote(pointer("too late")));
      fresh.promote(pointer("of the new"));
      assertThat(champion(registry)).isEqualTo("of the new");
      champions.add(found);
    }
    assertThat(champions).containsExactly("before", "late");
  }

  private static CompletableFuture<Boolean> promoted(Held old, Turns turns) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            old.promote(pointer("late"), step -> turns.turn(Turns.OLD));
            return true;
          } catch (JobException e) {
            assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED);
            return false;
          } finally {
            turns.end(Turns.OLD);
          }
        },
        work -> new Thread(work).start());
  }

  /** The paused holder is held at one step while another takes over, from beginning to end. */
  @ParameterizedTest
  @EnumSource(
      value = Steps.Step.class,
      names = {"PREPARE", "LOOK", "REPLACE"})
  void aHolderThatSleepsBeforeAnyStepPromotesNothing(Steps.Step asleep) throws IOException {
    for (Path registry : places()) {
      Held paused = lock(registry).take("paused");
      paused.promote(pointer("before"));
      Steps steps =
          step -> {
            if (step == asleep) {
              lock(registry).take("next");
            }
          };
      assertLocked(() -> paused.promote(pointer("too late"), steps))
          .contains("generation 1 has lost the lock to next, generation 2");
      assertThat(champion(registry)).isEqualTo("before");
    }
  }

  /** The one that takes over is killed in its midst; a third then ends what both began. */
  @ParameterizedTest
  @EnumSource(
      value = Steps.Step.class,
      names = {"LOOK", "WITHDRAW"})
  void aTakeoverThatIsKilledLeavesNothingOpen(Steps.Step killed) throws IOException {
    for (Path registry : places()) {
      Held paused = lock(registry).take("paused");
      paused.promote(pointer("before"));
      Steps kill =
          step -> {
            if (step == killed) {
              throw new IllegalStateException("killed");
            }
          };
      Steps sleep =
          step -> {
            if (step == Steps.Step.REPLACE) {
              try {
                lock(registry).take("killed", kill);
              } catch (IllegalStateException e) {
                assertThat(lock(registry).take("third").generation()).isEqualTo(3);
              }
            }
          };
      assertLocked(() -> paused.promote(pointer("too late"), sleep)).contains("third");
      assertThat(champion(registry)).isEqualTo("before");
    }
  }
}
