package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** bin/histloss from another folder: what it answers at once and what it passes on. */
@Tag("cluster")
class LauncherIT {
  @TempDir Path folder;

  @Test
  void helpNeedsNoSpark() throws Exception {
    Submission help = histloss("--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.output()).contains("prepare", "train", "evaluate", "report", "demo", "doctor");
    assertThat(help.error()).isEmpty();
  }

  @Test
  void aMistakeIsOneLineAndExitCode20() throws Exception {
    assertRefused(
        "trainning.seed: unknown key, did you mean training.seed?",
        "train",
        "--data",
        "d",
        "--output",
        "r",
        "--set",
        "trainning.seed=1");
    assertRefused(
        "Unknown option: '--dta' (see histloss train --help)",
        "train",
        "--data",
        "d",
        "--output",
        "r",
        "--dta=d");
    assertRefused("--master: needs a value (see bin/histloss --help)", "--master");
  }

  @Test
  void theJobsExitCodePassesThrough() throws Exception {
    Submission train = histloss("train", "--data", "nothing-here", "--output", "run");

    assertThat(train.exitCode()).as(train.error()).isEqualTo(21);
    assertThat(train.error().strip().lines()).as(train.error()).hasSize(1);
    assertThat(train.error()).contains("nothing-here");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aLinkToItWorks() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), launcher());

    assertThat(run(link, "--version").output()).startsWith("histloss 0.");
  }

  private void assertRefused(String line, String... arguments) throws Exception {
    Submission refused = histloss(arguments);

    assertThat(refused.error()).isEqualTo(line + "\n");
    assertThat(refused.exitCode()).isEqualTo(20);
  }

  private Submission histloss(String... arguments) throws IOException, InterruptedException {
    return run(launcher(), arguments);
  }

  private Submission run(Path launcher, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().remove("SPARK_HOME");
    return Submission.finish(folder, builder);
  }

  private static Path launcher() {
    return Built.REPOSITORY.resolve("bin/histloss");
  }
}
