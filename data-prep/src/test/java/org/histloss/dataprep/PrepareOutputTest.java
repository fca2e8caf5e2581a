package org.histloss.dataprep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.histloss.dataprep.PrepareSettings.Source;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.dataset.ManifestFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareOutputTest {
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

  @Test
  void anExistingOutputIsRefusedWithoutOverwrite() throws IOException {
    prepare(false);
    byte[] before = Files.readAllBytes(output.resolve("manifest.json"));
    assertThat(refused(ExitCode.BAD_CONFIGURATION, false))
        .isEqualTo("output = " + output + ": exists already; give another folder or --overwrite");
    assertThat(output.resolve("manifest.json")).hasBinaryContent(before);
  }

  @Test
  void overwritingWritesFreshFilesAndRemovesTheOld() throws IOException {
    Prepared old = prepare(false);
    Pictures.write(input.resolve("bob/1.png"));
    Prepared renewed = prepare(true);
    assertThat(renewed.ids()).containsExactly("ann/1.png", "ann/2.png", "bob/1.png");
    assertThat(old.manifest().files())
        .allSatisfy(file -> assertThat(output.resolve(file.path())).doesNotExist());
    assertThat(Prepared.names(output)).containsExactly("manifest.json", "samples");
  }

  @Test
  void aFailureBeforeAnythingIsRemovedLeavesTheOldDataSet() throws IOException {
    Prepared old = prepare(false);
    Files.delete(input.resolve("ann/2.png"));
    assertThat(refused(ExitCode.BAD_DATA, true)).contains("no identity has two samples");
    assertThat(old.ids()).containsExactly("ann/1.png", "ann/2.png");
    assertThat(Prepared.names(output)).containsExactly("manifest.json", "samples");
  }

  @Test
  void theOldMarkerIsReplacedBeforeTheOldDataIs() {
    prepare(false);
    OutputFolder folder = OutputFolder.claim(conf, settings(true));
    folder.staging();
    assertThat(ManifestFile.read(conf, folder.path()).splits()).containsKey("train");
    folder.makeRoom();
    assertThat(output.resolve("samples")).doesNotExist();
    assertThat(Prepared.refused(ExitCode.BAD_DATA, () -> ManifestFile.read(conf, folder.path())))
        .contains("is being replaced");
    folder.close();
    Prepared.assertNothingAt(output);
  }

  @Test
  void whatACrashLeftBehindCanBeOverwritten() throws IOException {
    prepare(false);
    OutputFolder crashed = OutputFolder.claim(conf, settings(true));
    crashed.staging();
    crashed.makeRoom();
    Files.writeString(Files.createDirectories(output.resolve("samples")).resolve("x.parquet"), "");
    assertThat(refused(ExitCode.BAD_CONFIGURATION, false)).contains("exists already");
    assertThat(prepare(true).ids()).containsExactly("ann/1.png", "ann/2.png");
    assertThat(Prepared.names(output)).containsExactly("manifest.json", "samples");
  }

  @Test
  void aFolderThatIsNoDataSetIsNeverOverwritten() {
    Pictures.write(output.resolve("thesis.tex"), "years of work".getBytes(UTF_8));
    assertThat(refused(ExitCode.BAD_CONFIGURATION, true))
        .isEqualTo(
            "output = "
                + output
                + ": holds thesis.tex, so it is no data set and is not overwritten");
    assertThat(output.resolve("thesis.tex")).hasContent("years of work");
  }

  @Test
  void anOutputThatCannotBeMadeIsTheStoragesFault() {
    Path inTheWay = temporary.resolve("file");
    Pictures.write(inTheWay, new byte[1]);
    output = inTheWay.resolve("dataset");
    assertThat(refused(ExitCode.INFRASTRUCTURE, false)).contains("can't be written");
  }

  @Test
  void anUnfinishedFolderIsRemovedOnFailure() {
    OutputFolder folder = OutputFolder.claim(conf, settings(false));
    try (folder) {
      folder.staging();
      assertThat(output.resolve("_staging")).exists();
      throw new JobException(ExitCode.BUG, "halfway");
    } catch (JobException expected) {
      assertThat(expected).hasMessage("halfway");
    }
    Prepared.assertNothingAt(output);
  }

  @Test
  void inputAndOutputLieApart() {
    Path inside = input.resolve("dataset");
    Source folder = Source.of("folder", input.toString());
    for (Path place : new Path[] {inside, input, temporary}) {
      assertThat(
              Prepared.refused(
                  ExitCode.BAD_CONFIGURATION,
                  () -> Prepared.of(folder, Prepared.ALL_TRAIN, place, true)))
          .contains("must lie apart from input = " + input);
    }
    assertThat(Prepared.names(input)).containsExactly("ann");
  }

  private PrepareSettings settings(boolean overwrite) {
    return new PrepareSettings(
        Source.of("folder", input.toString()),
        Prepared.SMALL,
        Prepared.ALL_TRAIN,
        output.toString(),
        overwrite);
  }

  private Prepared prepare(boolean overwrite) {
    return Prepared.of(
        Source.of("folder", input.toString()), Prepared.ALL_TRAIN, output, overwrite);
  }

  private String refused(ExitCode code, boolean overwrite) {
    return Prepared.refused(code, () -> prepare(overwrite));
  }
}
