package org.histloss.dataprep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.histloss.dataprep.PrepareSettings.Existing;
import org.histloss.dataprep.PrepareSettings.Source;
import org.histloss.dataset.DatasetManifest;
import org.histloss.dataset.DatasetManifest.SplitRule;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.ManifestFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An append that is killed, or that isn't alone. */
@Tag("cluster")
class AppendFaultsIT {
  private static final SplitRule RULE = Prepared.ALL_TRAIN;

  @TempDir Path temporary;
  private final Configuration conf = new Configuration();
  private Path input;
  private Path output;

  @BeforeEach
  void data() {
    input = temporary.resolve("pictures");
    output = temporary.resolve("dataset");
    Pictures.write(input.resolve("ann/1.png"));
    Pictures.write(input.resolve("ann/2.png"));
  }

  private Prepared append() {
    return Prepared.append(Source.of("folder", input.toString()), RULE, output);
  }

  private AppendFolder claim() {
    return AppendFolder.claim(
        conf,
        new PrepareSettings(
            Source.of("folder", input.toString()),
            Prepared.SMALL,
            RULE,
            output.toString(),
            Existing.APPEND));
  }

  /** An append that has written files and is killed before it publishes. */
  private AppendFolder half() throws IOException {
    AppendFolder folder = claim();
    folder.staging();
    for (String table : List.of("samples", "rejects", "_staging")) {
      Path part = output.resolve(folder.table(table)).resolve("split=train/half.parquet");
      Files.createDirectories(part.getParent());
      Files.writeString(part, "half");
    }
    return folder;
  }

  private static DatasetManifest renamed(DatasetManifest old, String version) {
    return new DatasetManifest(
        old.schemaVersion(),
        version,
        old.datasetVersion(),
        old.shape(),
        old.splitRule(),
        old.splits(),
        old.rejects(),
        old.notes(),
        old.sourceFingerprint(),
        old.files());
  }

  private List<String> halves() throws IOException {
    try (Stream<Path> walk = Files.walk(output)) {
      return walk.map(Path::toString)
          .filter(name -> name.matches(".*(half[.]parquet|[.]open|[.]closing|_staging).*"))
          .toList();
    }
  }

  private byte[] manifest() throws IOException {
    return Files.readAllBytes(output.resolve("manifest.json"));
  }

  @Test
  void whatAKilledAppendLeavesIsNotSeenAndIsRemovedByTheNext() throws IOException {
    Prepared first = append();
    half();
    assertThat(first.ids()).containsExactly("ann/1.png", "ann/2.png");
    assertThat(halves()).isNotEmpty();
    assertThat(append().counted()).isEqualTo("0 new, 2 known");
    assertThat(halves()).isEmpty();
    first.reader().verifyChecksums();
  }

  @Test
  void filesThatWereJustBeingPublishedAreRemoved() throws IOException {
    append();
    Path torn = output.resolve("manifests/.after-0c0ffee0.0c0ffee0.tmp");
    Path manifest = output.resolve(".manifest.json.0c0ffee0.tmp");
    for (Path file : List.of(torn, manifest)) {
      Files.writeString(file, "half");
      Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
    }
    Pictures.write(input.resolve("bob/1.png"));
    append();
    assertThat(torn).doesNotExist();
    assertThat(manifest).doesNotExist();
  }

  @Test
  void aKilledFirstAppendIsBegunAgain() throws IOException {
    half();
    assertThat(append().ids()).containsExactly("ann/1.png", "ann/2.png");
    assertThat(halves()).isEmpty();
    assertThat(Prepared.names(output)).containsExactly("manifest.json", "manifests", "samples");
  }

  @Test
  void anAppendThatIsKilledWhilePublishingIsFinishedByTheNext() throws IOException {
    append();
    byte[] old = manifest();
    String state = ManifestFile.sha256(conf, hadoop("manifest.json")).substring(0, 16);
    Pictures.write(input.resolve("bob/1.png"));
    append();
    byte[] done = manifest();
    String run = Files.readString(output.resolve("manifests/after-" + state));
    Files.write(output.resolve("manifest.json"), old);
    Files.write(output.resolve("manifests/" + run + ".json"), done);
    Files.writeString(output.resolve("manifests/" + run + ".closing"), "");
    Prepared third = append();
    assertThat(third.counted()).isEqualTo("0 new, 3 known");
    assertThat(manifest()).isEqualTo(done);
    third.reader().verifyChecksums();
  }

  private org.apache.hadoop.fs.Path hadoop(String name) {
    return new org.apache.hadoop.fs.Path(output.resolve(name).toString());
  }

  @Test
  void oneThatFindsTheManifestChangedPublishesNothing() throws IOException {
    append();
    AppendFolder late = claim();
    Pictures.write(input.resolve("bob/1.png"));
    Prepared other = append();
    byte[] before = manifest();
    late.staging();
    String message =
        Prepared.refused(
            ExitCode.INFRASTRUCTURE, () -> late.publish(renamed(late.parent(), "a".repeat(64))));
    late.close();
    assertThat(message).contains("was changed by another run meanwhile, nothing was added");
    assertThat(manifest()).isEqualTo(before);
    assertThat(other.ids()).containsExactly("ann/1.png", "ann/2.png", "bob/1.png");
    assertThat(halves()).isEmpty();
  }

  @Test
  void ofTwoAtOnceTheLaterTakesThePlace() throws IOException {
    append();
    AppendFolder one = half();
    AppendFolder two = half();
    assertThat(one.overtaken()).isTrue();
    assertThat(two.overtaken()).isFalse();
    DatasetManifest next = renamed(two.parent(), "b".repeat(64));
    Prepared.refused(ExitCode.INFRASTRUCTURE, () -> one.publish(renamed(next, "a".repeat(64))));
    one.close();
    two.publish(next);
    two.close();
    assertThat(ManifestFile.read(conf, hadoop("")).datasetVersion()).isEqualTo("b".repeat(64));
  }

  @Test
  void ofTwoThatBothPublishOneSucceeds() throws IOException {
    append();
    AppendFolder one = half();
    AppendFolder two = claim();
    Files.writeString(output.resolve("manifests/after-" + state(two)), "someone else");
    Prepared.refused(
        ExitCode.INFRASTRUCTURE, () -> one.publish(renamed(one.parent(), "a".repeat(64))));
    assertThat(ManifestFile.read(conf, hadoop("")).datasetVersion())
        .isEqualTo(one.parent().datasetVersion());
  }

  private static String state(AppendFolder folder) {
    return AppendRuns.stateOf(folder.table("samples").substring("samples/".length()));
  }

  @Test
  void aFailureLeavesNothing() throws IOException {
    Files.delete(input.resolve("ann/2.png"));
    assertThat(Prepared.refused(ExitCode.BAD_DATA, this::append))
        .contains("no identity has two samples");
    Prepared.assertNothingAt(output);
  }

  @Test
  void aFolderThatIsNoDataSetIsLeftAlone() {
    Pictures.write(output.resolve("thesis.tex"), new byte[1]);
    assertThat(Prepared.refused(ExitCode.BAD_CONFIGURATION, this::append))
        .contains("holds thesis.tex, so it is no data set");
    assertThat(Prepared.names(output)).containsExactly("thesis.tex");
  }

  @Test
  void overwritingRemovesOlderVersionsToo() {
    append();
    Pictures.write(input.resolve("bob/1.png"));
    append();
    Prepared anew = Prepared.of(Source.of("folder", input.toString()), RULE, output, true);
    assertThat(anew.ids()).hasSize(3);
    assertThat(Prepared.names(output)).containsExactly("manifest.json", "samples");
    Pictures.write(input.resolve("bob/2.png"));
    assertThat(append().counted()).isEqualTo("1 new, 3 known");
  }
}
