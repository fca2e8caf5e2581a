package org.histloss.retraining;

import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.histloss.config.RetrainSettings;
import org.histloss.retraining.lock.Heartbeat;
import org.histloss.retraining.lock.Held;
import org.histloss.retraining.lock.RegistryLock;
import org.histloss.retraining.registry.Registry;
import org.histloss.retraining.registry.RegistryChanges;

/** Changes a registry while this process holds its lock, and says so all the while. */
final class UnderLock {
  private final Configuration conf;
  private final Path registry;
  private final RetrainSettings.Lock settings;
  private final String owner;

  UnderLock(Configuration conf, Path registry, RetrainSettings retrain) {
    this.conf = conf;
    this.registry = registry;
    this.settings = retrain.lock();
    this.owner = Owner.of(retrain.owner());
  }

  /** Who holds the lock, as others read it. */
  String owner() {
    return owner;
  }

  <T> T run(Registry changed, Function<RegistryChanges, T> work) {
    // Made here, so that a file system without a lock is told of in the status.
    RegistryLock lock = new RegistryLock(conf, registry, settings);
    try (Held held = lock.take(owner);
        Heartbeat beat = Heartbeat.start(held, settings)) {
      return work.apply(new RegistryChanges(changed, held));
    }
  }
}
