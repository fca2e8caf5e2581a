package org.histloss.retraining.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.PrivilegedExceptionAction;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.UserGroupInformation;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many runs that are started in the same millisecond, each with a client of its own on HDFS. */
@ExtendWith(Places.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ContendersTest {
  private static final int CONTENDERS = 20;
  private static final int ROUNDS = 5;

  private final Configuration conf = Places.conf();

  static List<Path> places() throws IOException {
    return Places.both();
  }

  /** What one contender comes to: the lock, or the line of its refusal. */
  private record Outcome(Held held, String refusal) {}

  /** One round: those who are refused wait for the winner and see it beat. */
  private final class Round {
    private final CyclicBarrier together = new CyclicBarrier(CONTENDERS);
    private final CompletableFuture<Held> winner = new CompletableFuture<>();

    private Outcome contend(Path registry, String owner, Ticker ticker, boolean fromTheStart)
        throws Exception {
      RegistryLock lock =
          new RegistryLock(conf, registry, Places.SETTINGS, ticker, Clock.systemUTC());
      try {
        if (fromTheStart) {
          together.await();
        }
        Held held = lock.take(owner);
        winner.complete(held);
        return new Outcome(held, "");
      } catch (Throwable e) {
        if (e instanceof JobException refused && refused.exitCode() == ExitCode.LOCKED) {
          return new Outcome(null, refused.getMessage());
        }
        // Nobody shall wait for a contender that is no more: the round fails by its reason.
        winner.completeExceptionally(e);
        together.reset();
        throw e;
      }
    }

    /** The holder beats by itself, after it has taken the lock. */
    private void letItBeat() {
      winner.join().beat();
    }

    private void meet() {
      try {
        together.await();
      } catch (BrokenBarrierException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void ofTwentyContendersOneWins(Path registry) throws Exception {
    for (int number = 1; number <= ROUNDS; number++) {
      Round round = new Round();
      Held winner =
          winner(number, owner -> () -> round.contend(registry, owner, alone(round), true));
      winner.close();
    }
  }

  private static Ticker alone(Round round) {
    Hand ticker = new Hand();
    ticker.meanwhile = round::letItBeat;
    return ticker;
  }

  /** All have waited for the whole expiry when the first of them creates the next generation. */
  @ParameterizedTest
  @MethodSource("places")
  void ofTwentyWhoFindADeadHolderOneTakesOver(Path registry) throws Exception {
    new RegistryLock(conf, registry, Places.SETTINGS, new Hand(), Clock.systemUTC()).take("dead");
    for (int number = 2; number <= ROUNDS; number++) {
      Round round = new Round();
      winner(number, owner -> () -> round.contend(registry, owner, waiting(round), false));
    }
  }

  private static Ticker waiting(Round round) {
    return new Ticker() {
      private int pauses;

      @Override
      public long nanos() {
        return Duration.ofSeconds(Places.SETTINGS.expirySeconds()).toNanos() * pauses;
      }

      @Override
      public void pause(Duration time) {
        pauses++;
        if (pauses == 1) {
          round.meet();
        } else {
          round.letItBeat();
        }
      }
    };
  }

  private interface Contender {
    Callable<Outcome> of(String owner);
  }

  private static Held winner(long generation, Contender contender) throws Exception {
    List<Outcome> outcomes = all(contender);
    List<Held> winners = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      Optional.ofNullable(outcome.held()).ifPresent(winners::add);
    }
    assertThat(winners).hasSize(1);
    assertThat(winners.get(0).generation()).isEqualTo(generation);
    int index = outcomes.indexOf(new Outcome(winners.get(0), ""));
    assertThat(outcomes)
        .filteredOn(outcome -> outcome.held() == null)
        .allSatisfy(
            o -> assertThat(o.refusal()).contains("is held by run-%d since".formatted(index)));
    return winners.get(0);
  }

  private static List<Outcome> all(Contender contender)
      throws InterruptedException, ExecutionException, IOException {
    ExecutorService threads = Executors.newFixedThreadPool(CONTENDERS);
    List<UserGroupInformation> clients = new ArrayList<>();
    List<Callable<Outcome>> contenders = new ArrayList<>();
    String user = UserGroupInformation.getCurrentUser().getShortUserName();
    for (int i = 0; i < CONTENDERS; i++) {
      // Hadoop keeps one client for each of these, as if each were a process.
      UserGroupInformation client = UserGroupInformation.createRemoteUser(user);
      Callable<Outcome> work = contender.of("run-" + i);
      clients.add(client);
      contenders.add(() -> client.doAs((PrivilegedExceptionAction<Outcome>) work::call));
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (Future<Outcome> each : threads.invokeAll(contenders)) {
      outcomes.add(each.get());
    }
    threads.shutdown();
    for (UserGroupInformation client : clients) {
      FileSystem.closeAllForUGI(client);
    }
    return outcomes;
  }
}
