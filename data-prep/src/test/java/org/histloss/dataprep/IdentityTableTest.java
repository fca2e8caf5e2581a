package org.histloss.dataprep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.histloss.dataprep.IdentityTable.Group;
import org.histloss.dataprep.IdentityTable.Placed;
import org.histloss.dataset.DatasetManifest.SplitRule;
import org.histloss.dataset.JobException;
import org.junit.jupiter.api.Test;

class IdentityTableTest {
  private static final IdentitySplit TRAIN = new IdentitySplit(new SplitRule(1, 0, 0, 1));

  @Test
  void codesAndOrdinalsFollowUnsignedUtf8() {
    // In UTF-16, Java's own order, the second of these would come before the first.
    String privateUse = "\uf8ff";
    String beyond = "\ud834\udd1e";
    IdentityTable table =
        table(plain(beyond, 2), plain("é", 3), plain(privateUse, 4), plain("z", 5));
    assertThat(table.placed())
        .extracting(p -> p.group().identity(), Placed::code, Placed::firstOrdinal)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("z", 0, 0L),
            org.assertj.core.groups.Tuple.tuple("é", 1, 5L),
            org.assertj.core.groups.Tuple.tuple(privateUse, 2, 8L),
            org.assertj.core.groups.Tuple.tuple(beyond, 3, 12L));
    assertThat(table.samples()).isEqualTo(14);
  }

  @Test
  void theFirstDeclaredSplitWinsAndOthersAreLeftOut() {
    IdentityTable table =
        table(
            new Group("a", false, "val", 2, "line 7", null),
            new Group("a", false, "test", 3, "line 4", null),
            new Group("a", false, "", 5, "line 1", null));
    assertThat(table.placed())
        .allSatisfy(p -> assertThat(p.split()).isEqualTo("test"))
        .extracting(p -> p.group().declared() + p.kept())
        .containsExactly("true", "testtrue", "valfalse");
    assertThat(table.allKept()).isFalse();
    assertThat(table.contents().get("test").samples()).isEqualTo(8);
  }

  @Test
  void distractorsGoToTestAndNeverDecide() {
    IdentityTable table =
        table(
            new Group("only", true, "", 9, "1", null),
            new Group("both", true, "test", 2, "1", null),
            new Group("both", false, "", 3, "2", null));
    assertThat(table.contents().get("test").samples()).isEqualTo(9);
    assertThat(table.contents().get("test").trainableIdentities()).isZero();
    assertThat(table.contents().get("train").samples()).isEqualTo(3);
    assertThat(table.placed())
        .filteredOn(p -> !p.kept())
        .extracting(p -> p.group().identity() + p.group().filler())
        .containsExactly("bothtrue");
  }

  @Test
  void countsIdentitiesOfOneSample() {
    IdentityTable table = table(plain("a", 1), plain("b", 2), plain("c", 1));
    assertThat(table.singles()).isEqualTo(Map.of("train", 2L));
    assertThat(table.contents().get("train").trainableIdentities()).isEqualTo(1);
    assertThat(table.contents().get("train").codes()).containsExactly(0, 1, 2);
    assertThat(table.contents().get("train").counts()).containsExactly(1, 2, 1);
  }

  @Test
  void countsIdentitiesThatOneCameraTook() {
    IdentityTable table =
        table(
            new Group("a", false, "", 2, "1", "IMG"),
            new Group("b", false, "", 2, "1", "IMG"),
            new Group("b", false, "train", 1, "1", "IMG"),
            new Group("b", true, "", 1, "1", "other"),
            new Group("one sample", false, "", 1, "1", "IMG"),
            new Group("two cameras", false, "", 2, "1", null),
            new Group("two groups", false, "", 2, "1", "IMG"),
            new Group("two groups", false, "train", 2, "1", "DSC"),
            new Group("unknown", false, "", 2, "1", "IMG"),
            new Group("unknown", false, "train", 2, "1", null));
    assertThat(table.oneCamera()).isEqualTo(2);
  }

  @Test
  void withoutAPairThereIsNothingToLearn() {
    IdentityTable table = table(plain("a", 1), new Group("junk", true, "", 5, "1", null));
    assertThatThrownBy(() -> table.requirePair("input = x", Map.of("missing file", 3L)))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("input = x: no identity has two samples")
        .hasMessageContaining("rejected: missing file 3)");
  }

  private static Group plain(String identity, long samples) {
    return new Group(identity, false, "", samples, "1", null);
  }

  private static IdentityTable table(Group... groups) {
    return new IdentityTable(List.of(groups), TRAIN);
  }
}
