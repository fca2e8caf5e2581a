package org.histloss.dataprep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareReportTest {
  @TempDir Path temporary;

  @Test
  void identitiesOfOneCameraAreCountedAndTold() {
    Prepared prepared = prepared("ann/IMG_1", "ann/IMG_2", "bob/IMG_1", "bob/IMG_2", "eve/IMG_1");
    assertThat(prepared.manifest().notes()).containsEntry("identities of one camera only", 2L);
    assertThat(lines(prepared)).contains("note: identities of one camera only            2");
    assertThat(PrepareReport.cameraHint(prepared.manifest()).orElseThrow())
        .startsWith("no identity has samples of two cameras")
        .contains("--set evaluation.exclude-same-camera=false");
  }

  @Test
  void oneIdentityOfTwoCamerasIsEnoughToSearchAcrossThem() {
    Prepared prepared = prepared("ann/IMG_1", "ann/IMG_2", "bob/IMG_1", "bob/DSC_1");
    assertThat(prepared.manifest().notes()).containsEntry("identities of one camera only", 1L);
    assertThat(PrepareReport.cameraHint(prepared.manifest())).isEmpty();
  }

  @Test
  void anUnknownCameraIsLikeNoOther() {
    Prepared prepared = prepared("ann/1", "ann/2", "bob/IMG_1", "bob/2");
    assertThat(prepared.manifest().notes()).isEmpty();
    assertThat(PrepareReport.cameraHint(prepared.manifest())).isEmpty();
  }

  @Test
  void aSplitWithoutAnythingToTrainOnIsTold() {
    Prepared few = prepared("ann/A_1", "ann/B_2");
    assertThat(few.manifest().splits().get("train").trainableIdentities()).isEqualTo(1);
    assertThat(PrepareReport.trainingHint(few.manifest()).orElseThrow()).contains("split.seed");
  }

  @Test
  void twoIdentitiesAreEnoughToTrainOn() {
    Prepared enough =
        prepared(
            "ann/A_1", "ann/B_2", "bob/A_1", "bob/B_2", "eve/A_1", "eve/B_2", "kim/A_1", "kim/B_2");
    assertThat(enough.manifest().splits().get("train").trainableIdentities()).isGreaterThan(1);
    assertThat(PrepareReport.trainingHint(enough.manifest())).isEmpty();
  }

  @Test
  void numbersDoNotFollowTheMachinesLanguage() {
    Prepared prepared = prepared("ann/IMG_1", "ann/IMG_2");
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      assertThat(String.format("%d", 2)).as("a language with digits of its own").isNotEqualTo("2");
      assertThat(lines(prepared))
          .contains("train                                         2            1            1")
          .contains("note: identities of one camera only            1");
    } finally {
      Locale.setDefault(before);
    }
  }

  private List<String> lines(Prepared prepared) {
    return PrepareReport.lines(
        new org.apache.hadoop.fs.Path(temporary.toString()), prepared.manifest());
  }

  private Prepared prepared(String... pictures) {
    for (String picture : pictures) {
      Pictures.write(temporary.resolve("in").resolve(picture + ".png"));
    }
    return Prepared.of("folder", temporary.resolve("in"), temporary.resolve("out"));
  }
}
