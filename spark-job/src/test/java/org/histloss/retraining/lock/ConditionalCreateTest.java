package org.histloss.retraining.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.histloss.retraining.lock.Places.champion;
import static org.histloss.retraining.lock.Places.pointer;
import static org.histloss.retraining.lock.Refusals.assertEnds;
import static org.histloss.retraining.lock.Refusals.assertLocked;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.histloss.config.RetrainSettings;
import org.histloss.dataset.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** File systems besides {@code file:} and HDFS: refused, or allowed and tried out. */
@ExtendWith(Places.class)
class ConditionalCreateTest {
  @TempDir java.nio.file.Path folder;

  private static RegistryLock lock(Configuration conf, Path registry, boolean allowed) {
    RetrainSettings.Lock settings = new RetrainSettings.Lock(60, 15, allowed);
    return new RegistryLock(conf, registry, settings, new Hand(), Clock.systemUTC());
  }

  private Path store() {
    return new Path("store://" + folder.resolve("registry"));
  }

  @Test
  void anythingElseIsRefusedUnlessItIsAllowed() {
    assertEnds(
            ExitCode.BAD_CONFIGURATION,
            () -> lock(new Configuration(), new Path("http://host/registry"), false))
        .isEqualTo(
            "retrain.registry = http://host/registry: must lie on file: or hdfs:, as http: isn't"
                + " known to create a file only where none is (retrain.lock.conditional-create ="
                + " true has it tried out)");
    assertEnds(
            ExitCode.BAD_CONFIGURATION,
            () -> lock(new Configuration(), new Path("nosuch://host/registry"), true))
        .startsWith("retrain.registry = nosuch://host/registry: must lie on file: or hdfs:");
  }

  @ParameterizedTest
  @CsvSource({
    "store.none, let two create the same file at once",
    "store.blind, created a file that was there already",
    "'store.conditional store.lists-late', didn't list a file that was there already",
    "'store.conditional store.silent', said of a file that was there already: 412",
  })
  void aStoreThatBreaksThePromiseIsFoundOut(String promises, String why) {
    Configuration conf = StoreFileSystem.conf(promises.split(" "));
    assertEnds(ExitCode.BAD_CONFIGURATION, () -> lock(conf, store(), true).take("night-1"))
        .isEqualTo(
            "retrain.registry = %s: must lie on file: or hdfs:, as store: %s"
                .formatted(store(), why));
    assertThat(folder.resolve("registry/lock/000001.json")).doesNotExist();
    assertThat(folder.resolve("registry/lock")).isEmptyDirectory();
  }

  @Test
  void aSchemeThatCannotWriteIsRefused() {
    Configuration conf = new Configuration();
    Path registry = new Path("http://localhost:1/registry");
    assertEnds(ExitCode.BAD_CONFIGURATION, () -> lock(conf, registry, true).take("night"))
        .isEqualTo(
            "retrain.registry = http://localhost:1/registry: must lie on file: or hdfs:, as http:"
                + " can't create files");
  }

  @ParameterizedTest
  @CsvSource({"store.conditional", "'store.conditional store.blind'"})
  void aStoreThatKeepsThePromiseHoldsALock(String promises) throws IOException {
    Configuration conf = StoreFileSystem.conf(promises.split(" "));
    Held held = lock(conf, store(), true).take("night-1");
    held.promote(pointer("of night-1"));
    Hand ticker = new Hand();
    ticker.meanwhile = held::beat;
    RetrainSettings.Lock settings = new RetrainSettings.Lock(60, 15, true);
    RegistryLock other = new RegistryLock(conf, store(), settings, ticker, Clock.systemUTC());
    assertLocked(() -> other.take("night-2")).contains("held by night-1");

    Held next = lock(conf, store(), true).take("night-2");
    assertLocked(() -> held.promote(pointer("too late"))).contains("night-2");
    assertThat(Files.readString(folder.resolve("registry/champion.json"))).isEqualTo("of night-1");
    next.promote(pointer("of night-2"));
    assertThat(Files.readString(folder.resolve("registry/champion.json"))).isEqualTo("of night-2");
    try (var files = Files.list(folder.resolve("registry/lock"))) {
      assertThat(files.map(java.nio.file.Path::getFileName).map(java.nio.file.Path::toString))
          .contains("000001.json", "000002.json")
          .noneMatch(name -> name.contains("probe") || name.equals("000002.promotion"));
    }
  }

  /** A scheme of its own that promises it since HDFS is below. */
  @Test
  void aViewOfHdfsIsTriedOutAndHoldsALock() throws IOException {
    Path hdfs = Places.hdfs();
    Configuration conf = Places.conf();
    hdfs.getFileSystem(conf).mkdirs(hdfs);
    conf.set("fs.viewfs.mounttable.nights.link./registry", hdfs.toString());
    Path registry = new Path("viewfs://nights/registry");

    assertEnds(ExitCode.BAD_CONFIGURATION, () -> lock(conf, registry, false));
    Held held = lock(conf, registry, true).take("night-1");
    held.promote(pointer("of night-1"));
    Held next = lock(conf, registry, true).take("night-2");
    assertLocked(() -> held.promote(pointer("too late")));
    assertThat(champion(hdfs)).isEqualTo("of night-1");
    next.promote(pointer("of night-2"));
    assertThat(champion(hdfs)).isEqualTo("of night-2");
    assertThat(hdfs.getFileSystem(conf).listStatus(new Path(hdfs, "lock")))
        .extracting(FileStatus::getPath)
        .extracting(Path::getName)
        .contains("000002.json")
        .noneMatch(name -> name.contains("probe"));
  }
}
