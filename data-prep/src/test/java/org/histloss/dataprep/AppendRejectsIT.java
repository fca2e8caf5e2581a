package org.histloss.dataprep;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.histloss.dataprep.PrepareSettings.Source;
import org.histloss.dataset.DatasetManifest.DataFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code prepare --append} leaves out, counts once and takes back. */
@Tag("cluster")
class AppendRejectsIT {
  private static final String HEADER = "path,identity,camera\n";
  private static final String KNOWN = "photos/ann/1.png,ann,1\nphotos/ann/2.png,ann,2\n";
  private static final String LAST = "photos/bob/1.png,bob,1\n";

  @TempDir Path temporary;
  private Path photos;
  private Path output;

  @BeforeEach
  void data() {
    photos = temporary.resolve("photos");
    output = temporary.resolve("dataset");
    Pictures.write(photos.resolve("ann/1.png"));
    Pictures.write(photos.resolve("ann/2.png"));
  }

  private void broken(String name) {
    Pictures.write(photos.resolve(name), "no picture".getBytes(StandardCharsets.UTF_8));
  }

  /** Appends; the manifest's counts must be those of its files. */
  private Prepared append(String kind, Path input) {
    Prepared prepared =
        Prepared.append(Source.of(kind, input.toString()), Prepared.ALL_TRAIN, output);
    long rows =
        prepared.manifest().files().stream()
            .filter(file -> file.table().equals("rejects"))
            .mapToLong(DataFile::rows)
            .sum();
    assertThat(prepared.manifest().rejects().values().stream().mapToLong(n -> n).sum())
        .isEqualTo(rows)
        .isEqualTo(prepared.rejects().size());
    return prepared;
  }

  private byte[] manifest() throws IOException {
    return Files.readAllBytes(output.resolve("manifest.json"));
  }

  @Test
  void whatWasMendedIsNoRejectAnyMore() throws IOException {
    broken("bob/1.png");
    broken("bob/2.png");
    Files.createDirectories(photos.resolve("eve"));
    assertThat(append("folder", photos).rejects())
        .containsExactly(
            "bob/1.png: unreadable picture",
            "bob/2.png: unreadable picture",
            "null: empty identity");

    Pictures.write(photos.resolve("bob/1.png"));
    Pictures.write(photos.resolve("eve/1.png"));
    Pictures.write(photos.resolve("ann/1.png"), Pictures.plain(Color.CYAN));
    Prepared second = append("folder", photos);
    assertThat(second.counted()).isEqualTo("2 new, 1 known");
    assertThat(second.rejects())
        .containsExactly("ann/1.png: changed sample", "bob/2.png: unreadable picture");
    assertThat(second.manifest().rejects())
        .isEqualTo(Map.of("changed sample", 1L, "unreadable picture", 1L));
    assertThat(second.manifest().notes()).doesNotContainKey("empty identities");

    Pictures.write(photos.resolve("ann/1.png"));
    Files.delete(photos.resolve("bob/2.png"));
    Pictures.write(photos.resolve("bob/3.png"));
    Prepared third = append("folder", photos);
    assertThat(third.rejects())
        .as("of what isn't there any more nobody knows better")
        .containsExactly("bob/2.png: unreadable picture");

    Pictures.write(photos.resolve("bob/2.png"), Pictures.plain(Color.CYAN));
    Prepared fourth = append("folder", photos);
    assertThat(fourth.rejects()).isEmpty();
    assertThat(fourth.manifest().notes()).doesNotContainKey("identities without a usable sample");
    byte[] before = manifest();
    append("folder", photos);
    assertThat(manifest()).isEqualTo(before);
  }

  @Test
  void theSameOfAnotherPlaceIsNotCountedAnew() throws IOException {
    Pictures.write(photos.resolve("bob/1.png"));
    Path list = temporary.resolve("index.csv");
    String again = "photos/ann/1.png,ann,1\nphotos/ann/1.png,ann,1\nphotos/no.png,no,more,1\n";
    Files.writeString(list, HEADER + KNOWN + again + LAST);
    Prepared first = append("csv", list);
    assertThat(first.rejects())
        .containsExactly(
            "null: malformed row",
            "photos/ann/1.png: duplicate id",
            "photos/ann/1.png: duplicate id");
    byte[] before = manifest();

    Files.writeString(list, HEADER + LAST + KNOWN + again);
    assertThat(append("csv", list).counted()).isEqualTo("0 new, 3 known");
    assertThat(manifest()).isEqualTo(before);

    Files.writeString(list, HEADER + LAST + KNOWN);
    Prepared third = append("csv", list);
    assertThat(third.rejects()).isEmpty();
    assertThat(third.manifest().datasetVersion()).isEqualTo(first.manifest().datasetVersion());
    assertThat(third.ids()).hasSize(3);
    third.reader().verifyChecksums();
  }
}
