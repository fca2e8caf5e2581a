package org.histloss.dataprep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.histloss.dataprep.PrepareSettings.Source;
import org.histloss.dataset.DatasetManifest.DataFile;
import org.histloss.dataset.DatasetManifest.SplitContents;
import org.histloss.dataset.DatasetManifest.SplitRule;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.SamplePixels;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareFolderTest {
  @TempDir Path temporary;
  private Path input;
  private Path output;

  @BeforeEach
  void places() {
    input = temporary.resolve("pictures");
    output = temporary.resolve("made/dataset");
  }

  @Test
  void theIdentityIsTheFolderAndTheCameraStandsBeforeTheFirstUnderscore() {
    picture("ann/front_1.png");
    picture("ann/back_2_x.png");
    picture("bob/noCamera.png");
    picture("bob/_leading.png");
    Prepared prepared = Prepared.of("folder", input, output);
    assertThat(prepared.samples())
        .extracting(
            row -> row.getAs("sample_id") + " " + row.getAs("identity") + " " + row.getAs("camera"))
        .containsExactly(
            "ann/back_2_x.png ann back",
            "ann/front_1.png ann front",
            "bob/_leading.png bob null",
            "bob/noCamera.png bob null");
    Row first = prepared.samples().get(0);
    assertThat(first.<String>getAs("source")).isEqualTo("folder");
    assertThat(first.<String>getAs("role")).isNull();
    assertThat(first.<Object>getAs("features")).isNull();
    assertThat(SamplePixels.decode(first.getAs("image"), prepared.manifest().shape(), "s"))
        .hasSize(3 * 4 * 6);
    assertThat(prepared.manifest().shape()).hasToString("3×4×6");
    assertThat(prepared.rejects()).isEmpty();
    assertThat(output.resolve("rejects")).doesNotExist();
  }

  @Test
  void foldersMayBeNested() {
    for (int drawer = 1; drawer <= 3; drawer++) {
      picture("Greek/character01/0001_0" + drawer + ".png");
      picture("Greek/character02/0002_0" + drawer + ".png");
      picture("Latin/character01/0003_0" + drawer + ".png");
    }
    Prepared prepared = Prepared.of("folder", input, output);
    assertThat(prepared.samples().stream().map(row -> row.<String>getAs("identity")).distinct())
        .containsExactly("Greek/character01", "Greek/character02", "Latin/character01");
    assertThat(prepared.ids()).contains("Greek/character02/0002_01.png");
    assertThat(prepared.manifest().splits().get("train").counts()).containsExactly(3, 3, 3);
  }

  @Test
  void whatCannotBeUsedIsCountedAndTold() throws IOException {
    picture("ann/1.png");
    picture("ann/2.png");
    picture("single/1.png");
    Pictures.write(input.resolve("ann/note.txt"), "not a picture".getBytes(UTF_8));
    Pictures.write(input.resolve("ann/empty.png"), new byte[0]);
    Pictures.write(input.resolve("ann/.DS_Store"), new byte[3]);
    Pictures.write(input.resolve("broken/1.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G'});
    Pictures.write(input.resolve(".git/config"), new byte[3]);
    picture("beside.png");
    Files.createDirectories(input.resolve("nobody"));
    Files.createDirectories(input.resolve("deep/nobody"));
    Prepared prepared = Prepared.of("folder", input, output);
    assertThat(prepared.ids()).containsExactly("ann/1.png", "ann/2.png", "single/1.png");
    assertThat(prepared.rejects())
        .containsExactly(
            ".git: hidden file",
            "ann/.DS_Store: hidden file",
            "ann/empty.png: unreadable picture",
            "ann/note.txt: unreadable picture",
            "beside.png: no identity",
            "broken/1.png: unreadable picture",
            "null: empty identity",
            "null: empty identity");
    assertThat(prepared.manifest().rejects())
        .isEqualTo(
            Map.of(
                "hidden file",
                2L,
                "unreadable picture",
                3L,
                "no identity",
                1L,
                "empty identity",
                2L));
    assertThat(prepared.manifest().notes())
        .isEqualTo(
            Map.of(
                "empty identities", 2L,
                "identities with one sample in train", 1L,
                "identities without a usable sample", 1L));
  }

  @Test
  void aFilmBesideThePicturesIsLeftOutUnread() throws IOException {
    picture("ann/1.png");
    picture("ann/2.png");
    try (RandomAccessFile film = new RandomAccessFile(input.resolve("ann/3.mp4").toFile(), "rw")) {
      film.setLength(5L << 30);
    }
    Prepared prepared = Prepared.of("folder", input, output);
    assertThat(prepared.ids()).containsExactly("ann/1.png", "ann/2.png");
    assertThat(prepared.rejects()).containsExactly("ann/3.mp4: too large");
    assertThat(prepared.manifest().rejects()).isEqualTo(Map.of("too large", 1L));
  }

  @Test
  void codesAndOrdinalsAreDenseInUnsignedUtf8Order() {
    List<String> names = List.of("z", "é", "\uf8ff", "\ud834\udd1e");
    for (String name : names.stream().sorted().toList()) {
      picture(name + "/b.png");
      picture(name + "/\uff5e.png");
      picture(name + "/a.png");
    }
    Prepared prepared = Prepared.of(folder(), Prepared.HALVES, output, false);
    List<String> expected = new ArrayList<>();
    for (String name : names) {
      expected.addAll(List.of(name + "/a.png", name + "/b.png", name + "/\uff5e.png"));
    }
    assertThat(prepared.ids()).isEqualTo(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(prepared.samples().get(i).<Long>getAs("ordinal")).isEqualTo(i);
      assertThat(prepared.samples().get(i).<Integer>getAs("identity_code")).isEqualTo(i / 3);
    }
  }

  @Test
  void theManifestTellsWhatTheFilesHold() {
    for (int i = 0; i < 60; i++) {
      for (int k = 0; k <= i % 3; k++) {
        picture("id%02d/c%d_x.png".formatted(i, k));
      }
    }
    Prepared prepared = Prepared.of(folder(), new SplitRule(0.4, 0.2, 0.4, 5), output, false);
    assertThat(prepared.manifest().splits()).containsOnlyKeys("train", "val", "test");
    long total = 0;
    for (var entry : prepared.manifest().splits().entrySet()) {
      SplitContents contents = entry.getValue();
      Map<Integer, Long> counted =
          prepared.samples(entry.getKey()).stream()
              .collect(
                  Collectors.groupingBy(
                      row -> row.<Integer>getAs("identity_code"),
                      java.util.TreeMap::new,
                      Collectors.counting()));
      assertThat(counted.keySet()).containsExactly(boxed(contents.codes()));
      assertThat(counted.values().stream().mapToInt(Long::intValue).toArray())
          .isEqualTo(contents.counts());
      assertThat(contents.identities()).isEqualTo(counted.size());
      assertThat(contents.trainableIdentities())
          .isEqualTo((int) counted.values().stream().filter(n -> n > 1).count());
      total += contents.samples();
    }
    assertThat(total).isEqualTo(120);
    assertThat(prepared.manifest().files().stream().mapToLong(DataFile::rows).sum()).isEqualTo(120);
    prepared.reader().verifyChecksums();
    assertThat(Prepared.names(output)).containsExactly("manifest.json", "samples");
  }

  @Test
  void filesAreClusteredByIdentityInOrderOfOrdinals() {
    for (int i = 0; i < 100; i++) {
      for (int k = 0; k < 6; k++) {
        picture("id%02d/%d.png".formatted(i, k));
      }
    }
    Prepared prepared = Prepared.of("folder", input, output);
    assertThat(prepared.manifest().files()).hasSizeGreaterThan(1);
    List<Integer> seen = new ArrayList<>();
    for (DataFile file : prepared.manifest().files()) {
      List<Row> rows =
          org.histloss.dataset.LocalSpark.session()
              .read()
              .parquet(output.resolve(file.path()).toString())
              .collectAsList();
      assertThat(rows).hasSize((int) file.rows());
      assertThat(rows.stream().map(row -> row.<Long>getAs("ordinal"))).isSorted();
      rows.stream().map(row -> row.<Integer>getAs("identity_code")).distinct().forEach(seen::add);
    }
    assertThat(seen).as("each identity lies in one file").doesNotHaveDuplicates().hasSize(100);
  }

  @Test
  void anIdentityKeepsItsSplitWhenOthersComeAndGo() throws IOException {
    for (int i = 0; i < 12; i++) {
      picture("id" + i + "/1.png");
      picture("id" + i + "/2.png");
    }
    Map<String, String> before = splits(Prepared.of(folder(), Prepared.HALVES, output, false));
    for (int i = 12; i < 20; i++) {
      picture("id" + i + "/1.png");
    }
    Files.delete(input.resolve("id3/1.png"));
    Files.delete(input.resolve("id3/2.png"));
    Map<String, String> after =
        splits(Prepared.of(folder(), Prepared.HALVES, temporary.resolve("again"), false));
    before.remove("id3");
    assertThat(after).containsAllEntriesOf(before).hasSize(19);
    assertThat(before.values()).contains("train", "test");
  }

  @Test
  void equalSamplesGiveAnEqualVersion() throws IOException {
    picture("ann/1.png");
    picture("ann/2.png");
    Prepared one = Prepared.of("folder", input, output);
    Prepared two = Prepared.of("folder", input, temporary.resolve("two"));
    assertThat(two.manifest().datasetVersion()).isEqualTo(one.manifest().datasetVersion());
    assertThat(two.manifest().sourceFingerprint()).isEqualTo(one.manifest().sourceFingerprint());
    Pictures.write(input.resolve("ann/2.png"), Pictures.plain(java.awt.Color.CYAN));
    Prepared three = Prepared.of("folder", input, temporary.resolve("three"));
    assertThat(three.manifest().datasetVersion()).isNotEqualTo(one.manifest().datasetVersion());
    assertThat(three.manifest().sourceFingerprint())
        .isNotEqualTo(one.manifest().sourceFingerprint());
  }

  @Test
  void withoutAPairNothingIsLeftBehind() {
    picture("ann/1.png");
    picture("bob/1.png");
    String message =
        Prepared.refused(ExitCode.BAD_DATA, () -> Prepared.of("folder", input, output));
    assertThat(message)
        .contains("no identity has two samples, at least one must (2 samples of 2 identities");
    Prepared.assertNothingAt(output);
  }

  @Test
  void aMissingOrEmptyInputIsBadData() throws IOException {
    assertThat(Prepared.refused(ExitCode.BAD_DATA, () -> Prepared.of("folder", input, output)))
        .isEqualTo("input = " + input + ": does not exist");
    Files.createDirectories(input);
    assertThat(Prepared.refused(ExitCode.BAD_DATA, () -> Prepared.of("folder", input, output)))
        .isEqualTo("input = " + input + ": must hold one folder per identity, is empty");
    Path file = input.resolve("file");
    Files.writeString(file, "x");
    assertThat(Prepared.refused(ExitCode.BAD_DATA, () -> Prepared.of("folder", file, output)))
        .isEqualTo("input = " + file + ": must be a folder");
    Prepared.assertNothingAt(output);
  }

  @Test
  void oddNamesAreNamesAndNotPatterns() {
    picture("a b/x[1].png");
    picture("a b/{2}%20.png");
    picture("50%*?/c:d_1.png");
    Prepared prepared = Prepared.of("folder", input, output);
    assertThat(prepared.ids()).containsExactly("50%*?/c:d_1.png", "a b/x[1].png", "a b/{2}%20.png");
    assertThat(prepared.rejects()).isEmpty();
  }

  private Source folder() {
    return Source.of("folder", input.toString());
  }

  private void picture(String path) {
    Pictures.write(input.resolve(path));
  }

  private static Map<String, String> splits(Prepared prepared) {
    Map<String, String> splits = new java.util.TreeMap<>();
    for (String split : List.of("train", "val", "test")) {
      prepared.samples(split).forEach(row -> splits.put(row.getAs("identity"), split));
    }
    return splits;
  }

  private static Integer[] boxed(int[] values) {
    return java.util.Arrays.stream(values).boxed().toArray(Integer[]::new);
  }
}
