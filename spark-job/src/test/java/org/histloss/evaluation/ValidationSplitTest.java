package org.histloss.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.retrieval.RetrievalProtocol;
import org.histloss.evaluation.retrieval.RetrievalProtocol.CrossCamera;
import org.histloss.evaluation.retrieval.RetrievalProtocol.LeaveOneOut;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run learns before its first round, not after it, that nothing can be scored. */
class ValidationSplitTest {
  private static final SampleShape TWO = new SampleShape(0, 0, 0, 2);
  private static final List<Float> EAST = List.of(1f, 0f);

  @TempDir Path folder;

  private ValidationSplit open(RetrievalProtocol protocol) {
    return ValidationSplit.open(StoredSamples.spark(), folder.toString(), protocol, 4);
  }

  private void assertRefused(RetrievalProtocol protocol, String... parts) {
    assertThatThrownBy(() -> open(protocol))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_DATA))
        .hasMessageStartingWith("split val of " + folder + ": no query can be scored: ")
        .hasMessageContainingAll(parts);
  }

  @Test
  void samplesOfOneCameraAreRefusedAcrossCamerasOnly() throws IOException {
    new StoredSamples()
        .add(0, "c1", null, null, EAST)
        .add(0, "c1", null, null, EAST)
        .write(folder, TWO, "val", 1, 1);

    assertRefused(
        new CrossCamera(),
        "the samples of an identity all have one camera (c1)",
        "--set evaluation.exclude-same-camera=false");
    assertThat(open(new LeaveOneOut())).isNotNull();
  }

  @Test
  void identitiesOfOneSampleAreRefusedByAnyProtocol() throws IOException {
    new StoredSamples()
        .add(0, "c1", null, null, EAST)
        .add(1, "c2", null, null, EAST)
        .write(folder, TWO, "val", 1, 1);

    String rule = "at least one identity must have a query and another sample in the gallery";
    assertRefused(new CrossCamera(), rule);
    assertRefused(new LeaveOneOut(), rule);
  }
}
