package org.histloss.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user or a scheduler sees of bad input: one line, the exit code, nothing half-written. */
@Tag("cluster")
class BadInputIT {
  private static final String[] SMALL = {
    "--set", "batch.identities=4",
    "--set", "training.steps=2",
    "--set", "training.averaging-period=1",
    "--set", "network.channels=[4]",
    "--set", "network.embedding-dimension=8",
  };

  private static final Pattern PROGRESS = Pattern.compile("^\\d\\d:\\d\\d:\\d\\d  [a-z]");

  @TempDir static Path folder;

  @BeforeAll
  static void prepareAndTrain() throws Exception {
    TinyPictures.write(folder.resolve("photos"), 20, 3, 5);
    assertDone(run("prepare", "--source=folder", "--input=photos", "--output=dataset"));
    assertDone(run(train("dataset", "run")));
  }

  @Test
  void aBatchLargerThanTheData() throws Exception {
    Submission refused = run("train", "--data=dataset", "--output=r1");

    assertRefused(refused, 20, "batch.identities = 32");
    assertThat(folder.resolve("r1")).doesNotExist();
  }

  @Test
  void noDataSetAtAll() throws Exception {
    assertRefused(run("train", "--data=nothing", "--output=r2"), 21, "nothing");
    assertThat(folder.resolve("r2")).doesNotExist();
  }

  @Test
  void noIdentityOfTwoSamples() throws Exception {
    TinyPictures.write(folder.resolve("singles"), 8, 1, 6);

    Submission refused = run("prepare", "--source=folder", "--input=singles", "--output=d3");

    assertRefused(refused, 21, "singles");
    assertThat(folder.resolve("d3")).doesNotExist();
  }

  @Test
  void aMissingAndATruncatedFile() throws Exception {
    Path copy = copyOfDataset("broken");
    Path file = aTrainingFile(copy);

    Files.write(file, List.of("cut short"));
    assertRefused(run(train("broken", "r4")), 21, file.getFileName() + " is damaged");
    Files.delete(file);
    assertRefused(run(train("broken", "r4")), 21, file.getFileName() + " is missing");

    assertThat(folder.resolve("r4")).doesNotExist();
  }

  @Test
  void aManifestOfAnotherVersion() throws Exception {
    Path manifest = copyOfDataset("newer").resolve("manifest.json");
    String other =
        Files.readString(manifest)
            .replaceFirst("\"schemaVersion\"\\s*:\\s*1", "\"schemaVersion\" : 99");
    Files.writeString(manifest, other);

    assertRefused(run(train("newer", "r5")), 21, "99");
    assertThat(folder.resolve("r5")).doesNotExist();
  }

  @Test
  void anOutputThatExists() throws Exception {
    String before = Files.readString(folder.resolve("run/status.json"));

    assertRefused(
        run("prepare", "--source=folder", "--input=photos", "--output=dataset"), 20, "--overwrite");
    assertRefused(run(train("dataset", "run")), 20, "--overwrite");
    assertThat(folder.resolve("run/status.json")).hasContent(before);

    String[] again =
        Stream.concat(Stream.of(train("dataset", "run")), Stream.of("--overwrite"))
            .toArray(String[]::new);
    assertDone(run(again));
  }

  @Test
  void aModelThatDoesNotFit() throws Exception {
    assertDone(
        run(
            "prepare",
            "--source=folder",
            "--input=photos",
            "--output=larger",
            "--set=image.height=48"));

    Submission refused = run("evaluate", "--model=run/model", "--data=larger", "--output=report7");

    assertRefused(refused, 20, "3×32×32");
    assertThat(refused.error()).contains("3×48×32");
    assertThat(folder.resolve("report7")).doesNotExist();
  }

  @Test
  void noNpm() throws Exception {
    Path tools = toolsWithoutNpm();
    Map<String, String> bare =
        Map.of(
            "PATH", tools.toString(),
            "JAVA_HOME", System.getProperty("java.home"),
            "HISTLOSS_CACHE", folder.resolve("empty-cache").toString());

    Submission refused = new Launcher(folder, bare).run("prepare", "--source=emoji", "--output=d8");

    assertRefused(refused, 30, "npm");
    assertThat(refused.error()).contains("--dataset glyphs");
    assertThat(folder.resolve("d8")).doesNotExist();
  }

  /** All that the launcher uses, under the names of this machine, but no npm. */
  private static Path toolsWithoutNpm() throws IOException {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String name :
        List.of(
            "bash",
            "cat",
            "cut",
            "df",
            "date",
            "dirname",
            "find",
            "flock",
            "head",
            "ls",
            "mkdir",
            "nproc",
            "readlink",
            "rm",
            "sed",
            "sha256sum",
            "sort",
            "tail",
            "uname",
            "xargs")) {
      for (String place : List.of("/usr/bin", "/bin")) {
        Path program = Path.of(place, name);
        if (Files.exists(program) && Files.notExists(tools.resolve(name))) {
          Files.createSymbolicLink(tools.resolve(name), program);
        }
      }
    }
    Files.createSymbolicLink(tools.resolve("env"), Path.of("/usr/bin/env"));
    return tools;
  }

  private static Path copyOfDataset(String name) throws IOException {
    Path source = folder.resolve("dataset");
    Path target = folder.resolve(name);
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
        Files.copy(file, target.resolve(source.relativize(file).toString()));
      }
    }
    return target;
  }

  private static Path aTrainingFile(Path dataset) throws IOException {
    try (Stream<Path> files = Files.list(dataset.resolve("samples/split=train"))) {
      return files
          .filter(file -> file.toString().endsWith(".parquet"))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  private static String[] train(String data, String output) {
    return Stream.concat(Stream.of("train", "--data", data, "--output", output), Stream.of(SMALL))
        .toArray(String[]::new);
  }

  private static Submission run(String... command) throws Exception {
    return Launcher.in(folder).run(command);
  }

  private static void assertDone(Submission done) {
    assertThat(done.exitCode()).as(done.error()).isZero();
  }

  private static void assertRefused(Submission refused, int exitCode, String part) {
    assertThat(refused.exitCode()).as(refused.error()).isEqualTo(exitCode);
    assertThat(refused.error().lines().filter(line -> !PROGRESS.matcher(line).find()))
        .as(refused.error())
        .hasSize(1);
    assertThat(refused.error()).contains(part);
  }
}
