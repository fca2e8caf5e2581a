package org.histloss.dataprep;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.histloss.dataprep.PrepareSettings.Picture;
import org.histloss.dataprep.PrepareSettings.Source;
import org.histloss.dataset.DatasetManifest;
import org.histloss.dataset.DatasetManifest.DataFile;
import org.histloss.dataset.DatasetManifest.SplitRule;
import org.histloss.dataset.DatasetReader;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.LocalSpark;
import org.histloss.dataset.ManifestFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code prepare --append} adds, keeps and refuses. */
@Tag("cluster")
class PrepareAppendIT {
  private static final SplitRule RULE = new SplitRule(0.4, 0.2, 0.4, 5);

  @TempDir Path temporary;
  private final Configuration conf = new Configuration();
  private Path input;
  private Path output;

  @BeforeEach
  void places() {
    input = temporary.resolve("pictures");
    output = temporary.resolve("data [1]");
  }

  private void picture(String path) {
    Pictures.write(input.resolve(path));
  }

  private void night(int from, int to) {
    for (int i = from; i < to; i++) {
      // Names that fall between, before and after those of other nights.
      picture("%02d/c%d_x.png".formatted(i * 7 % 30, i));
      picture("%02d/c%d_y.png".formatted(i * 7 % 30, i));
    }
  }

  private Source folder() {
    return Source.of("folder", input.toString());
  }

  private Prepared append() {
    return Prepared.append(folder(), RULE, output);
  }

  private static List<String> told(Prepared prepared) {
    List<String> told = new ArrayList<>();
    for (String split : List.of("test", "train", "val")) {
      for (Row row : prepared.samples(split)) {
        String content = Fingerprints.sha256(row.<byte[]>getAs("image"));
        told.add(split + " " + row.toSeq().filter(v -> !(v instanceof byte[])) + " " + content);
      }
    }
    return told;
  }

  private static Map<String, String> splits(Prepared prepared) {
    Map<String, String> splits = new TreeMap<>();
    for (String split : DatasetReader.SPLITS) {
      prepared.samples(split).forEach(row -> splits.put(row.getAs("identity"), split));
    }
    return splits;
  }

  private byte[] manifest() throws IOException {
    return Files.readAllBytes(output.resolve("manifest.json"));
  }

  private void assertReadable(DatasetManifest manifest) throws IOException {
    for (DataFile file : manifest.files()) {
      assertThat(
              ManifestFile.sha256(
                  conf,
                  new org.apache.hadoop.fs.Path(
                      new org.apache.hadoop.fs.Path(output.toString()), file.path())))
          .isEqualTo(file.sha256());
    }
  }

  @Test
  void addingInStepsGivesWhatPreparingAtOnceGives() throws IOException {
    night(0, 9);
    Pictures.write(input.resolve("03/broken.png"), "no picture".getBytes(StandardCharsets.UTF_8));
    Prepared first = Prepared.of(folder(), RULE, output, false);
    Map<String, String> before = splits(first);
    DatasetReader reading = first.reader();
    night(9, 25);
    Pictures.write(input.resolve("11/broken.png"), "no picture".getBytes(StandardCharsets.UTF_8));
    Prepared second = append();
    assertThat(second.counted()).isEqualTo("32 new, 18 known");
    DatasetManifest read =
        ManifestFile.read(conf, new org.apache.hadoop.fs.Path(output.toString()));
    night(25, 40);
    Prepared third = append();
    assertThat(third.counted()).isEqualTo("30 new, 50 known");

    Prepared once = Prepared.of(folder(), RULE, temporary.resolve("once"), false);
    assertThat(told(third)).isEqualTo(told(once)).hasSize(80);
    assertThat(third.manifest().datasetVersion()).isEqualTo(once.manifest().datasetVersion());
    assertThat(third.manifest())
        .usingRecursiveComparison()
        .ignoringFields("files", "parentVersion", "sourceFingerprint")
        .isEqualTo(once.manifest());
    assertThat(third.rejects())
        .isEqualTo(once.rejects())
        .containsExactly("03/broken.png: unreadable picture", "11/broken.png: unreadable picture");
    assertThat(third.manifest().parentVersion()).isEqualTo(second.manifest().datasetVersion());
    assertThat(second.manifest().parentVersion()).isEqualTo(first.manifest().datasetVersion());
    assertThat(splits(third)).containsAllEntriesOf(before);
    assertThat(before.values()).contains("train", "test");
    third.reader().verifyChecksums();

    assertThat(reading.manifest().files())
        .as("the version before the parent is gone")
        .allSatisfy(file -> assertThat(output.resolve(file.path())).doesNotExist());
    DatasetManifest parent =
        ManifestFile.readKept(
            conf,
            new org.apache.hadoop.fs.Path(output.toString()),
            third.manifest().parentVersion());
    assertThat(parent).usingRecursiveComparison().isEqualTo(read);
    assertReadable(parent);
    assertThat(Prepared.names(output))
        .containsExactly("manifest.json", "manifests", "rejects", "samples");
    assertThat(Prepared.names(output.resolve("samples"))).hasSize(2);
    assertThat(Prepared.names(output.resolve("manifests")))
        .hasSize(3)
        .contains(parent.datasetVersion() + ".json");
  }

  @Test
  void aReaderOfTheVersionBeforeReadsOn() {
    night(0, 6);
    Prepared first = append();
    DatasetReader reading = first.reader();
    night(6, 9);
    append();
    assertThat(reading.samples(List.of("train", "val", "test")).count()).isEqualTo(12);
    reading.verifyChecksums();
  }

  @Test
  void theSameInputAgainChangesNothing() throws IOException {
    night(0, 6);
    Pictures.write(input.resolve("03/broken.png"), "no picture".getBytes(StandardCharsets.UTF_8));
    assertThat(append().counted()).isEqualTo("12 new, 0 known");
    byte[] before = manifest();
    List<Path> files = tree();
    assertThat(append().counted()).isEqualTo("0 new, 12 known");
    assertThat(manifest()).isEqualTo(before);
    assertThat(tree()).isEqualTo(files);
  }

  private List<Path> tree() throws IOException {
    try (var walk = Files.walk(output)) {
      return walk.sorted().toList();
    }
  }

  @Test
  void anotherContentUnderAKnownIdIsRejectedByName() throws IOException {
    night(0, 6);
    Prepared first = append();
    Pictures.write(input.resolve("07/c1_x.png"), Pictures.plain(Color.CYAN));
    picture("07/c9_new.png");
    Prepared second = append();
    assertThat(second.counted()).isEqualTo("1 new, 11 known");
    assertThat(second.rejects()).containsExactly("07/c1_x.png: changed sample");
    assertThat(told(second)).hasSize(13);
    assertThat(second.samples())
        .extracting(row -> Fingerprints.sha256(row.<byte[]>getAs("image")))
        .containsAll(
            first.samples().stream()
                .map(row -> Fingerprints.sha256(row.<byte[]>getAs("image")))
                .toList());
    byte[] before = manifest();
    assertThat(append().counted()).isEqualTo("0 new, 12 known");
    assertThat(manifest()).isEqualTo(before);
  }

  @Test
  void rejectsAloneMoveTheManifestButNotTheVersion() throws IOException {
    night(0, 6);
    append();
    night(6, 8);
    Prepared first = append();
    Pictures.write(input.resolve("07/broken.png"), "no picture".getBytes(StandardCharsets.UTF_8));
    Prepared second = append();
    assertThat(second.counted()).isEqualTo("0 new, 16 known");
    assertThat(second.rejects()).containsExactly("07/broken.png: unreadable picture");
    assertThat(second.manifest().datasetVersion()).isEqualTo(first.manifest().datasetVersion());
    assertThat(second.manifest().parentVersion()).isEqualTo(first.manifest().parentVersion());
    assertThat(told(second)).isEqualTo(told(first));
    second.reader().verifyChecksums();
    Pictures.write(input.resolve("07/worse.png"), "no picture".getBytes(StandardCharsets.UTF_8));
    assertThat(append().rejects())
        .containsExactly("07/broken.png: unreadable picture", "07/worse.png: unreadable picture");
    assertReadable(
        ManifestFile.readKept(
            conf,
            new org.apache.hadoop.fs.Path(output.toString()),
            first.manifest().parentVersion()));
  }

  @Test
  void anIdentityThatIsThereKeepsItsSplit() throws IOException {
    Path list = temporary.resolve("index.csv");
    for (String name : List.of("a1", "a2", "b1", "b2", "b3", "d1")) {
      picture(name + ".png");
    }
    Files.writeString(
        list,
        "path,identity,camera,split,role\n"
            + "pictures/a1.png,ann,1,test,\npictures/a2.png,ann,2,,\n"
            + "pictures/d1.png,dan,1,,distractor\n");
    Source csv = Source.of("csv", list.toString());
    Prepared.append(csv, Prepared.ALL_TRAIN, output);
    Files.writeString(
        list,
        "path,identity,camera,split,role\n"
            + "pictures/a1.png,ann,1,train,\npictures/a2.png,ann,2,,\n"
            + "pictures/b1.png,ann,1,train,\npictures/b2.png,ann,1,,\npictures/b3.png,dan,2,,\n");
    Prepared second = Prepared.append(csv, Prepared.ALL_TRAIN, output);
    assertThat(splits(second)).isEqualTo(Map.of("ann", "test", "dan", "test"));
    assertThat(second.counted()).isEqualTo("2 new, 1 known");
    assertThat(second.rejects())
        .containsExactly(
            "pictures/a1.png: changed sample", "pictures/b1.png: identity in two splits");
    byte[] before = manifest();
    assertThat(Prepared.append(csv, Prepared.ALL_TRAIN, output).counted())
        .isEqualTo("0 new, 3 known");
    assertThat(manifest()).isEqualTo(before);
  }

  @Test
  void settingsThatContradictTheDataSetAreRefused() throws IOException {
    night(0, 6);
    append();
    byte[] before = manifest();
    assertThat(refused(new SplitRule(0.4, 0.2, 0.4, 6), Prepared.SMALL))
        .isEqualTo("split.seed = 6: must be 5, as in the data set " + output + " that is added to");
    assertThat(refused(new SplitRule(0.5, 0.1, 0.4, 5), Prepared.SMALL))
        .startsWith("split.train = 0.5: must be 0.4");
    assertThat(refused(RULE, new Picture(4, 5, 3))).startsWith("image.width = 5: must be 6");
    assertThat(manifest()).isEqualTo(before);
  }

  private String refused(SplitRule rule, Picture picture) {
    PrepareSettings settings =
        new PrepareSettings(
            folder(), picture, rule, output.toString(), PrepareSettings.Existing.APPEND);
    return Prepared.refused(
        ExitCode.BAD_CONFIGURATION, () -> new PrepareJob(LocalSpark.session(), settings).run());
  }
}
