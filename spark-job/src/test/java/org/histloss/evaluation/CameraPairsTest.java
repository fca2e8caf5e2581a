package org.histloss.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.histloss.evaluation.Insights.Cameras;
import org.histloss.evaluation.retrieval.RetrievalProtocol;
import org.histloss.evaluation.retrieval.RetrievalProtocol.CrossCamera;
import org.histloss.evaluation.retrieval.RetrievalProtocol.LeaveOneOut;
import org.junit.jupiter.api.Test;

class CameraPairsTest {
  private static final double[] EAST = {1, 0};
  private static final double[] NORTH = {0, 1};
  private static final double[] NEAR_NORTH = {0.6, 0.8};

  private static Cameras table(RetrievalProtocol protocol, Facts facts) {
    return CameraPairs.of(facts.facts(), facts.split(protocol));
  }

  private static Cameras.Cell pair(Cameras cameras, String query, String gallery) {
    return cameras.pairs().stream()
        .filter(pair -> pair.query().equals(query) && pair.gallery().equals(gallery))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theGalleryIsThatOfOneCamera() {
    // Camera a sees both identities as they are; in camera b identity 1 looks like identity 0.
    Facts facts =
        new Facts()
            .add(0, "a", null, EAST)
            .add(1, "a", null, NORTH)
            .add(0, "b", null, EAST)
            .add(1, "b", null, 0.8, 0.6)
            .add(0, "c", "gallery", EAST)
            .add(1, "c", "gallery", NORTH)
            .add(1, null, null, NORTH)
            .add(0, null, "gallery", EAST);

    Cameras found = table(new CrossCamera(), facts);

    assertThat(found.without()).as("one asks, and one is only found").isEqualTo(1);
    assertThat(found.names()).containsExactly("a", "b", "c");
    assertThat(found.leftOut()).isZero();
    assertThat(found.pairs()).hasSize(9);
    assertThat(pair(found, "a", "b")).isEqualTo(new Cameras.Cell("a", "b", 2, 1.0, 1.0));
    // Of b, identity 1 finds identity 0 first in either camera.
    assertThat(pair(found, "b", "a")).isEqualTo(new Cameras.Cell("b", "a", 2, 0.5, 0.75));
    assertThat(pair(found, "b", "c")).isEqualTo(new Cameras.Cell("b", "c", 2, 0.5, 0.75));
    // The protocol leaves its own camera out, and c asks nothing.
    assertThat(pair(found, "a", "a")).isEqualTo(new Cameras.Cell("a", "a", 0, null, null));
    assertThat(pair(found, "c", "a").queries()).isZero();
  }

  @Test
  void withinACameraAProtocolThatKeepsItScores() {
    Facts facts =
        new Facts()
            .add(0, "a", null, EAST)
            .add(0, "a", null, EAST)
            .add(1, "a", null, NORTH)
            .add(1, "b", null, NORTH);

    Cameras found = table(new LeaveOneOut(), facts);

    assertThat(pair(found, "a", "a")).isEqualTo(new Cameras.Cell("a", "a", 2, 1.0, 1.0));
    assertThat(pair(found, "a", "b")).isEqualTo(new Cameras.Cell("a", "b", 1, 1.0, 1.0));
  }

  @Test
  void distractorsStayInTheirCamerasGallery() {
    Facts facts =
        new Facts()
            .add(0, "a", "query", NORTH)
            .add(0, "b", "gallery", NEAR_NORTH)
            .add(9, "b", "distractor", NORTH)
            .add(9, "c", "junk", NORTH);

    Cameras found = table(new CrossCamera(), facts);

    assertThat(found.names()).containsExactly("a", "b");
    assertThat(pair(found, "a", "b")).isEqualTo(new Cameras.Cell("a", "b", 1, 0.0, 0.5));
  }

  @Test
  void oneCameraHasNoTable() {
    assertThat(
            table(new LeaveOneOut(), new Facts().add(0, "a", null, EAST).add(0, null, null, NORTH)))
        .isNull();
  }

  @Test
  void ofManyCamerasThoseWithTheMostQueriesAreShown() {
    Facts facts = new Facts();
    for (int camera = 0; camera < 15; camera++) {
      for (int i = 0; i <= camera % 3; i++) {
        facts.add(i, "camera-" + (char) ('a' + camera), null, EAST);
      }
    }

    Cameras found = table(new CrossCamera(), facts);

    // Five cameras have one query, five two, five three; of the five with one, a and d are named.
    assertThat(found.leftOut()).isEqualTo(3);
    assertThat(found.without()).isZero();
    assertThat(found.names())
        .hasSize(12)
        .contains("camera-a", "camera-d")
        .doesNotContain("camera-g", "camera-j", "camera-m");
    assertThat(found.pairs()).hasSize(144);
  }
}
