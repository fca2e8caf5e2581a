package org.histloss.evaluation.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import org.junit.jupiter.api.Test;

class RetrievalProtocolTest {

  @Test
  void eachProtocolSaysItsCameraRule() {
    RetrievalProtocol cross = RetrievalProtocol.of(true);
    RetrievalProtocol all = RetrievalProtocol.of(false);
    assertThat(cross.describe())
        .startsWith("cross-camera: ")
        .contains("same identity and camera left out");
    assertThat(all.describe())
        .startsWith("leave-one-out: ")
        .contains("same identity and camera kept");
    assertThat(cross.values()).containsEntry("sameIdentityAndCamera", "left out");
    assertThat(all.values()).containsEntry("sameIdentityAndCamera", "kept");
    assertThat(cross.values()).containsKeys("name", "self", "junk", "distractors", "ties");
  }

  @Test
  void rolesAreReadAsTheColumnSpellsThem() {
    assertThat(Role.of(null)).isEqualTo(Role.BOTH);
    assertThat(Role.of("query")).isEqualTo(Role.QUERY);
    assertThat(Role.of("gallery")).isEqualTo(Role.GALLERY);
    assertThat(Role.of("distractor")).isEqualTo(Role.DISTRACTOR);
    assertThat(Role.of("junk")).isEqualTo(Role.JUNK);
    assertThatThrownBy(() -> Role.of("probe"))
        .hasMessage("role = probe: must be query, gallery, distractor or junk");
  }
}
