package org.histloss.evaluation.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.StoredSamples;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class EmbedderTest {
  private static final SampleEmbedding PIXELS = new RawPixels(StoredSamples.SHAPE);

  /** Tells each sample's place in its mini-batch and the mini-batch's size. */
  private record PlaceInBatch() implements SampleEmbedding {
    @Override
    public int dimension() {
      return 2;
    }

    @Override
    public Function<float[][], float[][]> open() {
      return samples -> {
        float[][] rows = new float[samples.length][];
        for (int i = 0; i < rows.length; i++) {
          rows[i] = new float[] {i, samples.length};
        }
        return rows;
      };
    }
  }

  /** Fails on the sample whose first feature is 13. */
  private record Broken() implements SampleEmbedding {
    @Override
    public int dimension() {
      return 2;
    }

    @Override
    public Function<float[][], float[][]> open() {
      return samples -> {
        float[][] rows = new float[samples.length][];
        for (int i = 0; i < rows.length; i++) {
          rows[i] = new float[] {1, samples[i][0] == 13 ? Float.NaN : 0};
        }
        return rows;
      };
    }
  }

  @Test
  void rowsComeInOrdinalOrderWhateverThePartitions() {
    StoredSamples samples = StoredSamples.patterned(5, 4, 3);
    Embedder embedder = new Embedder(StoredSamples.SHAPE, 6);
    INDArray expected =
        embedder.collect(samples.shuffled(1, 1), "raw pixels", PIXELS, samples.ordinals());
    assertThat(expected.shape()).containsExactly(20, 192);
    assertThat(expected.norm2(1).toDoubleVector())
        .usingComparatorWithPrecision(1e-6)
        .containsOnly(1);
    for (int partitions : new int[] {2, 7, 30}) {
      assertThat(
              embedder.collect(
                  samples.shuffled(partitions, partitions),
                  "raw pixels",
                  PIXELS,
                  samples.ordinals()))
          .isEqualTo(expected);
    }
  }

  @Test
  void miniBatchesDependOnOrdinalsOnly() {
    StoredSamples samples = StoredSamples.patterned(5, 4, 3);
    for (int partitions : new int[] {1, 2, 9}) {
      INDArray places =
          new Embedder(StoredSamples.SHAPE, 6)
              .collect(
                  samples.shuffled(4, partitions), "place", new PlaceInBatch(), samples.ordinals());
      for (int i = 0; i < 20; i++) {
        assertThat(places.getRow(i).toIntVector()).containsExactly(i % 6, i < 18 ? 6 : 2);
      }
    }
  }

  @Test
  void miniBatchesAreFullThoughASplitHasGaps() {
    StoredSamples samples = StoredSamples.patterned(10, 4, 3).without(i -> i / 4 % 3 == 1);
    int size = samples.ordinals().length;
    assertThat(size).isEqualTo(28);
    for (int partitions : new int[] {1, 2, 9}) {
      INDArray places =
          new Embedder(StoredSamples.SHAPE, 6)
              .collect(
                  samples.shuffled(4, partitions), "place", new PlaceInBatch(), samples.ordinals());
      for (int i = 0; i < size; i++) {
        assertThat(places.getRow(i).toIntVector()).containsExactly(i % 6, i < 24 ? 6 : 4);
      }
    }
  }

  @Test
  void featuresAreEmbeddedToo() {
    StoredSamples samples = new StoredSamples();
    samples.add(0, null, null, null, List.of(3f, 4f)).add(0, null, null, null, List.of(0f, 0f));
    INDArray rows =
        new Embedder(new SampleShape(0, 0, 0, 2), 4)
            .collect(
                samples.shuffled(1, 1),
                "raw pixels",
                new RawPixels(new SampleShape(0, 0, 0, 2)),
                samples.ordinals());
    assertThat(rows.toFloatMatrix()).isDeepEqualTo(new float[][] {{0.6f, 0.8f}, {0, 0}});
  }

  @Test
  void rawPixelsIgnoreBrightnessAndLeaveAnEvenPictureZero() {
    SampleShape four = new SampleShape(1, 2, 2, 0);
    float[][] rows =
        new RawPixels(four)
            .open()
            .apply(
                new float[][] {
                  {0.1f, 0.3f, 0.1f, 0.3f}, {0.6f, 1, 0.6f, 1}, {0.7f, 0.7f, 0.7f, 0.7f}
                });
    assertThat(rows[0]).containsExactly(new float[] {-0.5f, 0.5f, -0.5f, 0.5f}, within(1e-6f));
    assertThat(rows[1]).containsExactly(rows[0], within(1e-6f));
    assertThat(rows[2]).containsOnly(0);
  }

  @Test
  void badSamplesAreNamed() {
    SampleShape two = new SampleShape(0, 0, 0, 2);
    StoredSamples nan = new StoredSamples();
    List<Float> thirteen = new ArrayList<>(List.of(13f, 0f));
    nan.add(0, null, null, null, List.of(1f, 2f)).add(0, null, null, null, thirteen);
    assertBadData(
        nan, two, "sample sample-1: component 1 of its embedding (model) is NaN: must be finite");
    StoredSamples narrow = new StoredSamples().add(0, null, null, null, List.of(1f));
    assertBadData(narrow, two, "sample sample-0 has 1 features: the manifest says 2");
    StoredSamples noPicture = new StoredSamples().add(0, null, null, new byte[] {1, 2}, null);
    assertBadData(noPicture, StoredSamples.SHAPE, "sample sample-0");
  }

  private static void assertBadData(StoredSamples samples, SampleShape shape, String message) {
    Embedder embedder = new Embedder(shape, 4);
    assertThatThrownBy(
            () ->
                embedder.collect(samples.shuffled(1, 2), "model", new Broken(), samples.ordinals()))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith(message)
        .extracting(e -> ((JobException) e).exitCode())
        .isEqualTo(ExitCode.BAD_DATA);
  }
}
