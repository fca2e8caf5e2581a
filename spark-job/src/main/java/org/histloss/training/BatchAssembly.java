package org.histloss.training;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.histloss.batch.Augmentation;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.JobException;
import org.histloss.dataset.SamplePixels;
import org.histloss.network.Preprocessing;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import scala.Tuple2;

/**
 * Turns one partition's placed samples into mini-batches: decoded, augmented, in planned order.
 *
 * <p>Each {@code DataSet} carries as metadata its number in the stream and the names of its
 * samples.
 */
final class BatchAssembly implements Serializable {
  private static final long serialVersionUID = 1L;

  private final SampleShape shape;
  private final Augmentation augmentation;
  private final RoundPlan plan;
  private final long firstRound;

  BatchAssembly(SampleShape shape, Augmentation augmentation, RoundPlan plan, long firstRound) {
    this.shape = shape;
    this.augmentation = augmentation;
    this.plan = plan;
    this.firstRound = firstRound;
  }

  /** The number in the stream that {@link #batches} gave a mini-batch. */
  static long number(DataSet batch) {
    return (Long) batch.getExampleMetaData().get(0);
  }

  /** What to call a row of a mini-batch that {@link #batches} gave. */
  static String name(DataSet batch, int row) {
    return ((PlacedSample.Name) batch.getExampleMetaData().get(1 + row)).toString();
  }

  /** Whose the rows of a mini-batch are that {@link #batches} gave. */
  static List<String> identities(DataSet batch) {
    return batch.getExampleMetaData().stream()
        .skip(1)
        .map(name -> ((PlacedSample.Name) name).identity())
        .toList();
  }

  /** The mini-batches of one partition, decoded one at a time. */
  Iterator<DataSet> batches(int partition, Iterator<Tuple2<Long, byte[]>> samples) {
    long round = firstRound + partition / plan.workers();
    int worker = partition % plan.workers();
    int count = plan.batchesOf(round, worker);
    return new Iterator<>() {
      private int step;

      @Override
      public boolean hasNext() {
        return step < count;
      }

      @Override
      public DataSet next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return assemble(plan.batch(round, worker, step), step++, samples);
      }
    };
  }

  private DataSet assemble(long number, int step, Iterator<Tuple2<Long, byte[]>> samples) {
    float[][] values = null;
    int[] labels = null;
    List<Serializable> metadata = new ArrayList<>(List.of(number));
    for (int place = 0; values == null || place < values.length; place++) {
      Tuple2<Long, byte[]> next = samples.hasNext() ? samples.next() : null;
      if (next == null || Placements.step(next._1()) != step) {
        throw JobException.badData(
            "batch %d lacks a sample: the data set's files hold other ordinals than its manifest",
            number);
      }
      PlacedSample sample = PlacedSample.decode(next._2());
      if (values == null) {
        values = new float[sample.batchSize()][];
        labels = new int[sample.batchSize()];
      }
      values[place] = augmentation.apply(numbers(sample), number, sample.sampleId());
      labels[place] = sample.label();
      metadata.add(sample.name());
    }
    INDArray codes = Nd4j.createFromArray(labels).reshape(labels.length, 1);
    DataSet batch = new DataSet(Preprocessing.batch(values, shape), codes);
    batch.setExampleMetaData(metadata);
    return batch;
  }

  private float[] numbers(PlacedSample sample) {
    if (shape.picture()) {
      return SamplePixels.decode(sample.image(), shape, sample.sampleId());
    }
    float[] features = sample.features();
    if (features == null || features.length != shape.dimension()) {
      throw JobException.badData(
          "sample %s has %s features: the manifest says %d",
          sample.sampleId(), features == null ? "no" : features.length, shape.dimension());
    }
    return features;
  }
}
