package org.histloss.retraining.lock;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells others from time to time that the holder of a lock is alive, until it is closed. */
public final class Heartbeat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  private final ScheduledExecutorService clock;

  /** Begins at once. */
  public Heartbeat(RegistryLock.Held held, Duration period) {
    clock =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "heartbeat of the registry's lock");
              thread.setDaemon(true);
              return thread;
            });
    clock.scheduleAtFixedRate(
        () -> beat(held), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A beat that fails is no end: the next may succeed, and a promotion checks for itself. */
  private static void beat(RegistryLock.Held held) {
    try {
      held.beat();
    } catch (RuntimeException e) {
      LOG.warn("no heartbeat: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
