package org.histloss.dataprep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.histloss.dataprep.PrepareSettings.Existing;
import org.histloss.dataprep.PrepareSettings.Source;
import org.histloss.dataset.DatasetManifest;
import org.histloss.dataset.DatasetManifest.DataFile;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.ManifestFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What appends find of one another between two steps, and of people's hands, in a folder whose data
 * files hold nothing.
 */
class AppendRacesTest {
  /** Local files; whoever opens a manifest that is about to be published sleeps for a step. */
  public static final class Sleepy extends RawLocalFileSystem {
    static final Deque<Runnable> STEPS = new ConcurrentLinkedDeque<>();

    private URI root;

    @Override
    public void initialize(URI uri, Configuration conf) throws IOException {
      root = URI.create(uri.getScheme() + ":///");
      super.initialize(uri, conf);
    }

    @Override
    public URI getUri() {
      return root == null ? super.getUri() : root;
    }

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path file, int buffer) throws IOException {
      FSDataInputStream opened = super.open(file, buffer);
      Runnable step = file.getName().matches("[0-9a-f]{16}-.*[.]json") ? STEPS.poll() : null;
      if (step != null) {
        step.run();
      }
      return opened;
    }
  }

  @TempDir Path temporary;
  private final Configuration conf = new Configuration();
  private Path output;

  @BeforeEach
  void data() {
    output = temporary.resolve("dataset");
    ManifestFile.publish(
        conf,
        hadoop(""),
        new DatasetManifest(
            1,
            version(0),
            null,
            new SampleShape(3, 4, 6, 0),
            Prepared.ALL_TRAIN,
            Map.of(),
            Map.of(),
            Map.of(),
            "",
            List.of()));
  }

  private static String version(int number) {
    return String.valueOf(number).repeat(64);
  }

  private org.apache.hadoop.fs.Path hadoop(String name) {
    return new org.apache.hadoop.fs.Path(output.resolve(name).toString());
  }

  private AppendFolder claim() {
    return claim(output.toString());
  }

  private AppendFolder claim(String place) {
    return AppendFolder.claim(
        conf,
        new PrepareSettings(
            Source.of("folder", temporary.resolve("photos").toString()),
            Prepared.SMALL,
            Prepared.ALL_TRAIN,
            place,
            Existing.APPEND));
  }

  /** Writes the files of an append. */
  private AppendFolder write(AppendFolder folder) throws IOException {
    folder.staging();
    for (String table : List.of("samples", "rejects")) {
      Path file = output.resolve(file(folder, table));
      Files.createDirectories(file.getParent());
      Files.writeString(file, "rows");
    }
    return folder;
  }

  private static String file(AppendFolder folder, String table) {
    return folder.table(table) + "/part-0.parquet";
  }

  private static String run(AppendFolder folder) {
    return folder.table("samples").substring("samples/".length());
  }

  private static DatasetManifest grown(AppendFolder folder, int number) {
    DatasetManifest old = folder.parent();
    DataFile samples = new DataFile(file(folder, "samples"), "samples", "train", 1, 4, "");
    return next(old, version(number), old.datasetVersion(), List.of(samples));
  }

  /** The same samples with other rejects. */
  private static DatasetManifest rejecting(AppendFolder folder) {
    DatasetManifest old = folder.parent();
    DataFile rejects = new DataFile(file(folder, "rejects"), "rejects", null, 1, 4, "");
    return next(
        old, old.datasetVersion(), old.parentVersion(), List.of(old.files().get(0), rejects));
  }

  private static DatasetManifest next(
      DatasetManifest old, String version, String parent, List<DataFile> files) {
    return new DatasetManifest(
        old.schemaVersion(),
        version,
        parent,
        old.shape(),
        old.splitRule(),
        old.splits(),
        old.rejects(),
        old.notes(),
        old.sourceFingerprint(),
        files);
  }

  private void append(int number) {
    append(folder -> grown(folder, number));
  }

  private void append(Function<AppendFolder, DatasetManifest> next) {
    try (AppendFolder folder = write(claim())) {
      folder.publish(next.apply(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last step before the manifest is put in its place: from here on whoever comes does so. */
  private void follow(AppendFolder folder, int number) throws IOException {
    Path notes = output.resolve("manifests");
    String run = run(folder);
    ManifestFile.write(conf, hadoop("manifests/" + run + ".json"), grown(folder, number));
    Files.move(notes.resolve(run + ".open"), notes.resolve(run + ".closing"));
    Files.writeString(notes.resolve("after-" + AppendRuns.stateOf(run)), run);
  }

  private void undo(int number) throws IOException {
    Files.copy(
        output.resolve("manifests/" + version(number) + ".json"),
        output.resolve("manifest.json"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** The manifest's version, whose files must be there. */
  private String held() {
    DatasetManifest manifest = ManifestFile.read(conf, hadoop(""));
    assertThat(manifest.files())
        .allSatisfy(file -> assertThat(output.resolve(file.path())).exists());
    return manifest.datasetVersion();
  }

  @Test
  void aManifestThatWasPutBackIsAddedToAnew() throws IOException {
    append(1);
    for (int number = 2; number < 5; number++) {
      undo(0);
      append(number);
      assertThat(held()).isEqualTo(version(number));
      assertThat(Prepared.names(output.resolve("samples"))).hasSize(1);
    }
    append(5);
    assertThat(held()).isEqualTo(version(5));
  }

  @Test
  void aManifestThatWasPutBackStaysThoughAKilledAppendWasFinished() throws IOException {
    follow(write(claim()), 1);
    claim();
    assertThat(held()).isEqualTo(version(1));
    undo(0);
    claim();
    assertThat(held()).isEqualTo(version(0));
    append(2);
    assertThat(held()).isEqualTo(version(2));
    assertThat(Prepared.names(output.resolve("samples"))).hasSize(1);
  }

  /** Has a run finished by someone who sleeps {@code steps}. */
  private void finish(AppendFolder killed, Runnable... steps) throws IOException {
    follow(killed, 1);
    conf.set("fs.sleepy.impl", Sleepy.class.getName());
    Sleepy.STEPS.addAll(List.of(steps));
    claim("sleepy://" + output);
    assertThat(Sleepy.STEPS).isEmpty();
  }

  @Test
  void whoSleptBeforeTheLastStepLeavesALaterManifestAlone() throws IOException {
    finish(
        write(claim()),
        () -> {},
        () -> {
          claim();
          append(2);
        });
    assertThat(held()).isEqualTo(version(2));
  }

  @Test
  void whoSleptKeepsNoManifestUnderAnothersName() throws IOException {
    finish(write(claim()), this::claim);
    assertThat(held()).isEqualTo(version(1));
    assertThat(ManifestFile.readKept(conf, hadoop(""), version(0)).datasetVersion())
        .isEqualTo(version(0));
  }

  @Test
  void whoFindsItsOwnNameWasTheFirst() throws IOException {
    AppendFolder folder = write(claim());
    String run = run(folder);
    Files.writeString(output.resolve("manifests/after-" + AppendRuns.stateOf(run)), run);
    folder.publish(grown(folder, 1));
    folder.close();
    assertThat(held()).isEqualTo(version(1));
  }

  @Test
  void whatTheStorageSaidHadFailedIsFinishedByTheNext() throws IOException {
    AppendFolder folder = write(claim());
    follow(folder, 1);
    folder.close();
    assertThat(held()).isEqualTo(version(0));
    append(2);
    assertThat(held()).isEqualTo(version(2));
    assertThat(ManifestFile.read(conf, hadoop("")).parentVersion()).isEqualTo(version(1));
  }

  @Test
  void oneThatIsJustPublishedKeepsItsFiles() throws IOException {
    AppendFolder one = write(claim());
    AppendFolder two = claim();
    follow(one, 1);
    write(two);
    Prepared.refused(ExitCode.INFRASTRUCTURE, () -> two.publish(grown(two, 2)));
    two.close();
    claim();
    assertThat(held()).isEqualTo(version(1));
  }

  @Test
  void whoHasJustOpenedTheManifestFindsTheRejectsItLists() {
    append(1);
    append(AppendRacesTest::rejecting);
    DatasetManifest opened = ManifestFile.read(conf, hadoop(""));
    append(AppendRacesTest::rejecting);
    assertThat(opened.files())
        .hasSize(2)
        .allSatisfy(file -> assertThat(output.resolve(file.path())).exists());
    append(AppendRacesTest::rejecting);
    assertThat(output.resolve(opened.files().get(1).path())).doesNotExist();
    assertThat(held()).isEqualTo(version(1));
  }

  @Test
  void aFileThatNamesNoRunIsNamed() throws IOException {
    AppendFolder folder = claim();
    Path after = output.resolve("manifests/after-" + AppendRuns.stateOf(run(folder)));
    Files.createDirectories(after.getParent());
    Files.writeString(after, "");
    assertThat(Prepared.refused(ExitCode.INFRASTRUCTURE, this::claim))
        .isEqualTo("file:" + after + " = '': must name a run: remove it while nobody appends");
  }
}
