package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole nights on a disk of their own that becomes full, nearly full, and read-only. Runs where the
 * machine lets users mount one.
 */
@Tag("cluster")
class RetrainFaultsIT {
  private static final List<String> UNSHARED =
      List.of("unshare", "--user", "--map-root-user", "--mount");

  /** {@code night NAME ARGUMENTS} runs one command and keeps what it said and left. */
  private static final String SCRIPT =
      """
      set -u
      night() {
        name=$1; shift
        sh command "$@" >$name.out 2>$name.err; echo $? >$name.code
        cp disk/registry/champion.json $name.champion
        cp disk/registry/status.json $name.status
      }
      mount -t tmpfs -o size=16m registry disk || exit 1
      night first retrain --config retrain.conf
      head -c 100m /dev/zero >disk/fill
      night full retrain --config grown.conf
      rm disk/fill
      left=$(df -k --output=avail disk | tail -n 1)
      head -c $((left - 40))k /dev/zero >disk/fill
      night tight retrain --config grown.conf
      rm disk/fill
      mount -o remount,ro disk
      night readonly retrain --config grown.conf
      mount -o remount,rw disk
      night consistent history --registry disk/registry
      night after retrain --config grown.conf
      night last history --registry disk/registry
      """;

  @TempDir Path folder;

  @Test
  void aDiskThatFailsEndsTheNightAndHarmsNothing() throws IOException, InterruptedException {
    assumeTrue(unshared("mount -t tmpfs -o size=16k x /mnt") == 0, "no mounts for users");
    prepare("dataset", 40);
    prepare("grown", 44);
    Files.createDirectory(folder.resolve("disk"));
    configure("retrain.conf", "dataset");
    configure("grown.conf", "grown");
    command();

    assertThat(unshared(SCRIPT)).isZero();

    assertThat(code("first")).as(said("first")).isZero();
    // Not even the lock finds room, and the status none either; it is said all the same.
    assertThat(code("full")).as(said("full")).isEqualTo(30);
    assertThat(said("full"))
        .contains("No space left on device", "status.json could not say: failed, ");
    assertUntouched("full");
    // Room for the lock, but not for a training.
    assertThat(code("tight")).as(said("tight")).isEqualTo(30);
    assertThat(said("tight")).contains("No space left on device");
    assertUntouched("tight");
    assertThat(code("readonly")).as(said("readonly")).isEqualTo(30);
    assertThat(said("readonly"))
        .contains("lock/", " can't be created: Read-only file system", "status.json could not say")
        .doesNotContain("round 1/");
    assertUntouched("readonly");
    assertThat(said("consistent")).contains("the registry is consistent");
    assertThat(code("after")).as(said("after")).isIn(0, 10);
    assertThat(status("after").path("exitCode").asInt()).isEqualTo(code("after"));
    assertThat(said("last")).contains("the registry is consistent").contains("000002-");
  }

  private void assertUntouched(String night) throws IOException {
    assertThat(folder.resolve(night + ".champion"))
        .hasSameBinaryContentAs(folder.resolve("first.champion"));
    assertThat(Files.readAllLines(folder.resolve(night + ".out")))
        .as(said(night))
        .filteredOn(line -> line.startsWith("retrain "))
        .singleElement()
        .asString()
        .startsWith("retrain failed: ");
  }

  private int code(String night) throws IOException {
    return Integer.parseInt(Files.readString(folder.resolve(night + ".code")).strip());
  }

  private String said(String night) throws IOException {
    return Files.readString(folder.resolve(night + ".err"))
        + Files.readString(folder.resolve(night + ".out"));
  }

  private JsonNode status(String night) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(night + ".status").toFile());
  }

  private int unshared(String script) throws IOException, InterruptedException {
    java.util.ArrayList<String> command = new java.util.ArrayList<>(UNSHARED);
    command.addAll(List.of("sh", "-c", script));
    ProcessBuilder builder = driver(List.of());
    return builder
        .command(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("script.log").toFile())
        .start()
        .waitFor();
  }

  private ProcessBuilder driver(List<String> arguments) throws IOException, InterruptedException {
    Place place = Place.local(2);
    return SparkRuntime.BUILT.submission(folder, place.master(), place.confs(), arguments);
  }

  /** A script that runs one histloss command; its arguments are the command's. */
  private void command() throws IOException, InterruptedException {
    String quoted =
        driver(List.of()).command().stream()
            .map(part -> "'" + part + "'")
            .collect(Collectors.joining(" "));
    Files.writeString(folder.resolve("command"), "exec " + quoted + " \"$@\"\n");
  }

  private void prepare(String name, int identities) throws IOException, InterruptedException {
    Path photos = TinyPictures.write(folder.resolve(name + "-photos"), identities, 3, 2);
    Submission made =
        Submission.run(
            folder,
            "local[2]",
            List.of(),
            "prepare",
            "--source=folder",
            "--input=" + photos,
            "--set=split.train=0.5",
            "--set=split.test=0.5",
            "--set=image.height=12",
            "--set=image.width=12",
            "--output=" + folder.resolve(name));
    assertThat(made.exitCode()).as(made.error()).isZero();
  }

  private void configure(String file, String data) throws IOException {
    Files.writeString(
        folder.resolve(file),
        """
        image { height = 12, width = 12 }
        split { train = 0.5, test = 0.5 }
        network { channels = [4, 8], embedding-dimension = 8 }
        batch { identities = 4, samples-per-identity = 3 }
        loss.bins = 20
        training { steps = 4, averaging-period = 2, checkpoint-period = 1 }
        evaluation { bootstrap-draws = 100 }
        retrain { registry = "%s", data = "%s", owner = night
          gate { max-slice-loss = 1, min-gain = -0.9 } }
        """
            .formatted(folder.resolve("disk/registry"), folder.resolve(data)));
  }
}
