package org.histloss.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.EvaluateSettings.Limits;
import org.histloss.evaluation.EvaluationResult.Figures;
import org.histloss.evaluation.embedding.SampleEmbedding;
import org.histloss.evaluation.retrieval.Measure;
import org.histloss.evaluation.retrieval.RetrievalProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can't be scored is refused in one line, or counted; it never makes a number. */
class BadEmbeddingsTest {
  private static final SampleShape TWO = new SampleShape(0, 0, 0, 2);
  private static final List<Float> EAST = List.of(1f, 0f);
  private static final List<Float> NORTH = List.of(0f, 1f);
  private static final List<Float> NOWHERE = List.of(0f, 0f);

  @TempDir Path folder;

  /** Takes the samples' numbers as they are, but for the one that begins with 13. */
  record Unlucky() implements SampleEmbedding {
    @Override
    public int dimension() {
      return 2;
    }

    @Override
    public Function<float[][], float[][]> open() {
      return samples ->
          Stream.of(samples)
              .map(sample -> sample[0] == 13 ? new float[] {0, Float.NaN} : sample)
              .toArray(float[][]::new);
    }
  }

  /** Identity 0 on cameras a and b, identity 1 likewise; the second sample of 1 as given. */
  static StoredSamples twoIdentities(List<Float> last) {
    return new StoredSamples()
        .add(0, "a", null, null, EAST)
        .add(0, "b", null, null, EAST)
        .add(1, "a", null, null, NORTH)
        .add(1, "b", null, null, last);
  }

  private EvaluationResult evaluate(StoredSamples samples, SampleEmbedding model)
      throws IOException {
    samples.write(folder, TWO);
    EvaluateSettings settings =
        new EvaluateSettings(
            folder.toString(),
            "test",
            new RetrievalProtocol.CrossCamera(),
            true,
            EvaluateSettings.Bootstrap.DEFAULT,
            new Limits(4, 3, 4));
    EvaluatedModel evaluated = model == null ? null : new EvaluatedModel(TWO, model, new Unlucky());
    return new EvaluateJob(StoredSamples.spark(), settings, evaluated).run();
  }

  private void assertRefused(StoredSamples samples, SampleEmbedding model, String... parts) {
    assertThatThrownBy(() -> evaluate(samples, model))
        .isInstanceOf(JobException.class)
        .hasMessageContainingAll(parts)
        .extracting(e -> ((JobException) e).exitCode())
        .isEqualTo(ExitCode.BAD_DATA);
  }

  @Test
  void zeroEmbeddingsAreRankedByTiesAndCounted() throws IOException {
    Figures found = evaluate(twoIdentities(NOWHERE), null).rawPixels();

    assertThat(found.zeroEmbeddings()).isEqualTo(1);
    // Samples 2 and 3 have similarity 0 to all: by ordinal, each finds the other last of three.
    assertThat(found.metrics().evaluated()).isEqualTo(4);
    assertThat(found.metrics().recallAt(1)).isEqualTo(2.0 / 4);
    assertThat(found.metrics().recallAt(2)).isEqualTo(2.0 / 4);
    assertThat(found.metrics().recallAt(3)).isEqualTo(1);
    assertThat(found.metrics().ties().queries()).isEqualTo(2);
    assertThat(found.metrics().ties().optimistic().get(Measure.FIRST_RIGHT)).isEqualTo(1);
  }

  /** A zero row is as similar as one at a right angle: no last place is kept for it. */
  @Test
  void aZeroGalleryRowRanksBeforeOnesOfNegativeSimilarity() throws IOException {
    StoredSamples opposed =
        new StoredSamples()
            .add(0, "a", "query", null, EAST)
            .add(0, "b", "gallery", null, List.of(-0.6f, 0.8f))
            .add(1, "b", "gallery", null, NOWHERE);
    Figures found = evaluate(opposed, null).rawPixels();

    assertThat(found.metrics().recallAt(1)).isZero();
    assertThat(found.metrics().recallAt(2)).isEqualTo(1);
    assertThat(found.metrics().meanAveragePrecision()).isEqualTo(1.0 / 2);
    assertThat(found.metrics().ties().queries()).isZero();
    assertThat(found.zeroEmbeddings()).isEqualTo(1);
  }

  @Test
  void soundEmbeddingsAreNotCountedAsZero() throws IOException {
    Figures found = evaluate(twoIdentities(List.of(0.1f, 0.9f)), null).rawPixels();
    assertThat(found.zeroEmbeddings()).isZero();
    assertThat(found.metrics().recallAt(1)).isEqualTo(1);
  }

  @Test
  void anEmbeddingThatIsNoNumberNamesItsSample() {
    assertRefused(
        twoIdentities(List.of(13f, 1f)),
        new Unlucky(),
        "sample sample-3: component 1 of its embedding (model) is NaN: must be finite");
  }

  @Test
  void aFeatureThatIsNoNumberIsRefusedBeforeANetworkSeesIt() {
    assertRefused(
        twoIdentities(List.of(1f, Float.NaN)),
        new Unlucky(),
        "sample sample-3: feature 1 is NaN: must be finite");
  }

  @Test
  void mixedDimensions() {
    assertRefused(
        twoIdentities(List.of(1f, 2f, 3f)),
        null,
        "sample sample-3 has 3 features: the manifest says 2");
  }

  @Test
  void aSampleThatIsThereTwice() {
    assertRefused(
        twoIdentities(NORTH).repeat(2, 1),
        null,
        "sample_id sample-2 appears twice, at ordinals 2 and 4: must be one sample's");
  }

  @Test
  void aGalleryWithoutAnyQuerysIdentity() {
    StoredSamples strangers =
        new StoredSamples()
            .add(0, "a", "query", null, EAST)
            .add(1, "b", "gallery", null, EAST)
            .add(2, "b", "gallery", null, NORTH);
    assertRefused(
        strangers,
        null,
        "no query can be scored",
        "at least one identity must have a query and another sample in the gallery");
  }

  @Test
  void ranksBeyondTheGalleryFindNothingMore() throws IOException {
    StoredSamples small =
        new StoredSamples()
            .add(0, "a", "query", null, EAST)
            .add(1, "b", "gallery", null, EAST)
            .add(0, "b", "gallery", null, NORTH);
    Figures found = evaluate(small, null).rawPixels();

    assertThat(found.metrics().gallery()).isEqualTo(2);
    assertThat(found.metrics().recallAt(1)).isZero();
    assertThat(found.metrics().recallAt(1000)).isEqualTo(1);
    assertThat(found.metrics().cmc(5)).containsExactly(0, 1, 1, 1, 1);
  }
}
