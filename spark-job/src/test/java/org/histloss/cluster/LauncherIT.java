package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** bin/histloss from another folder: what it answers at once and what it passes on. */
@Tag("cluster")
class LauncherIT {
  @TempDir Path folder;

  @Test
  void helpNeedsNoSpark() throws Exception {
    Submission help = Launcher.in(folder).run("--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.output())
        .contains("prepare", "train", "evaluate", "compare", "report", "demo", "doctor");
    assertThat(help.error()).isEmpty();
  }

  @Test
  void aMistakeIsOneLineAndExitCode20() throws Exception {
    assertRefused(
        "trainning.seed: unknown key, did you mean training.seed?",
        "train",
        "--data=d",
        "--output=r",
        "--set=trainning.seed=1");
    assertRefused(
        "Unknown option: '--dta', did you mean --data? (see histloss train --help)",
        "train",
        "--data=d",
        "--output=r",
        "--dta=d");
    assertRefused("--master: needs a value (see bin/histloss --help)", "--master");
    assertRefused(
        "--master foo: must be local[N], spark://HOST:PORT, yarn or k8s://HOST:PORT",
        "--master",
        "foo",
        "doctor");
    assertRefused("--conf nokey: must be KEY=VALUE", "--conf=nokey", "doctor");
    assertRefused(
        "Unknown option: '--mastr', did you mean --master? (see histloss --help)",
        "--mastr",
        "local",
        "train");
  }

  @Test
  void aCacheThatCannotBeWrittenIsNamed() throws Exception {
    Path file = Files.createFile(folder.resolve("cache"));

    Submission refused =
        new Launcher(folder, Map.of("HISTLOSS_CACHE", file.toString())).run("doctor");

    assertThat(refused.exitCode()).isEqualTo(30);
    assertThat(refused.error())
        .isEqualTo("cache folder %s: can't be written; set HISTLOSS_CACHE to another%n", file);
  }

  @Test
  void aSparkHomeWithoutSparkIsNamed() throws Exception {
    Submission refused =
        new Launcher(folder, Map.of("SPARK_HOME", folder.toString())).run("doctor");

    assertThat(refused.exitCode()).isEqualTo(20);
    assertThat(refused.error()).startsWith("SPARK_HOME = " + folder + ": must hold bin/spark-");
  }

  @Test
  void theLogIsJsonOnRequest() throws Exception {
    Path photos = TinyPictures.write(folder.resolve("photos"), 24, 4, 2);
    Launcher json = new Launcher(folder, Map.of("HISTLOSS_LOG_FORMAT", "json"));

    Submission prepare =
        json.run("prepare", "--source=folder", "--input=" + photos, "--output=dataset");
    Submission train =
        json.run(
            "train",
            "--data=dataset",
            "--output=run",
            "--set=batch.identities=4",
            "--set=training.steps=8",
            "--set=network.channels=[4]",
            "--set=training.averaging-period=2");
    Submission again = json.run("train", "--data=dataset", "--output=run");

    assertThat(messages(prepare)).isNotEmpty();
    assertThat(messages(train)).anyMatch(line -> line.startsWith("round 2/2  loss 0."));
    assertThat(train.lastLine()).startsWith("parameters sha256 ");
    assertThat(again.exitCode()).isEqualTo(20);
    assertThat(messages(again)).last().asString().contains("exists already");
  }

  @Test
  void anUnknownLogFormatIsNamed() throws Exception {
    Submission refused = new Launcher(folder, Map.of("HISTLOSS_LOG_FORMAT", "xml")).run("doctor");

    assertThat(refused.exitCode()).isEqualTo(20);
    assertThat(refused.error()).isEqualTo("HISTLOSS_LOG_FORMAT = xml: must be text or json\n");
  }

  private static List<String> messages(Submission submission) throws Exception {
    List<String> messages = new ArrayList<>();
    for (String line : submission.error().lines().toList()) {
      messages.add(new ObjectMapper().readTree(line).get("message").asText());
    }
    return messages;
  }

  @Test
  void aLinkToItWorks() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Launcher.FILE);

    Submission version = Launcher.in(folder).run(List.of(link.toString(), "--version"));

    assertThat(version.output()).startsWith("histloss 0.");
  }

  private void assertRefused(String line, String... arguments) throws Exception {
    Submission refused = Launcher.in(folder).run(arguments);

    assertThat(refused.error()).isEqualTo(line + "\n");
    assertThat(refused.exitCode()).isEqualTo(20);
  }
}
