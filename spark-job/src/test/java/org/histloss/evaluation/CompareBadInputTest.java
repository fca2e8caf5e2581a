package org.histloss.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.BadEmbeddingsTest.Unlucky;
import org.histloss.evaluation.CompareJob.Model;
import org.histloss.evaluation.EvaluateSettings.Bootstrap;
import org.histloss.evaluation.EvaluateSettings.Limits;
import org.histloss.evaluation.EvaluateSettings.Limits.Place;
import org.histloss.evaluation.embedding.SampleEmbedding;
import org.histloss.evaluation.retrieval.RetrievalProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code evaluate} refuses a comparison refuses likewise: in one line that names the rule. */
class CompareBadInputTest {
  private static final SampleShape TWO = new SampleShape(0, 0, 0, 2);
  private static final List<Float> EAST = List.of(1f, 0f);
  private static final List<Float> NORTH = List.of(0f, 1f);

  @TempDir Path folder;

  /** Takes the samples' numbers as they are, whatever they are. */
  private record AsGiven() implements SampleEmbedding {
    @Override
    public int dimension() {
      return 2;
    }

    @Override
    public Function<float[][], float[][]> open() {
      return samples -> samples;
    }
  }

  private CompareJob job(String split, Place place) {
    EvaluateSettings settings =
        new EvaluateSettings(
            folder.toString(),
            split,
            new RetrievalProtocol.CrossCamera(),
            true,
            new Bootstrap(2_000, 1),
            new Limits(4, 3, 4, 0, place));
    Model sound = new Model("sound", TWO, new AsGiven());
    Model unlucky = new Model("unlucky", TWO, new Unlucky());
    return new CompareJob(StoredSamples.spark(), settings, List.of(sound, unlucky));
  }

  private void assertRefused(StoredSamples samples, String message) throws IOException {
    assertRefused(samples, "test", Place.AUTO, message);
  }

  private void assertRefused(StoredSamples samples, String split, Place place, String message)
      throws IOException {
    samples.write(folder, TWO);
    assertThatThrownBy(() -> job(split, place).run())
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_DATA))
        .hasMessage(message);
  }

  @Test
  void aSplitWithoutSamples() throws IOException {
    assertRefused(
        BadEmbeddingsTest.twoIdentities(NORTH),
        "val",
        Place.AUTO,
        "split val of " + folder + " has no samples: must have at least one");
  }

  @Test
  void samplesOfOneCameraAcrossCameras() throws IOException {
    assertRefused(
        new StoredSamples()
            .add(0, "c1", null, null, EAST)
            .add(0, "c1", null, null, EAST)
            .add(1, "c1", null, null, NORTH),
        ("split test of %s: no query can be scored: the samples of an identity all have one camera"
                + " (c1), and those of the query's camera are left out; if that is no camera, give"
                + " --set evaluation.exclude-same-camera=false (or"
                + " evaluation.protocol=leave-one-out)")
            .formatted(folder));
  }

  @Test
  void aGalleryOfStrangers() throws IOException {
    assertRefused(
        new StoredSamples()
            .add(0, "a", "query", null, EAST)
            .add(1, "b", "gallery", null, EAST)
            .add(2, "b", "gallery", null, NORTH),
        ("split test of %s: no query can be scored: at least one identity must have a query and"
                + " another sample in the gallery")
            .formatted(folder));
  }

  @Test
  void aSampleThatIsThereTwice() throws IOException {
    assertRefused(
        BadEmbeddingsTest.twoIdentities(NORTH).repeat(2, 1),
        "sample_id sample-2 appears twice, at ordinals 2 and 4: must be one sample's");
  }

  @ParameterizedTest
  @EnumSource(names = {"DRIVER", "EXECUTORS"})
  void mixedDimensions(Place place) throws IOException {
    assertRefused(
        BadEmbeddingsTest.twoIdentities(List.of(1f, 2f, 3f)),
        "test",
        place,
        "sample sample-3 has 3 features: the manifest says 2");
  }

  @ParameterizedTest
  @EnumSource(names = {"DRIVER", "EXECUTORS"})
  void aFeatureThatIsNoNumber(Place place) throws IOException {
    assertRefused(
        BadEmbeddingsTest.twoIdentities(List.of(1f, Float.NaN)),
        "test",
        place,
        "sample sample-3: feature 1 is NaN: must be finite");
  }

  @ParameterizedTest
  @EnumSource(names = {"DRIVER", "EXECUTORS"})
  void anEmbeddingThatIsNoNumberNamesItsModel(Place place) throws IOException {
    assertRefused(
        BadEmbeddingsTest.twoIdentities(List.of(13f, 1f)),
        "test",
        place,
        "sample sample-3: component 1 of its embedding (model unlucky) is NaN: must be finite");
  }
}
