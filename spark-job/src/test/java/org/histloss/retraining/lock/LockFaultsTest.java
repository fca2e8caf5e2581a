package org.histloss.retraining.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.histloss.retraining.lock.Places.champion;
import static org.histloss.retraining.lock.Places.pointer;
import static org.histloss.retraining.lock.Refusals.assertEnds;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.security.PrivilegedExceptionAction;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.security.UserGroupInformation;
import org.histloss.config.RetrainSettings;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A full disk and a read-only registry: exit code 30, one line, and a champion as it was. */
@ExtendWith(Places.class)
class LockFaultsTest {
  @TempDir java.nio.file.Path folder;
  private final Configuration conf = Places.conf();

  private RegistryLock lock(Path registry) {
    return new RegistryLock(conf, registry, Places.SETTINGS, new Hand(), Clock.systemUTC());
  }

  @Test
  void aFullHdfsEndsARunAndKeepsTheChampion() throws IOException {
    Path registry = Places.hdfs();
    DistributedFileSystem fs = (DistributedFileSystem) registry.getFileSystem(conf);
    Held held = lock(registry).take("before it was full");
    held.promote(pointer("before it was full"));

    fs.setQuota(registry, HdfsConstants.QUOTA_DONT_SET, 1);
    assertEnds(ExitCode.INFRASTRUCTURE, held::beat)
        .startsWith(registry + "/lock/000001.json can't be written: The DiskSpace quota");
    assertEnds(ExitCode.INFRASTRUCTURE, () -> held.promote(pointer("does not fit")))
        .contains("DiskSpace quota");
    held.close();
    assertThat(champion(registry)).isEqualTo("before it was full");
    assertEnds(ExitCode.INFRASTRUCTURE, () -> lock(registry).take("next"))
        .startsWith(registry + "/lock/000002.json can't be created: The DiskSpace quota");

    fs.setQuota(registry, HdfsConstants.QUOTA_DONT_SET, HdfsConstants.QUOTA_RESET);
    assertThat(lock(registry).take("next").generation()).isEqualTo(2);
  }

  @Test
  void anHdfsThatMayOnlyBeReadEndsARun() throws IOException, InterruptedException {
    Path registry = Places.hdfs();
    lock(registry).take("owner").close();
    registry.getFileSystem(conf).setPermission(registry, new FsPermission("755"));
    UserGroupInformation reader = UserGroupInformation.createRemoteUser("reader");
    reader.doAs(
        (PrivilegedExceptionAction<Void>)
            () -> {
              assertThat(LockView.read(conf, registry).orElseThrow().owner()).isEqualTo("owner");
              assertEnds(ExitCode.INFRASTRUCTURE, () -> lock(registry).take("reader"))
                  .startsWith(registry + "/lock/000002.json can't be created: Permission denied");
              return null;
            });
  }

  /** HDFS tells a reader so when the holder's heartbeat replaces the file that it has opened. */
  @Test
  void aFileThatIsReplacedUnderItsReaderIsReadAnew() {
    Configuration store = StoreFileSystem.conf(StoreFileSystem.CONDITIONAL);
    Path registry = new Path("store:" + folder.resolve("registry"));
    RetrainSettings.Lock settings = new RetrainSettings.Lock(60, 15, true);
    new RegistryLock(store, registry, settings, new Hand(), Clock.systemUTC()).take("holder");

    store.setInt(StoreFileSystem.FAILING_READS, 2);
    assertThat(LockView.read(store, registry).orElseThrow().owner()).isEqualTo("holder");

    store.setInt(StoreFileSystem.FAILING_READS, 3);
    assertEnds(ExitCode.INFRASTRUCTURE, () -> LockView.read(store, registry))
        .endsWith(
            "/lock/000001.json can't be read: Blocklist for %s/lock/000001.json has changed!"
                .formatted(registry));
  }

  /** Takes the lock of the registry, and says how that ended. */
  static final class Taker {
    private Taker() {}

    public static void main(String[] arguments) {
      Path registry = new Path(arguments[0]);
      try {
        new RegistryLock(new Configuration(), registry, Places.SETTINGS).take("taker").close();
        write(arguments[1], "taken");
      } catch (JobException e) {
        write(arguments[1], e.exitCode() + " " + e.getMessage());
      }
    }

    private static void write(String file, String text) {
      try {
        Files.writeString(java.nio.file.Path.of(file), text);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** A disk of its own for a child process, where the machine lets users mount one. */
  private String taken(String disk) throws IOException, InterruptedException {
    java.nio.file.Path mount = Files.createDirectory(folder.resolve("disk"));
    java.nio.file.Path answer = folder.resolve("answer");
    List<String> unshared = List.of("unshare", "--user", "--map-root-user", "--mount");
    assumeTrue(run(unshared, "true") == 0, "no mounts for users");
    String jvm = java.nio.file.Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String script =
        "mount -t tmpfs -o size=16k registry %s && mkdir %s/r && %s && exec %s -cp '%s' '%s' %s %s"
            .formatted(
                mount,
                mount,
                disk.replace("DISK", mount.toString()),
                jvm,
                System.getProperty("java.class.path"),
                Taker.class.getName(),
                mount.toUri() + "r",
                answer);
    assertThat(run(unshared, script)).as(Files.readString(folder.resolve("log"))).isZero();
    return Files.readString(answer).replace("file:" + mount, "DISK");
  }

  private int run(List<String> unshared, String script) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(unshared);
    command.addAll(List.of("sh", "-c", script));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start()
        .waitFor();
  }

  @Test
  void aDiskWithRoomHoldsTheLock() throws IOException, InterruptedException {
    assertThat(taken("true")).isEqualTo("taken");
  }

  @Test
  void aFullDiskEndsARun() throws IOException, InterruptedException {
    assertThat(taken("mkdir DISK/r/lock && head -c 100k /dev/zero > DISK/fill || true"))
        .isEqualTo(
            "INFRASTRUCTURE DISK/r/lock/000001.json can't be created: No space left on device");
  }

  @Test
  void aDiskThatMayOnlyBeReadEndsARun() throws IOException, InterruptedException {
    assertThat(taken("mount -o remount,ro DISK"))
        .isEqualTo(
            "INFRASTRUCTURE DISK/r/lock/000001.json can't be created: Read-only file system");
  }
}
