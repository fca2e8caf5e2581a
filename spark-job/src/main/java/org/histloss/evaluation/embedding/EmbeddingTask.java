package org.histloss.evaluation.embedding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.JobException;
import org.histloss.dataset.SamplePixels;

/** One task's work: decodes samples, embeds them batch by batch, checks what comes out. */
final class EmbeddingTask {
  private final SampleShape shape;
  private final MiniBatches batches;
  private final int dimension;
  private final String name;
  private final Function<float[][], float[][]> embedding;

  /**
   * @param name of the embedding, such as {@code model}, for messages
   */
  EmbeddingTask(SampleShape shape, MiniBatches batches, String name, SampleEmbedding embedding) {
    this.shape = shape;
    this.batches = batches;
    this.name = name;
    this.dimension = embedding.dimension();
    this.embedding = embedding.open();
  }

  /**
   * Embeds samples as the result is read; at most one batch is held.
   *
   * @param samples those of a batch together, in any order
   */
  Iterator<EmbeddedBatch> run(Iterator<StoredSample> samples) {
    return new Iterator<>() {
      private StoredSample next = samples.hasNext() ? samples.next() : null;

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public EmbeddedBatch next() {
        if (next == null) {
          throw new NoSuchElementException();
        }
        int batch = batches.of(next.ordinal());
        List<StoredSample> members = new ArrayList<>();
        while (next != null && batches.of(next.ordinal()) == batch) {
          members.add(next);
          next = samples.hasNext() ? samples.next() : null;
        }
        members.sort(Comparator.comparingLong(StoredSample::ordinal));
        return embed(members);
      }
    };
  }

  private EmbeddedBatch embed(List<StoredSample> samples) {
    long[] ordinals = samples.stream().mapToLong(StoredSample::ordinal).toArray();
    float[][] numbers = samples.stream().map(this::decode).toArray(float[][]::new);
    float[][] rows = embedding.apply(numbers);
    for (int i = 0; i < rows.length; i++) {
      check(rows[i], samples.get(i).id());
    }
    return new EmbeddedBatch(ordinals, rows);
  }

  private float[] decode(StoredSample sample) {
    if (shape.picture()) {
      return SamplePixels.decode(sample.png(), shape, sample.id());
    }
    float[] features = sample.features();
    int found = features == null ? 0 : features.length;
    if (found != shape.dimension()) {
      throw JobException.badData(
          "sample %s has %d features: the manifest says %d", sample.id(), found, shape.dimension());
    }
    for (int i = 0; i < found; i++) {
      // A network may turn it into a number again.
      if (!Float.isFinite(features[i])) {
        throw JobException.badData(
            "sample %s: feature %d is %s: must be finite", sample.id(), i, features[i]);
      }
    }
    return features;
  }

  private void check(float[] row, String id) {
    if (row.length != dimension) {
      throw new IllegalStateException(
          "embedding of sample " + id + " has " + row.length + " numbers, not " + dimension);
    }
    for (int i = 0; i < row.length; i++) {
      if (!Float.isFinite(row[i])) {
        throw JobException.badData(
            "sample %s: component %d of its embedding (%s) is %s: must be finite",
            id, i, name, row[i]);
      }
    }
  }
}
