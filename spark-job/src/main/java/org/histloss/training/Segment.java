package org.histloss.training;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.histloss.batch.Augmentation;
import org.histloss.batch.BatchStream;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.SampleSchema;
import org.nd4j.linalg.dataset.DataSet;
import scala.Tuple2;

/**
 * A run of whole rounds whose samples are brought together by one shuffle, still compressed.
 *
 * <p>Partition (r − first round) · W + w holds worker w's mini-batches of round r in order of local
 * steps; where steps are common to all workers, r is the step. {@link #close()} gives the shuffle's
 * disk space back.
 */
final class Segment implements AutoCloseable {
  private final Broadcast<Placements> placements;
  private final JavaPairRDD<Long, byte[]> shuffled;
  private final JavaRDD<DataSet> batches;

  private Segment(
      Broadcast<Placements> placements,
      JavaPairRDD<Long, byte[]> shuffled,
      JavaRDD<DataSet> batches) {
    this.placements = placements;
    this.shuffled = shuffled;
    this.batches = batches;
  }

  /**
   * What every segment of a run is made from.
   *
   * @param samples the training split
   * @param shape one sample
   * @param augmentation of training pictures
   * @param stream of mini-batches
   * @param stepwise whether each local step has partitions of its own, as steps of the scope {@code
   *     global} are jobs of their own
   */
  record Source(
      Dataset<Row> samples,
      SampleShape shape,
      Augmentation augmentation,
      BatchStream stream,
      boolean stepwise) {

    /** Plans the rest of a stretch from one of its rounds on; nothing runs yet. */
    Segment segment(Stretch stretch, long firstRound) {
      RoundPlan plan = stretch.plan();
      if (!stepwise) {
        return segment(plan, firstRound, stretch.endRound());
      }
      RoundPlan steps = plan.stepwise();
      long end = Math.min(plan.clock(stretch.endRound()), steps.rounds());
      return segment(steps, plan.clock(firstRound), end);
    }

    private Segment segment(RoundPlan layout, long firstRound, long endRound) {
      JavaSparkContext spark =
          JavaSparkContext.fromSparkContext(samples.sparkSession().sparkContext());
      Broadcast<Placements> placements =
          spark.broadcast(Placements.of(layout, stream, firstRound, endRound));
      int partitions = Math.toIntExact((endRound - firstRound) * layout.workers());
      JavaPairRDD<Long, byte[]> shuffled =
          rows()
              .flatMapToPair(row -> uses(row, placements))
              .repartitionAndSortWithinPartitions(new ByPlacement(partitions));
      BatchAssembly assembly = new BatchAssembly(shape, augmentation, layout, firstRound);
      return new Segment(
          placements, shuffled, shuffled.mapPartitionsWithIndex(assembly::batches, true));
    }

    private JavaRDD<Row> rows() {
      return samples
          .select(
              SampleSchema.ORDINAL,
              SampleSchema.SAMPLE_ID,
              SampleSchema.IMAGE,
              SampleSchema.FEATURES,
              SampleSchema.IDENTITY)
          .javaRDD();
    }
  }

  private static Iterator<Tuple2<Long, byte[]>> uses(Row row, Broadcast<Placements> placements) {
    List<Tuple2<Long, byte[]>> uses = new ArrayList<>();
    String sampleId = row.getString(1);
    String identity = row.getString(4);
    byte[] image = row.isNullAt(2) ? null : (byte[]) row.get(2);
    float[] features = row.isNullAt(3) ? null : floats(row.getList(3));
    placements
        .value()
        .forEachUse(
            row.getLong(0),
            (key, label, batchSize) ->
                uses.add(
                    new Tuple2<>(
                        key,
                        new PlacedSample(sampleId, identity, label, batchSize, image, features)
                            .encode())));
    return uses.iterator();
  }

  private static float[] floats(List<Float> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }

  /** The mini-batches, partition by (round, worker). */
  JavaRDD<DataSet> batches() {
    return batches;
  }

  /**
   * Runs the shuffle's first half, so that the first round finds its samples ready; on a thread
   * that does nothing else, whose jobs get a group of their own.
   */
  void prepare() {
    shuffled.rdd().context().setJobGroup(jobGroup(), "samples of the next segment", false);
    new Slice(0, 1).of(shuffled.rdd()).count();
  }

  /** Breaks {@link #prepare} off, where it runs; its thread ends with an error then. */
  void cancelPreparation() {
    shuffled.rdd().context().cancelJobGroup(jobGroup());
  }

  private String jobGroup() {
    return "segment-" + shuffled.id();
  }

  @Override
  public void close() {
    shuffled.rdd().cleanShuffleDependencies(false);
    placements.destroy();
  }

  /** Sends each use to the partition in its key. */
  private static final class ByPlacement extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int partitions;

    ByPlacement(int partitions) {
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object key) {
      return Placements.partition((Long) key);
    }
  }
}
