package org.histloss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.histloss.report.history.HistoryEntry;
import org.histloss.retraining.registry.Registry;
import org.histloss.retraining.registry.RegistryCheck;
import org.histloss.training.RunFolder;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the run after a killed one does again, and what it doesn't. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RetrainGoesOnTest {
  @TempDir private static Path folder;

  private static HistoryEntry undisturbed;
  private static String parameters;

  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = Histloss.commandLine();
    line.setOut(new PrintWriter(new StringWriter()));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private static String configuration() throws IOException {
    Path file = folder.resolve("retrain.conf");
    Files.writeString(
        file,
        """
        image { height = 12, width = 12 }
        split { train = 0.5, test = 0.5 }
        network { channels = [4, 8], embedding-dimension = 8 }
        batch { identities = 4, samples-per-identity = 3 }
        loss.bins = 20
        training { steps = 12, averaging-period = 2, checkpoint-period = 1 }
        evaluation { bootstrap-draws = 100 }
        retrain { registry = "%s", data = "%s" }
        """
            .formatted(folder.resolve("registry"), folder.resolve("dataset")));
    return file.toString();
  }

  private int retrain() throws IOException {
    return run("retrain", "--config", configuration(), "--set=retrain.keep=2");
  }

  private static Registry registry() {
    return new Registry(
        new Configuration(), new org.apache.hadoop.fs.Path(folder.resolve("registry").toUri()));
  }

  private static Path version() {
    return folder.resolve("registry/versions").resolve(undisturbed.id());
  }

  private static RunFolder training() {
    return new RunFolder(version().resolve("run").toUri().toString(), new Configuration());
  }

  /** Which file it is: one that is written anew is another, if in the same place on the disk. */
  private static String identity(String file) throws IOException {
    BasicFileAttributes found =
        Files.readAttributes(version().resolve(file), BasicFileAttributes.class);
    return found.fileKey() + " " + found.lastModifiedTime();
  }

  /** As of a process that was killed while it compared or published. */
  private static void forgetAllAfterTheTraining() throws IOException {
    Path root = folder.resolve("registry");
    for (Path file :
        List.of(
            root.resolve("champion.json"),
            root.resolve("history.jsonl"),
            version().resolve("version.json"),
            version().resolve("report/report.json"))) {
      Files.delete(file);
    }
    Path work = Files.createDirectories(root.resolve("unfinished"));
    Files.move(version(), work.resolve(undisturbed.id() + ".000001"));
  }

  private void endsAsTheUndisturbed() {
    assertThat(registry().champion().parametersSha256()).isEqualTo(parameters);
    assertThat(registry().history()).hasSize(1);
    HistoryEntry again = registry().history().get(0);
    assertThat(again.why()).isEqualTo(undisturbed.why());
    assertThat(again.run().challenger().scores())
        .isEqualTo(undisturbed.run().challenger().scores());
    assertThat(RegistryCheck.of(registry())).isEmpty();
  }

  @Test
  @Order(1)
  void anUndisturbedRun() throws IOException {
    ThingPhotos.draw(folder.resolve("photos"), 0, 30);
    assertThat(
            run(
                "prepare",
                "--source=folder",
                "--input=" + folder.resolve("photos"),
                "--config=" + configuration(),
                "--output=" + folder.resolve("dataset")))
        .as(err.toString())
        .isZero();

    assertThat(retrain()).as(err.toString()).isZero();

    undisturbed = registry().history().get(0);
    parameters = registry().champion().parametersSha256();
  }

  @Test
  @Order(2)
  void aTrainingThatHadEndedIsNotDoneAgain() throws IOException {
    String metrics = identity("run/metrics.jsonl");
    String status = identity("run/status.json");
    forgetAllAfterTheTraining();

    assertThat(retrain()).as(err.toString()).isZero();

    endsAsTheUndisturbed();
    assertThat(identity("run/metrics.jsonl")).isEqualTo(metrics);
    assertThat(identity("run/status.json")).isEqualTo(status);
    assertThat(version().resolve("report/report.json")).exists();
    assertThat(registry().history().get(0).run().cost().samplesPerSecond())
        .isEqualTo(undisturbed.run().cost().samplesPerSecond())
        .isEqualTo(training().status().figures().get("samplesPerSecond"));
  }

  @Test
  @Order(3)
  void aTrainingWhoseModelIsDamagedIsDoneAgain() throws IOException {
    String status = identity("run/status.json");
    Path model = version().resolve("run/model/parameters.bin");
    byte[] content = Files.readAllBytes(model);
    content[3] ^= 1;
    Files.write(model, content);
    forgetAllAfterTheTraining();

    assertThat(retrain()).as(err.toString()).isZero();

    endsAsTheUndisturbed();
    assertThat(identity("run/status.json")).isNotEqualTo(status);
    assertThat(training().status().parametersSha256()).isEqualTo(parameters);
  }

  @Test
  @Order(4)
  void aPageThatWasNotMadeIsMadeByTheNextRun() throws IOException {
    Path page = folder.resolve("registry/history.html");
    Files.delete(page);

    assertThat(retrain()).isEqualTo(11);

    assertThat(page).content().contains(undisturbed.id());
  }

  @Test
  @Order(5)
  void versionsThatWereNotRemovedAreRemovedByTheNextRun() throws IOException {
    for (String older : List.of("000000-a", "000000-b")) {
      FileUtils.copyDirectory(version().toFile(), version().resolveSibling(older).toFile());
    }

    assertThat(retrain()).isEqualTo(11);

    assertThat(registry().versions()).containsExactly("000000-b", undisturbed.id());
  }
}
