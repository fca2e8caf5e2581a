package org.histloss.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.histloss.evaluation.CompareJob.ComparisonDetail;
import org.histloss.evaluation.QuerySlices.Part;
import org.histloss.evaluation.retrieval.RetrievalProtocol.CrossCamera;
import org.junit.jupiter.api.Test;

class QuerySlicesTest {
  private static final double[] EAST = {1, 0};
  private static final double[] NORTH = {0, 1};

  private static List<Part> parts(Facts facts) {
    EmbeddedSplit split = facts.split(new CrossCamera());
    return QuerySlices.of(
        new ComparisonDetail(identity -> false, 1, 0, 1),
        facts.facts(),
        split,
        split.evaluate().outcomes());
  }

  /** A new camera has few queries: it must not be the one that nobody looks at. */
  @Test
  void camerasBeyondThoseOfThePageAreHeldAgainstTheWholeGallery() {
    Facts facts = new Facts();
    for (int camera = 0; camera < 12; camera++) {
      String name = "c%02d".formatted(camera);
      facts.add(0, name, null, EAST).add(1, name, null, NORTH);
    }
    // A camera in which both look alike, and one that asks nothing.
    facts.add(0, "dark", "query", NORTH).add(0, "still", "gallery", EAST);

    List<Part> parts = parts(facts);

    assertThat(parts).hasSize(12 * 11 + 1);
    Part dark = parts.get(12 * 11);
    assertThat(dark.name()).isEqualTo("camera dark");
    assertThat(dark.queries()).isEqualTo(1);
    assertThat(dark.means().overQueries()).isLessThan(0.6);
  }

  @Test
  void ofFewCamerasThePairsAreEnough() {
    Facts facts = new Facts();
    for (String camera : List.of("a", "b")) {
      facts.add(0, camera, null, EAST).add(1, camera, null, NORTH);
    }
    assertThat(parts(facts)).extracting(Part::name).containsExactly("camera a → b", "camera b → a");
  }
}
