package org.histloss.retraining;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.histloss.config.RetrainSettings;
import org.histloss.retraining.lock.Heartbeat;
import org.histloss.retraining.lock.RegistryLock;
import org.histloss.retraining.registry.Registry;
import org.histloss.retraining.registry.RegistryChanges;

/** Changes a registry while this process holds its lock, and says so all the while. */
final class UnderLock {
  private final RegistryLock lock;
  private final Duration heartbeat;
  private final String owner;

  UnderLock(Configuration conf, Path registry, RetrainSettings retrain) {
    this.lock =
        new RegistryLock(
            conf, registry, Duration.ofSeconds(retrain.lock().expirySeconds()), new SystemTicker());
    this.heartbeat = Duration.ofSeconds(retrain.lock().heartbeatSeconds());
    this.owner = Owner.of(retrain.owner());
  }

  /** Who holds the lock, as others read it. */
  String owner() {
    return owner;
  }

  <T> T run(Registry registry, Function<RegistryChanges, T> work) {
    try (RegistryLock.Held held = lock.take(owner);
        Heartbeat beat = new Heartbeat(held, heartbeat)) {
      return work.apply(new RegistryChanges(registry, held));
    }
  }

  private static final class SystemTicker implements RegistryLock.Ticker {
    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public void pause(Duration time) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(time.toMillis()));
    }
  }
}
