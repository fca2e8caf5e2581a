package org.histloss.dataprep.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.histloss.dataprep.source.Listing;
import org.histloss.dataset.LocalSpark;
import org.junit.jupiter.api.Test;

class GlyphSourceTest {
  /** Greek capital alpha and Cyrillic A look like a Latin A; B and Ж like nothing else here. */
  private static final int[] CHARACTERS = {'A', 'B', 0x391, 0x410, 0x416};

  @Test
  void everyFaceDrawsEveryCharacter() {
    Listing listing = new GlyphSource(1, 32, CHARACTERS).list(LocalSpark.session());
    List<Row> rows = rows(listing);
    assertThat(rows).hasSize(3 * 32);
    assertThat(rows.stream().map(row -> row.<String>getAs("identity")).distinct())
        .containsExactlyInAnyOrder("U+0041", "U+0042", "U+0416");
    assertThat(rows.stream().map(row -> row.<String>getAs("camera")).distinct()).hasSize(32);
    assertThat(listing.notes())
        .isEqualTo(Map.of("identities merged (characters that look alike)", 2L));
  }

  @Test
  void aPictureDependsOnSeedIdentityAndFaceOnly() {
    Map<String, byte[]> all = pictures(new GlyphSource(1, 32, CHARACTERS));
    Map<String, byte[]> fewer = pictures(new GlyphSource(1, 32, new int[] {0x416}));
    Map<String, byte[]> seeded = pictures(new GlyphSource(2, 32, new int[] {0x416}));
    fewer.forEach((id, picture) -> assertThat(picture).as(id).isEqualTo(all.get(id)));
    seeded.forEach((id, picture) -> assertThat(picture).as(id).isNotEqualTo(all.get(id)));
  }

  @Test
  void picturesShowInkOnPaperInTheirSize() throws IOException {
    Map<String, byte[]> pictures = pictures(new GlyphSource(1, 48, new int[] {'B'}));
    for (byte[] encoded : pictures.values()) {
      BufferedImage picture = ImageIO.read(new ByteArrayInputStream(encoded));
      assertThat(picture.getWidth()).isEqualTo(96);
      int dark = 0;
      for (int i = 0; i < 96 * 96; i++) {
        dark += (picture.getRGB(i % 96, i / 96) & 0xff) < 125 ? 1 : 0;
      }
      assertThat(dark).isBetween(96 * 96 / 50, 96 * 96 / 2);
    }
  }

  @Test
  void cleanGlyphsDifferByCharacterAndFace() {
    GlyphPainter painter = new GlyphPainter(48);
    Font sans = GlyphFaces.load(GlyphFaces.all().get(0));
    Font serif = GlyphFaces.load(GlyphFaces.all().get(4));
    assertThat(painter.clean(sans, 'A')).isEqualTo(painter.clean(sans, 'A'));
    assertThat(painter.clean(sans, 'A')).isNotEqualTo(painter.clean(sans, 'B'));
    assertThat(painter.clean(sans, 'A')).isNotEqualTo(painter.clean(serif, 'A'));
    assertThat(GlyphPainter.blank(sans, 0xa0)).isTrue();
    assertThat(GlyphPainter.blank(sans, 'A')).isFalse();
  }

  @Test
  void charactersAreMergedWhenHalfOfTheFacesDrawThemEqual() {
    int[] points = {'a', 'b', 'c', 'd'};
    List<long[]> looks =
        List.of(
            new long[] {1, 1, 2, 3},
            new long[] {1, 1, 2, 3},
            new long[] {1, 2, 2, 3},
            new long[] {1, 2, 2, 1});
    assertThat(GlyphCharacters.merged(points, looks))
        .as("a like b, b like c, d like a in one face only")
        .isEqualTo(
            Map.of(
                (int) 'a', Set.of((int) 'a', (int) 'b', (int) 'c'), (int) 'd', Set.of((int) 'd')));
  }

  @Test
  void thereAre32FacesThatShowTheAlphabet() {
    List<Font> faces = GlyphFaces.all().stream().map(GlyphFaces::load).toList();
    assertThat(faces).hasSize(32);
    assertThat(GlyphFaces.all().stream().map(GlyphFaces::camera).distinct()).hasSize(32);
    int[] shown = GlyphCharacters.shownByAll(faces);
    assertThat(shown).hasSizeGreaterThan(1300).contains('A', 'z', '9', 0x416).isSorted();
    assertThat(shown).doesNotContain(' ', 0xa0);
  }

  private static Map<String, byte[]> pictures(GlyphSource source) {
    Map<String, byte[]> pictures = new HashMap<>();
    rows(source.list(LocalSpark.session()))
        .forEach(row -> pictures.put(row.getAs("sample_id"), row.getAs("image")));
    return pictures;
  }

  private static List<Row> rows(Listing listing) {
    return listing.candidates().collectAsList().stream()
        .sorted(Comparator.comparing(row -> row.<String>getAs("sample_id")))
        .toList();
  }
}
