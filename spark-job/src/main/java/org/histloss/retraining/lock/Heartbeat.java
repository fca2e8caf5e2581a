package org.histloss.retraining.lock;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.histloss.config.RetrainSettings;
import org.histloss.dataset.JobException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Beats for a holder of the lock, in a thread of its own, until it is closed. A beat that fails is
 * logged and remembered, and the next one is tried all the same: only {@link Held} decides whether
 * the lock still counts.
 */
public final class Heartbeat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  private final Held held;
  private final Runnable whenLost;
  private final ScheduledExecutorService thread;
  private volatile String failure;

  private Heartbeat(Held held, Runnable whenLost) {
    this.held = held;
    this.whenLost = whenLost;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread daemon = new Thread(work, "registry-lock-heartbeat");
              daemon.setDaemon(true);
              return daemon;
            });
  }

  /**
   * Begins to beat, first after one period. To be closed before {@code held} is.
   *
   * @param settings whose {@code retrain.lock.heartbeat-seconds} is the period
   * @param whenLost ends work that is for nothing; called at each beat from when the lock is lost,
   *     as more of it may begin meanwhile
   */
  public static Heartbeat start(Held held, RetrainSettings.Lock settings, Runnable whenLost) {
    return start(held, Duration.ofSeconds(settings.heartbeatSeconds()), whenLost);
  }

  static Heartbeat start(Held held, Duration period, Runnable whenLost) {
    Heartbeat heartbeat = new Heartbeat(held, whenLost);
    // A delay after the end of each: a storage that was slow must not be asked in a burst.
    heartbeat.thread.scheduleWithFixedDelay(
        heartbeat::beat, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    return heartbeat;
  }

  /** Why the last beat failed; nothing when it didn't. */
  public Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  private void beat() {
    try {
      held.beat();
      failure = null;
    } catch (JobException e) {
      failed(e.getMessage());
    } catch (RuntimeException | Error e) {
      // What leaves here would silently end the beating.
      failed(e.toString());
    }
  }

  private void failed(String reason) {
    boolean told = reason.equals(failure);
    failure = reason;
    if (!held.lost()) {
      LOG.warn("heartbeat of the registry's lock failed: {}", reason);
      return;
    }
    if (!told) {
      LOG.error("{}", reason);
    }
    try {
      whenLost.run();
    } catch (RuntimeException e) {
      LOG.warn("what the lost lock was for can't be ended: {}", e.toString());
    }
  }

  /** Stops beating; a beat that is under way ends by itself. */
  @Override
  public void close() {
    thread.shutdown();
  }
}
