package org.histloss.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.EvaluateSettings.Bootstrap;
import org.histloss.evaluation.EvaluateSettings.Limits;
import org.histloss.evaluation.EvaluateSettings.Limits.Place;
import org.histloss.evaluation.EvaluationResult.Figures;
import org.histloss.evaluation.EvaluationResult.RankedQuery;
import org.histloss.evaluation.retrieval.Measure;
import org.histloss.evaluation.retrieval.RetrievalProtocol.SingleShot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single-shot on a small data set of real Parquet. */
class SingleShotJobTest {
  private static final int DRAWS = 200;

  @TempDir Path folder;

  private EvaluationResult run(SingleShot protocol) {
    return run(protocol, Place.DRIVER);
  }

  private EvaluationResult run(SingleShot protocol, Place place) {
    EvaluateSettings settings =
        new EvaluateSettings(
            folder.toString(),
            "test",
            protocol,
            true,
            Bootstrap.DEFAULT,
            new Limits(4, 2, 3, 4, place));
    return new EvaluateJob(StoredSamples.spark(), settings, null).run();
  }

  /**
   * Three identities that are found, if not by the first one's second picture; a fourth that the
   * camera {@code right} has not seen.
   */
  private static StoredSamples samples() {
    return new StoredSamples()
        .add(0, "left", null, null, List.of(1f, 0f, 0f))
        .add(0, "left", null, null, List.of(0.28f, 0.96f, 0f))
        .add(0, "right", null, null, List.of(1f, 0f, 0f))
        .add(1, "left", null, null, List.of(0f, 1f, 0f))
        .add(1, "right", null, null, List.of(0f, 1f, 0f))
        .add(2, "left", null, null, List.of(0f, 0f, 1f))
        .add(2, "right", null, null, List.of(0f, 0f, 1f))
        .add(3, "left", null, null, List.of(0f, 0f, 1f));
  }

  @Test
  void theDrawsOfADataSetHaveTheMeanWorkedOutByHand() throws IOException {
    samples().write(folder, new SampleShape(0, 0, 0, 3));
    EvaluationResult result = run(new SingleShot(null, null, DRAWS, 1));

    assertThat(result.protocol()).isEqualTo(new SingleShot("left", "right", DRAWS, 1));
    Figures raw = result.rawPixels();
    assertThat(raw.spread().draws()).isEqualTo(DRAWS);
    assertThat(raw.spread().identities()).isEqualTo(3);
    assertThat(raw.spread().leftOut()).isEqualTo(1);
    assertThat(raw.metrics().queries()).isEqualTo(3L * DRAWS);
    assertThat(raw.metrics().gallery()).isEqualTo(3);
    // A draw scores 1 or 2/3, either as likely; of 200 the mean is within 0.012 or so of 5/6.
    double recall = raw.metrics().recallAt(1);
    assertThat(recall).isEqualTo(5 / 6.0, within(0.04));
    assertThat(3 * DRAWS * recall).isEqualTo(Math.rint(3 * DRAWS * recall), within(1e-9));
    assertThat(raw.spread().recallAt(1)).isEqualTo(1 / 6.0, within(0.01));
    assertThat(raw.metrics().recallAt(2)).isEqualTo(1);
    assertThat(raw.byIdentity().get(Measure.FIRST_RIGHT).identities()).isEqualTo(3);
    assertThat(raw.byIdentity().get(Measure.FIRST_RIGHT).mean()).isEqualTo(recall, within(1e-12));
    // 4 probes × 3 gallery samples, 4 of the pairs of one identity.
    assertThat(raw.distributions().positivePairs()).isEqualTo(4);
    assertThat(raw.distributions().negativePairs()).isEqualTo(8);
    // A draw leaves samples out; they are the split's all the same.
    assertThat(result.insights().embedding().sampled()).isEqualTo(8);
    for (RankedQuery query : result.rankings().best()) {
      assertThat(query.query().camera()).isEqualTo("left");
      assertThat(query.results())
          .hasSize(3)
          .allSatisfy(found -> assertThat(found.sample().camera()).isEqualTo("right"));
    }
  }

  @Test
  void executorsFindTheSame() throws IOException {
    samples().write(folder, new SampleShape(0, 0, 0, 3));
    EvaluationResult here = run(new SingleShot(null, null, 5, 3));
    EvaluationResult there = run(new SingleShot(null, null, 5, 3), Place.EXECUTORS);

    assertThat(there.rawPixels().metrics())
        .usingRecursiveComparison()
        .isEqualTo(here.rawPixels().metrics());
    assertThat(there.rawPixels().spread())
        .usingRecursiveComparison()
        .isEqualTo(here.rawPixels().spread());
    assertThat(there.rawPixels().byIdentity()).isEqualTo(here.rawPixels().byIdentity());
    assertThat(there.rankings().best())
        .extracting(query -> query.query().sampleId())
        .isEqualTo(here.rankings().best().stream().map(query -> query.query().sampleId()).toList());
  }

  @Test
  void namedCamerasChangeSides() throws IOException {
    samples().write(folder, new SampleShape(0, 0, 0, 3));
    EvaluationResult result = run(new SingleShot("right", null, DRAWS, 1));

    assertThat(result.protocol()).isEqualTo(new SingleShot("right", "left", DRAWS, 1));
    // Identity 1's probe (0, 1, 0) finds its own (0, 1, 0) before (0.28, 0.96, 0); identity 0's
    // (1, 0, 0) finds its own at 0.28 or 1, before 0: all right, whatever is drawn.
    assertThat(result.rawPixels().metrics().recallAt(1)).isEqualTo(1);
    assertThat(result.rawPixels().spread().recallAt(1)).isZero();
  }

  @Test
  void dataWithoutTheCamerasEndsWithItsExitCode() throws IOException {
    samples()
        .add(3, "third", null, null, List.of(0f, 0f, 1f))
        .write(folder, new SampleShape(0, 0, 0, 3));
    String name = "split test of " + folder;

    assertEnds(
        new SingleShot(null, null, 9, 1),
        ExitCode.BAD_CONFIGURATION,
        "evaluation.probe-camera: must be given, as "
            + name
            + " has 3 cameras (left, right, third)");
    assertEnds(
        new SingleShot("right", "third", 9, 1),
        ExitCode.BAD_DATA,
        name
            + ": no identity has both a query of camera right and a gallery sample of camera third:"
            + " single-shot needs one");
  }

  private void assertEnds(SingleShot protocol, ExitCode code, String message) {
    assertThatThrownBy(() -> run(protocol))
        .hasMessage(message)
        .isInstanceOfSatisfying(JobException.class, e -> assertThat(e.exitCode()).isEqualTo(code));
  }
}
