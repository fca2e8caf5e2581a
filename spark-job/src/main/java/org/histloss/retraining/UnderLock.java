package org.histloss.retraining;

import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.histloss.config.RetrainSettings;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.retraining.lock.Heartbeat;
import org.histloss.retraining.lock.Held;
import org.histloss.retraining.lock.RegistryLock;
import org.histloss.retraining.registry.Registry;
import org.histloss.retraining.registry.RegistryChanges;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes a registry while this process holds its lock, and says so all the while. */
final class UnderLock {
  private static final Logger LOG = LoggerFactory.getLogger(UnderLock.class);

  private final Configuration conf;
  private final Path registry;
  private final RetrainSettings.Lock settings;
  private final String owner;
  private boolean lost;

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

  /** Whether another took the lock over while this process worked under it. */
  boolean lost() {
    return lost;
  }

  /**
   * Works under the lock.
   *
   * @param whenLost ends work that is for nothing, as the lock is another's
   */
  <T> T run(Registry changed, Runnable whenLost, Function<RegistryChanges, T> work) {
    // Made here, so that a file system without a lock is told of in the status.
    RegistryLock lock = new RegistryLock(conf, registry, settings);
    try (Held held = lock.take(owner, changed.lastGeneration());
        Heartbeat beat = Heartbeat.start(held, settings, whenLost)) {
      try {
        return work.apply(new RegistryChanges(changed, held));
      } catch (Throwable e) {
        // Files that the next holder took over are missing to this one, and a job that the
        // heartbeat has cancelled ends with Spark's words for that.
        endsWithLock(held, e);
        throw e;
      } finally {
        // Also after a promotion, when only old versions were left to be removed.
        lost = held.lost();
      }
    }
  }

  /** Says that the lock is another's, where that is so, whatever else went wrong with it. */
  private static void endsWithLock(Held held, Throwable e) {
    try {
      held.check();
    } catch (JobException loss) {
      if (loss.exitCode() == ExitCode.LOCKED) {
        LOG.warn("ended with the lock: {}", e.toString());
        throw loss;
      }
    }
  }
}
