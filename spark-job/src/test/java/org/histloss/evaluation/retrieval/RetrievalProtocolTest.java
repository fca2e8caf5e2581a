package org.histloss.evaluation.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.retrieval.RetrievalItems.Role;
import org.histloss.evaluation.retrieval.RetrievalProtocol.SingleShot;
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
    for (RetrievalProtocol protocol : List.of(cross, all)) {
      assertThat(protocol.values())
          .containsEntry("queries", "samples without a role or with role query")
          .containsEntry("gallery", "samples without a role or with role gallery or distractor")
          .containsEntry("ties", "by identity, then sample id, the smaller in UTF-8 order first");
      assertThat(protocol.describe()).contains("; ties by identity, then sample id; AP = mean");
    }
  }

  @Test
  void singleShotSaysWhatItDraws() {
    RetrievalProtocol protocol = new SingleShot("left", "right", 100, 7);

    assertThat(protocol.describe())
        .startsWith("single-shot: ")
        .contains("probe of camera left", "of camera right", "100 draws (seed 7)")
        .contains("; ties by identity, then sample id; AP = reciprocal rank");
    assertThat(protocol.values())
        .containsEntry("name", "single-shot")
        .containsEntry("probeCamera", "left")
        .containsEntry("galleryCamera", "right")
        .containsEntry("draws", "100")
        .containsEntry("seed", "7")
        .containsEntry("averagePrecision", "reciprocal rank: each probe has one relevant item")
        .containsEntry("queriesWithoutRelevantItem", "none")
        .containsEntry(
            "queries",
            "of each identity one random sample of the probe's camera, without a role or query")
        .containsEntry(
            "gallery",
            "of each identity one random sample of the gallery's camera, without a role or gallery;"
                + " all distractors")
        .containsKeys(
            "similarity", "self", "sameIdentityAndCamera", "junk", "distractors", "ties", "spread")
        .containsKey("identitiesWithoutBothCameras");
  }

  @Test
  void ofTwoCamerasTheSmallerNameIsTheProbes() {
    assertThat(named(null, null, "b", "a")).isEqualTo(new SingleShot("a", "b", 1, 1));
    assertThat(named("b", null, "b", "a")).isEqualTo(new SingleShot("b", "a", 1, 1));
    assertThat(named(null, "a", "b", "a")).isEqualTo(new SingleShot("b", "a", 1, 1));
    assertThat(named("c", "a", "a", "b", "c")).isEqualTo(new SingleShot("c", "a", 1, 1));
  }

  @Test
  void camerasThatCanNotBeChosenAreRefused() {
    assertRefused(
        ExitCode.BAD_CONFIGURATION,
        "evaluation.probe-camera: must be given, as split test has 6 cameras (a, b, c, d, e, …)",
        () -> named(null, null, "a", "b", "c", "d", "e", "f"));
    assertRefused(
        ExitCode.BAD_CONFIGURATION,
        "evaluation.gallery-camera: must be given, as split test has 3 cameras (a, b, c)",
        () -> named("a", null, "a", "b", "c"));
    assertRefused(
        ExitCode.BAD_CONFIGURATION,
        "evaluation.gallery-camera = x: must be a camera of split test (a, b)",
        () -> named("a", "x", "a", "b"));
    assertRefused(
        ExitCode.BAD_CONFIGURATION,
        "evaluation.gallery-camera = a: must be another than evaluation.probe-camera",
        () -> named("a", "a", "a", "b"));
    assertRefused(
        ExitCode.BAD_DATA,
        "split test has one camera (a): single-shot needs two",
        () -> named(null, null, "a"));
    assertRefused(
        ExitCode.BAD_DATA,
        "split test has no camera: single-shot needs two",
        () -> named(null, null));
    assertRefused(
        ExitCode.BAD_CONFIGURATION,
        "evaluation.single-shot-draws = 0: must be at least 1",
        () -> new SingleShot(null, null, 0, 1));
  }

  private static SingleShot named(String probe, String gallery, String... cameras) {
    return new SingleShot(probe, gallery, 1, 1)
        .between(new TreeSet<>(Set.of(cameras)), "split test");
  }

  private static void assertRefused(ExitCode code, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .hasMessage(message)
        .isInstanceOfSatisfying(JobException.class, e -> assertThat(e.exitCode()).isEqualTo(code));
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
