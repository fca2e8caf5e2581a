package org.histloss.dataprep.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.histloss.dataprep.demo.EmojiCatalogue.Picture;
import org.histloss.dataprep.demo.IconSet.Alias;
import org.histloss.dataprep.demo.IconSet.Drawing;
import org.histloss.dataprep.demo.IconSet.Icon;
import org.junit.jupiter.api.Test;

class EmojiCatalogueTest {
  private static final String NORWAY = "1f1f3-1f1f4";
  private static final String SVALBARD = "1f1f8-1f1ef";

  @Test
  void setsWithoutCodesAreJoinedByNameThenByAlias() {
    IconSet telling =
        set("a", Map.of("bear-face", "1", "cricket-game", "2", "cricket", "3"))
            .with("bear", "bear-face")
            .with("cricket-bat", "cricket-game")
            .coded(Map.of("1f43b", "bear-face", "1f3cf", "cricket-game", "1f997", "cricket"))
            .build();
    IconSet named =
        set("b", Map.of("bear", "4", "cricket-game", "5", "unknown-thing", "6"))
            .with("cricket", "cricket-game")
            .build();
    EmojiNames names = new EmojiNames(List.of(telling));
    assertThat(names.byName(named))
        .as("an icon's own name goes first, so its alias doesn't make it an insect too")
        .isEqualTo(
            Map.of(
                "1f43b", new Drawing("bear", false), "1f3cf", new Drawing("cricket-game", false)));
  }

  @Test
  void namesThatRunTogetherAreJoinedToo() {
    IconSet telling =
        set("a", Map.of("bear-face", "1")).coded(Map.of("1f43b", "bear-face")).build();
    IconSet plain = set("fx", Map.of("bearface", "2", "cat", "3", "clock-b", "4")).build();
    assertThat(new EmojiNames(List.of(telling)).byName(plain)).containsOnlyKeys("1f43b");
  }

  @Test
  void aliasesMayBeMirrored() {
    IconSet set =
        set("a", Map.of("left", "<path d='M0 0'/>"))
            .mirrored("right", "left")
            .coded(Map.of("1f448", "left", "1f449", "right"))
            .build();
    Map<String, Drawing> joined = EmojiNames.byCode(set);
    assertThat(joined.get("1f449")).isEqualTo(new Drawing("left", true));
    assertThat(set.svg(joined.get("1f449"))).contains("translate(64.0 0) scale(-1 1)");
    assertThat(set.svg(joined.get("1f448"))).doesNotContain("scale");
  }

  @Test
  void identitiesOfFewVendorsAreDropped() {
    List<IconSet> sets = new ArrayList<>();
    for (int v = 0; v < 4; v++) {
      Map<String, String> codes = new TreeMap<>(Map.of("1f43b", "bear"));
      if (v > 0) {
        codes.put("1f431", "cat");
      }
      sets.add(set("v" + v, Map.of("bear", "b" + v, "cat", "c" + v)).coded(codes).build());
    }
    EmojiCatalogue catalogue = new EmojiCatalogue(sets);
    assertThat(catalogue.pictures())
        .extracting(Picture::identity, Picture::vendor)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("1f43b", "v0"),
            org.assertj.core.groups.Tuple.tuple("1f43b", "v1"),
            org.assertj.core.groups.Tuple.tuple("1f43b", "v2"),
            org.assertj.core.groups.Tuple.tuple("1f43b", "v3"));
    assertThat(catalogue.notes())
        .containsEntry("identities dropped that fewer than 4 vendors draw", 1L);
  }

  @Test
  void flagsThatShareADrawingBecomeOneIdentity() {
    List<IconSet> sets = new ArrayList<>();
    for (int v = 0; v < 4; v++) {
      sets.add(
          set("v" + v, Map.of("no", "flag" + v, "sj", v == 3 ? "own" : "flag" + v))
              .coded(Map.of(NORWAY, "no", SVALBARD, "sj"))
              .build());
    }
    EmojiCatalogue catalogue = new EmojiCatalogue(sets);
    assertThat(catalogue.pictures()).extracting(Picture::identity).containsOnly(NORWAY);
    assertThat(catalogue.pictures())
        .extracting(Picture::vendor)
        .as("equal drawings once, the one that differs besides")
        .containsExactly("v0", "v1", "v2", "v3", "v3");
    assertThat(catalogue.notes())
        .containsEntry("identities merged (flags with one drawing)", 1L)
        .containsEntry("equal drawings of merged identities dropped", 3L);
  }

  @Test
  void otherEmojiThatShareADrawingLoseIt() {
    List<IconSet> sets = new ArrayList<>();
    for (int v = 0; v < 5; v++) {
      sets.add(
          set("v" + v, Map.of("cat", "cat" + v, "grinning-cat", v == 0 ? "cat0" : "grin" + v))
              .coded(Map.of("1f431", "cat", "1f63a", "grinning-cat"))
              .build());
    }
    EmojiCatalogue catalogue = new EmojiCatalogue(sets);
    assertThat(catalogue.pictures()).hasSize(8).noneMatch(p -> p.vendor().equals("v0"));
    assertThat(catalogue.notes())
        .containsEntry("drawings dropped that two emoji of a vendor share", 2L);
  }

  private static Builder set(String vendor, Map<String, String> bodies) {
    return new Builder(vendor, bodies);
  }

  private static final class Builder {
    private final String vendor;
    private final Map<String, Icon> icons = new TreeMap<>();
    private final Map<String, Alias> aliases = new LinkedHashMap<>();
    private Map<String, String> chars = Map.of();

    Builder(String vendor, Map<String, String> bodies) {
      this.vendor = vendor;
      bodies.forEach((name, body) -> icons.put(name, new Icon(body, 0, 0, 64, 64)));
    }

    Builder with(String alias, String parent) {
      aliases.put(alias, new Alias(parent, false));
      return this;
    }

    Builder mirrored(String alias, String parent) {
      aliases.put(alias, new Alias(parent, true));
      return this;
    }

    Builder coded(Map<String, String> codes) {
      chars = codes;
      return this;
    }

    IconSet build() {
      return new IconSet(vendor, icons, aliases, chars);
    }
  }
}
