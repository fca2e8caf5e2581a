package org.histloss.dataprep.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.histloss.dataprep.source.Listing;
import org.histloss.dataset.JobException;
import org.histloss.dataset.LocalSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

class EmojiSourceTest {
  private static final String ICONS =
      """
      {"width": 10, "height": 10, "icons": {
        "red-left": {"body": "<rect width='5' height='10' fill='#f00' opacity='0.99%s'/>"},
        "broken": {"body": "<rect width='5' <"},
        "wide": {"body": "<rect x='-10' width='20' height='10' fill='#00f' opacity='0.99%s'/>",
                 "width": 20, "left": -10}},
       "aliases": {"red-right": {"parent": "red-left", "hFlip": true}}}
      """;
  private static final String CHARS =
      """
      {"1f534": "red-left", "1f535": "red-right", "1f536": "broken", "1f537": "wide",
       "1f534-1f3fd": "wide"}
      """;

  @TempDir Path temporary;
  private FakeNpm npm;
  private List<EmojiPack> packs;

  @BeforeEach
  void offer() throws IOException {
    npm = new FakeNpm(temporary.resolve("bin"));
    packs = new ArrayList<>();
    for (int v = 0; v < 4; v++) {
      packs.add(npm.offer("vendor" + v, ICONS.formatted(v, v), CHARS));
    }
  }

  @Test
  void fetchesJoinsAndDraws() throws IOException {
    List<Row> rows = rows(source());
    assertThat(rows)
        .extracting(row -> row.getAs("sample_id") + " " + row.getAs("identity"))
        .contains("1f534/vendor0_red-left 1f534", "1f535/vendor3_red-left 1f535");
    BufferedImage left = picture(rows, "1f534/vendor1_red-left");
    BufferedImage right = picture(rows, "1f535/vendor1_red-left");
    BufferedImage wide = picture(rows, "1f537/vendor1_wide");
    assertThat(left.getWidth()).as("a multiple of 48, at least 64").isEqualTo(96);
    assertThat(left.getRGB(10, 48) >>> 24).isGreaterThan(240);
    assertThat(left.getRGB(85, 48) >>> 24).isZero();
    assertThat(right.getRGB(10, 48) >>> 24).isZero();
    assertThat(right.getRGB(85, 48) >>> 24).isGreaterThan(240);
    assertThat(wide.getRGB(5, 48) & 0xff).as("box from −10").isGreaterThan(240);
    assertThat(wide.getRGB(48, 5) >>> 24).as("the aspect ratio is kept").isZero();
  }

  @Test
  void aDrawingThatFailsIsRejectedWithItsReason() throws IOException {
    assertThat(rows(source()))
        .filteredOn(row -> row.<String>getAs("identity").equals("1f536"))
        .hasSize(4)
        .allSatisfy(
            row -> {
              assertThat(row.<String>getAs("reason")).isEqualTo("unreadable picture");
              assertThat(row.<String>getAs("detail")).isNotBlank();
              assertThat(row.<Object>getAs("image")).isNull();
            });
  }

  @Test
  void theSecondTimeDrawingsComeFromTheCache() throws IOException {
    List<Row> first = rows(source());
    Path archive = archive();
    byte[] before = Files.readAllBytes(archive);
    List<Row> second = rows(source());
    assertThat(npm.calls()).hasSize(4);
    assertThat(second).isEqualTo(first);
    Files.write(archive, java.util.Arrays.copyOf(before, before.length / 2));
    assertThat(rows(source())).as("a damaged archive is drawn again").isEqualTo(first);
    assertThat(Files.size(archive)).isEqualTo(before.length);
  }

  @Test
  void aTarballThatIsNoDrawingSetIsTold() throws IOException {
    packs = List.of(npm.offer("vendor0", "not JSON", "{}"));
    assertThatThrownBy(() -> source().list(LocalSpark.session()))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("iconify-json-vendor0-1.0.0.tgz can't be read");
  }

  /** Needs npm and the network: -Dhistloss.network=true. */
  @Test
  @EnabledIfSystemProperty(named = "histloss.network", matches = "true")
  void thePinnedSetsGiveTheMeasuredCounts() {
    Listing listing =
        new EmojiSource(temporary.resolve("cache").toString(), 32).list(LocalSpark.session());
    assertThat(listing.candidates().count()).isEqualTo(9577);
    assertThat(listing.candidates().select("identity").distinct().count()).isEqualTo(1493);
    assertThat(listing.candidates().where("reason is not null").count()).isEqualTo(1);
  }

  private EmojiSource source() {
    return new EmojiSource(temporary.resolve("cache").toString(), 48, npm.searchPath(), packs);
  }

  private static List<Row> rows(EmojiSource source) {
    List<Row> rows =
        new ArrayList<>(source.list(LocalSpark.session()).candidates().collectAsList());
    rows.sort(Comparator.comparing(row -> row.<String>getAs("sample_id")));
    return rows;
  }

  private static BufferedImage picture(List<Row> rows, String id) throws IOException {
    Row found =
        rows.stream().filter(r -> id.equals(r.getAs("sample_id"))).findFirst().orElseThrow();
    return ImageIO.read(new ByteArrayInputStream(found.<byte[]>getAs("image")));
  }

  private Path archive() throws IOException {
    try (var list = Files.list(temporary.resolve("cache"))) {
      return list.filter(path -> path.toString().endsWith(".zip")).findFirst().orElseThrow();
    }
  }
}
