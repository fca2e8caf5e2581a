package org.histloss.dataprep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.histloss.dataprep.IdentityTable.Group;
import org.histloss.dataset.JobException;
import org.junit.jupiter.api.Test;

class CodeRoomTest {
  private static final long ROOM = Integer.MAX_VALUE;

  @Test
  void one_identity_more_than_codes_is_refused() {
    assertThatCode(() -> CodeRoom.checkIdentities("input", ROOM)).doesNotThrowAnyException();
    assertThatThrownBy(() -> CodeRoom.checkIdentities("input", ROOM + 1))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "input: identities = 2147483648: must be at most 2147483647, as many as there are"
                + " codes");
  }

  @Test
  void one_sample_more_than_an_identity_can_have_is_refused() {
    IdentityTable table = table(ROOM);
    assertThat(table.contents().get("train").counts()).containsExactly(Integer.MAX_VALUE);
    assertThatThrownBy(() -> table(ROOM + 1).contents())
        .isInstanceOf(JobException.class)
        .hasMessage("identity a: samples = 2147483648: must be at most 2147483647");
  }

  private static IdentityTable table(long samples) {
    return new IdentityTable(List.of(new Group("a", false, "train", samples, "first", null)), null);
  }
}
