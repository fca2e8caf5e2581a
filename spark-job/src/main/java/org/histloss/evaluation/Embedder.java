package org.histloss.evaluation;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.JobException;
import org.histloss.dataset.SampleSchema;
import org.histloss.evaluation.EmbeddingTask.StoredSample;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import scala.Tuple2;

/**
 * Embeds samples on the executors.
 *
 * <p>A mini-batch is made of the samples whose ordinals lie between two multiples of the batch
 * size, in ordinal order. What is embedded together therefore depends on the data set, the split
 * and the batch size only, not on files, partitions or executors.
 */
final class Embedder {
  private final SampleShape shape;
  private final int batchSize;

  /**
   * An embedder of samples of one shape.
   *
   * @param batchSize most samples embedded at once, at least 1
   */
  public Embedder(SampleShape shape, int batchSize) {
    if (batchSize < 1) {
      throw JobException.badConfiguration(
          "evaluation.embed-batch = %d: must be at least 1", batchSize);
    }
    this.shape = shape;
    this.batchSize = batchSize;
  }

  /**
   * Plans the embedding of all rows; nothing runs before the result is used.
   *
   * @param samples rows with the columns of {@link SampleSchema#samples()}
   * @param name of the embedding, such as {@code model}, for messages
   * @throws JobException (in an executor: as the cause) exit code 21 when a sample can't be decoded
   *     or its embedding is not finite; the message names the sample
   */
  public JavaRDD<EmbeddedBatch> embed(
      Dataset<Row> samples, String name, SampleEmbedding embedding) {
    JavaSparkContext spark =
        JavaSparkContext.fromSparkContext(samples.sparkSession().sparkContext());
    Broadcast<SampleEmbedding> broadcast = spark.broadcast(embedding);
    SampleShape sampleShape = shape;
    int size = batchSize;
    JavaRDD<Row> rows =
        samples
            .select(
                SampleSchema.ORDINAL,
                SampleSchema.SAMPLE_ID,
                SampleSchema.IMAGE,
                SampleSchema.FEATURES)
            .toJavaRDD();
    int partitions = Math.max(rows.getNumPartitions(), spark.defaultParallelism());
    return rows.mapToPair(row -> new Tuple2<>(row.getLong(0), sample(row)))
        .repartitionAndSortWithinPartitions(new BatchPartitioner(size, partitions))
        .mapPartitions(
            sorted ->
                new EmbeddingTask(sampleShape, size, name, broadcast.value()).run(values(sorted)));
  }

  private static <T> Iterator<T> values(Iterator<Tuple2<Long, T>> pairs) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return pairs.hasNext();
      }

      @Override
      public T next() {
        return pairs.next()._2();
      }
    };
  }

  private static StoredSample sample(Row row) {
    float[] features = null;
    if (!row.isNullAt(3)) {
      List<Float> values = row.getList(3);
      features = new float[values.size()];
      for (int i = 0; i < features.length; i++) {
        features[i] = values.get(i);
      }
    }
    byte[] png = row.isNullAt(2) ? null : row.getAs(2);
    return new StoredSample(row.getLong(0), row.getString(1), png, features);
  }

  /**
   * Embeds all rows and brings the embeddings to the driver.
   *
   * @param name of the embedding, such as {@code model}, for messages
   * @param ordinals [n] of all rows, ascending
   * @return [n, dimension] FLOAT, rows in the order of {@code ordinals}
   * @throws JobException exit code 21 as for {@link #embed}
   */
  public INDArray collect(
      Dataset<Row> samples, String name, SampleEmbedding embedding, long[] ordinals) {
    INDArray rows = Nd4j.create(DataType.FLOAT, ordinals.length, embedding.dimension());
    FloatIndexer values = (FloatIndexer) rows.data().indexer();
    int filled = 0;
    for (EmbeddedBatch batch : run(embed(samples, name, embedding))) {
      for (int i = 0; i < batch.ordinals().length; i++) {
        int row = Arrays.binarySearch(ordinals, batch.ordinals()[i]);
        if (row < 0) {
          throw new IllegalStateException("ordinal " + batch.ordinals()[i] + " was not asked for");
        }
        values.put((long) row * embedding.dimension(), batch.embeddings()[i]);
        filled++;
      }
    }
    if (filled != ordinals.length) {
      throw new IllegalStateException(filled + " rows embedded of " + ordinals.length);
    }
    return rows;
  }

  /** Runs the plan; a mistake in the data comes out as itself, not as Spark's report of it. */
  private static List<EmbeddedBatch> run(JavaRDD<EmbeddedBatch> plan) {
    try {
      return plan.collect();
    } catch (Exception e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof JobException mistake) {
          throw mistake;
        }
      }
      throw e;
    }
  }

  /** Deals whole batches to partitions. */
  private static final class BatchPartitioner extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int batchSize;
    private final int partitions;

    BatchPartitioner(int batchSize, int partitions) {
      this.batchSize = batchSize;
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object ordinal) {
      return (int) Math.floorMod((Long) ordinal / batchSize, (long) partitions);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof BatchPartitioner that
          && that.batchSize == batchSize
          && that.partitions == partitions;
    }

    @Override
    public int hashCode() {
      return 31 * batchSize + partitions;
    }
  }
}
