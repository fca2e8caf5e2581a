package org.histloss.evaluation.embedding;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
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
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Embeds samples on the executors.
 *
 * <p>Mini-batches are of one size and in ordinal order (see {@link MiniBatches}). What is embedded
 * together therefore depends on the data set, the split and the batch size only, not on files,
 * partitions or executors.
 */
public final class Embedder {
  /**
   * Samples that as many tasks as run at once have together; more tasks follow where they are more.
   */
  private static final long SAMPLES_IN_A_TASK = 1 << 17;

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
   * @param parts how mini-batches are dealt to partitions
   * @return in each partition its mini-batches, in ordinal order
   * @throws JobException (in an executor: as the cause) exit code 21 when a sample can't be decoded
   *     or its embedding is not finite; the message names the sample
   */
  public JavaRDD<EmbeddedBatch> embed(
      Dataset<Row> samples, String name, SampleEmbedding embedding, OrdinalRanges parts) {
    return embed(samples, name, embedding, parts.batches(), parts);
  }

  private JavaRDD<EmbeddedBatch> embed(
      Dataset<Row> samples,
      String name,
      SampleEmbedding embedding,
      MiniBatches batches,
      Partitioner parts) {
    JavaSparkContext spark = spark(samples);
    Broadcast<SampleEmbedding> broadcast = spark.broadcast(embedding);
    SampleShape sampleShape = shape;
    JavaRDD<Row> rows =
        samples
            .select(
                SampleSchema.ORDINAL,
                SampleSchema.SAMPLE_ID,
                SampleSchema.IMAGE,
                SampleSchema.FEATURES)
            .toJavaRDD();
    // Bytes, as Spark weighs and writes each object of a shuffled value by itself.
    return rows.map(Embedder::sample)
        .mapPartitionsToPair(stored -> Fragments.pack(stored, batches))
        .repartitionAndSortWithinPartitions(parts)
        .mapPartitions(
            sorted ->
                new EmbeddingTask(sampleShape, batches, name, broadcast.value())
                    .run(Fragments.unpack(sorted)));
  }

  /**
   * The same, in as many partitions as suit the slots; for embeddings that stay on the executors.
   *
   * @param ordinals of all rows, ascending
   */
  public JavaRDD<EmbeddedBatch> embed(
      Dataset<Row> samples, String name, SampleEmbedding embedding, long[] ordinals) {
    int parallel = Math.max(spark(samples).defaultParallelism(), samples.rdd().getNumPartitions());
    MiniBatches batches = MiniBatches.of(ordinals, batchSize);
    return embed(
        samples,
        name,
        embedding,
        batches,
        BatchPartitioner.of(batches, SAMPLES_IN_A_TASK, parallel));
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

  private static JavaSparkContext spark(Dataset<Row> samples) {
    return JavaSparkContext.fromSparkContext(samples.sparkSession().sparkContext());
  }

  /**
   * Embeds all rows and brings the embeddings to the driver, a slice at a time: Spark ends a job
   * that returns more than {@code spark.driver.maxResultSize}.
   *
   * @param name of the embedding, such as {@code model}, for messages
   * @param ordinals [n] of all rows, ascending
   * @return [n, dimension] FLOAT, rows in the order of {@code ordinals}
   * @throws JobException exit code 21 as for {@link #embed}
   */
  public INDArray collect(
      Dataset<Row> samples, String name, SampleEmbedding embedding, long[] ordinals) {
    int[] places = IntStream.range(0, ordinals.length).toArray();
    return collect(samples, name, embedding, ordinals, places);
  }

  /**
   * The same in another order of rows.
   *
   * @param places [n] row of the result that each of {@code ordinals} goes to, a permutation
   */
  public INDArray collect(
      Dataset<Row> samples, String name, SampleEmbedding embedding, long[] ordinals, int[] places) {
    long slice = DriverRoom.of(spark(samples).getConf()).slice();
    long rowsAtOnce = Math.max(1, slice / DriverRoom.rowBytes(embedding.dimension()));
    int parallel = Math.max(spark(samples).defaultParallelism(), samples.rdd().getNumPartitions());
    MiniBatches batches = MiniBatches.of(ordinals, batchSize);
    BatchPartitioner parts = BatchPartitioner.of(batches, rowsAtOnce, parallel);
    JavaRDD<EmbeddedBatch> plan = embed(samples, name, embedding, batches, parts);
    INDArray rows = Nd4j.create(DataType.FLOAT, ordinals.length, embedding.dimension());
    int filled = 0;
    for (int[] partitions : parts.slices(ordinals, rowsAtOnce)) {
      for (List<EmbeddedBatch> found : run(plan, partitions)) {
        filled += fill(rows, found, ordinals, places);
      }
    }
    if (filled != ordinals.length) {
      throw new IllegalStateException(filled + " rows embedded of " + ordinals.length);
    }
    return rows;
  }

  /** Puts embeddings where their ordinals stand; returns how many they were. */
  private static int fill(
      INDArray rows, List<EmbeddedBatch> batches, long[] ordinals, int[] places) {
    FloatIndexer values = (FloatIndexer) rows.data().indexer();
    int filled = 0;
    for (EmbeddedBatch batch : batches) {
      for (int i = 0; i < batch.ordinals().length; i++) {
        int row = Arrays.binarySearch(ordinals, batch.ordinals()[i]);
        if (row < 0) {
          throw new IllegalStateException("ordinal " + batch.ordinals()[i] + " was not asked for");
        }
        values.put((long) places[row] * rows.columns(), batch.embeddings()[i]);
        filled++;
      }
    }
    return filled;
  }

  /** Runs a part of the plan; a mistake in the data comes out as itself, not as Spark's report. */
  private static List<EmbeddedBatch>[] run(JavaRDD<EmbeddedBatch> plan, int[] partitions) {
    try {
      return plan.collectPartitions(partitions);
    } catch (Exception e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof JobException mistake) {
          throw mistake;
        }
      }
      throw e;
    }
  }
}
