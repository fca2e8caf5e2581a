package org.histloss.retraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.histloss.config.RetrainSettings;
import org.histloss.config.SettingsReader;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.retraining.registry.Registry;
import org.histloss.retraining.registry.RegistryChanges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnderLockTest {
  private static final RetrainSettings RETRAIN = SettingsReader.readRetrain(null, List.of());

  @TempDir Path folder;

  private final Configuration conf = new Configuration();

  private Registry registry() {
    return new Registry(conf, new org.apache.hadoop.fs.Path(folder.toUri()));
  }

  private boolean lostAfter(boolean taken) {
    UnderLock lock = new UnderLock(conf, registry().root(), RETRAIN);
    String ended =
        lock.run(
            registry(),
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

  /** Its files were taken over with the lock: that they are missing is not what went wrong. */
  @Test
  void whateverFailsAfterTheLockIsLostEndsWithTheLoss() {
    UnderLock lock = new UnderLock(conf, registry().root(), RETRAIN);
    assertThatThrownBy(
            () ->
                lock.run(
                    registry(),
                    () -> {},
                    changes -> {
                      takeOver();
                      throw JobException.badConfiguration("embeddings.npy is missing");
                    }))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED));
    assertThat(lock.lost()).isTrue();
  }
}
