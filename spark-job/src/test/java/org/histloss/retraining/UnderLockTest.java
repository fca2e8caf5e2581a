package org.histloss.retraining;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.histloss.config.RetrainSettings;
import org.histloss.config.SettingsReader;
import org.histloss.dataset.JobException;
import org.histloss.retraining.registry.Registry;
import org.histloss.retraining.registry.RegistryChanges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnderLockTest {
  @TempDir Path folder;

  private boolean lostAfter(boolean taken) {
    Configuration conf = new Configuration();
    Registry registry = new Registry(conf, new org.apache.hadoop.fs.Path(folder.toUri()));
    RetrainSettings retrain = SettingsReader.readRetrain(null, List.of());
    UnderLock lock = new UnderLock(conf, registry.root(), retrain);
    String ended =
        lock.run(
            registry,
            () -> {},
            changes -> {
              if (taken) {
                takeOver();
              }
              return tidied(changes);
            });
    assertThat(ended).isEqualTo("promoted");
    return lock.lost();
  }

  private void takeOver() {
    try {
      Files.writeString(
          folder.resolve("lock/000002.json"),
          "{\"owner\":\"next\",\"since\":\"now\",\"heartbeat\":1,\"released\":false}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As a run that has promoted: that old versions can't be removed changes nothing of it. */
  private static String tidied(RegistryChanges changes) {
    try {
      changes.check();
    } catch (JobException e) {
      assertThat(e).hasMessageContaining("has lost the lock to next");
    }
    return "promoted";
  }

  /** The status is then the next holder's to write. */
  @Test
  void aLockThatIsLostAfterThePromotionIsKnownToBeLost() {
    assertThat(lostAfter(true)).isTrue();
  }

  @Test
  void aLockThatIsGivenBackWasNotLost() {
    assertThat(lostAfter(false)).isFalse();
  }
}
