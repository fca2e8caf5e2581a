package org.histloss.retraining.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Contenders that are processes, on the local disk. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ProcessesTest {
  private static final int PROCESSES = 3;
  private static final int TURNS = 60;

  @TempDir Path folder;

  /** Takes the lock again and again, and counts in a file that nothing else protects. */
  static final class Contender {
    private Contender() {}

    public static void main(String[] arguments) throws IOException {
      Path folder = Path.of(arguments[0]);
      int mine = 0;
      Files.createFile(folder.resolve("ready-" + arguments[1]));
      while (!Files.exists(folder.resolve("go"))) {
        new SystemTicker().pause(Duration.ofMillis(1));
      }
      while (true) {
        try (Held held = lock(folder).take("process " + arguments[1])) {
          int count = Integer.parseInt(Files.readString(folder.resolve("count")));
          if (count == TURNS) {
            break;
          }
          Files.createFile(folder.resolve("inside"));
          Files.writeString(folder.resolve("count"), "" + (count + 1));
          held.promote(Places.pointer(held.generation() + ""));
          Files.delete(folder.resolve("inside"));
          mine++;
        } catch (JobException e) {
          if (e.exitCode() != ExitCode.LOCKED) {
            throw e;
          }
        }
      }
      Files.writeString(folder.resolve("turns-" + arguments[1]), "" + mine);
    }

    private static RegistryLock lock(Path folder) {
      SystemTicker clock = new SystemTicker();
      Ticker quick =
          new Ticker() {
            @Override
            public long nanos() {
              return clock.nanos();
            }

            @Override
            public void pause(Duration time) {
              clock.pause(Duration.ofMillis(1));
            }
          };
      return new RegistryLock(
          new Configuration(),
          new org.apache.hadoop.fs.Path(folder.toUri()),
          Places.SETTINGS,
          quick,
          Clock.systemUTC());
    }
  }

  @Test
  void neverAreTwoProcessesInside() throws IOException, InterruptedException {
    Files.writeString(folder.resolve("count"), "0");
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      processes.add(start(i));
    }
    for (int i = 0; i < PROCESSES; i++) {
      while (processes.get(i).isAlive() && !Files.exists(folder.resolve("ready-" + i))) {
        new SystemTicker().pause(Duration.ofMillis(5));
      }
    }
    Files.createFile(folder.resolve("go"));
    for (Process process : processes) {
      assertThat(process.waitFor()).as(Files.readString(folder.resolve("log"))).isZero();
    }
    assertThat(folder.resolve("inside")).doesNotExist();
    assertThat(Files.readString(folder.resolve("count"))).isEqualTo("" + TURNS);
    int turns = 0;
    for (int i = 0; i < PROCESSES; i++) {
      turns += Integer.parseInt(Files.readString(folder.resolve("turns-" + i)));
    }
    assertThat(turns).isEqualTo(TURNS);
    LockView last =
        LockView.read(new Configuration(), new org.apache.hadoop.fs.Path(folder.toUri()))
            .orElseThrow();
    assertThat(last.generation()).isEqualTo(TURNS + PROCESSES);
  }

  private Process start(int number) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Contender.class.getName(),
            folder.toString(),
            "" + number)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }
}
