package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.histloss.training.RunFolder;
import org.histloss.training.RunStatus;

/**
 * Trainings of one small data set that take long enough to be broken off: the settings of {@link
 * StandaloneClusterIT}, and a last round in which the second worker has nothing to do.
 *
 * @param dataset to train on, a path or URI
 */
record SmallTraining(String dataset) {
  private static final int ROUNDS = 17;
  private static final String STEPS = "training.steps=97";

  /** Draws pictures; their folder. */
  static Path pictures(Path folder) throws IOException {
    return TinyPictures.write(folder.resolve("photos"), 40, 4, 2);
  }

  /** Settings as a configuration file. */
  static String configuration(String... more) {
    List<String> lines = new ArrayList<>();
    for (String word : StandaloneClusterIT.SETTINGS) {
      if (!word.equals("--set")) {
        lines.add(word);
      }
    }
    lines.add(STEPS);
    lines.addAll(List.of(more));
    return String.join("\n", lines) + "\n";
  }

  /** The command with its settings as options. */
  String[] command(String run, String... more) {
    List<String> words = new ArrayList<>(List.of(start(run)));
    words.addAll(List.of(StandaloneClusterIT.SETTINGS));
    words.addAll(List.of("--set", STEPS));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  /** The command with its settings in a file. */
  String[] command(String run, Config config) {
    List<String> words = new ArrayList<>(List.of(start(run)));
    words.addAll(List.of("--config", config.file()));
    return words.toArray(String[]::new);
  }

  /** Where settings lie. */
  record Config(String file) {}

  /** Trains on one core of this machine; the parameters' hash. */
  String trainLocally(Path folder, String... more) throws IOException, InterruptedException {
    String run = folder.resolve("run-local-" + more.length).toString();
    List<String> confs = List.of("spark.driver.memory=2g");
    Submission local = Submission.run(folder, "local[1]", confs, command(run, more));
    assertThat(local.exitCode()).as(local.error()).isZero();
    assertThat(local.lastLine()).matches("parameters sha256 [0-9a-f]{64}");
    String hash = local.lastLine().replace("parameters sha256 ", "");
    assertDone(run, hash);
    return hash;
  }

  /** The run is whole, and its model has these parameters. */
  static void assertDone(String run, String parametersSha256) {
    RunFolder folder = new RunFolder(run, new Configuration());
    RunStatus status = folder.status();
    assertThat(status).as("status of %s", run).isNotNull();
    assertThat(status.state()).isEqualTo("done");
    assertThat(status.exitCode()).isZero();
    assertThat(status.parametersSha256()).isEqualTo(parametersSha256);
    assertThat(folder.metrics()).hasSize(ROUNDS);
  }

  private String[] start(String run) {
    return new String[] {"train", "--data", dataset, "--output", run};
  }
}
