package org.histloss.retraining.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.histloss.config.RetrainSettings;
import org.histloss.config.SettingsReader;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.retraining.ManualMove;
import org.histloss.retraining.lock.Held;
import org.histloss.retraining.lock.RegistryLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person moves the champion while a run's promotion is decided and not done. */
class MoveByHandTest {
  private static final String FIRST = "000001-aaaaaaaa";
  private static final String SECOND = "000002-bbbbbbbb";
  private static final String PENDING = "000003-cccccccc";

  @TempDir Path folder;
  private final Configuration conf = new Configuration();
  private RetrainSettings retrain;
  private Registry registry;

  @BeforeEach
  void pending() {
    retrain = SettingsReader.readRetrain(null, List.of("retrain.registry=" + folder));
    registry = new Registry(conf, new org.apache.hadoop.fs.Path(folder.toUri()));
    asHolder(
        changes -> {
          changes.finish(Published.version(changes, FIRST, null));
          changes.finish(Published.version(changes, SECOND, FIRST));
          Published.version(changes, PENDING, SECOND);
        });
  }

  private void asHolder(Consumer<RegistryChanges> work) {
    try (Held held = new RegistryLock(conf, registry.root(), retrain.lock()).take("holder")) {
      work.accept(new RegistryChanges(registry, held));
    }
  }

  private void assertRefused(String version) {
    assertThatThrownBy(() -> new ManualMove(conf, retrain).promote(version, "why"))
        .isInstanceOfSatisfying(
            JobException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION));
  }

  @Test
  void aRollbackGoesBackFromTheChampionThatThePersonSaw() {
    assertThat(new ManualMove(conf, retrain).rollback("bad in production").message())
        .startsWith(FIRST + " is champion by rollback, before it was " + SECOND);
    asHolder(RegistryChanges::repair);
    assertThat(registry.champion().version()).isEqualTo(FIRST);
    assertThat(RegistryCheck.of(registry)).isEmpty();
  }

  @Test
  void thePendingVersionMayBeChosen() {
    new ManualMove(conf, retrain).promote(PENDING, "looked at it");
    assertThat(registry.champion().version()).isEqualTo(PENDING);
    assertThat(registry.champion().predecessor()).isEqualTo(SECOND);
    assertThat(RegistryCheck.of(registry)).isEmpty();
  }

  /** Nothing moved: the next run does what was decided. */
  @Test
  void aMoveThatIsRefusedWithdrawsNothing() {
    assertRefused("000009-mistyped");
    assertRefused(SECOND);
    asHolder(RegistryChanges::repair);
    assertThat(registry.champion().version()).isEqualTo(PENDING);
    assertThat(RegistryCheck.of(registry)).isEmpty();
  }
}
