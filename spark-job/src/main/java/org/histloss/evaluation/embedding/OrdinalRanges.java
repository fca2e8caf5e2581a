package org.histloss.evaluation.embedding;

import static org.apache.spark.sql.functions.expr;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.histloss.dataset.SampleSchema;

/**
 * Deals runs of successive mini-batches to partitions, so that the partitions, one after the other,
 * hold the samples in ordinal order. How many partitions there are changes where a mini-batch is
 * embedded, not what lies in it.
 */
public final class OrdinalRanges extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final int batchSize;
  private final long rows;

  /** Each partition's first mini-batch, ascending. */
  private final long[] firsts;

  private OrdinalRanges(int batchSize, long rows, long[] firsts) {
    this.batchSize = batchSize;
    this.rows = rows;
    this.firsts = firsts;
  }

  /**
   * Ranges of about as many samples each; a Spark job counts the samples of each mini-batch.
   *
   * @param samples rows with the columns of {@link SampleSchema#samples()}
   * @param batchSize the {@link Embedder}'s
   * @param parallel tasks that run at once: so many partitions at least, if there are as many
   *     mini-batches
   * @param most samples of a partition, about
   */
  public static OrdinalRanges of(Dataset<Row> samples, int batchSize, int parallel, long most) {
    List<Row> batches =
        samples
            .select(expr(SampleSchema.ORDINAL + " div " + batchSize).as("batch"))
            .groupBy("batch")
            .count()
            .orderBy("batch")
            .collectAsList();
    return of(
        batchSize,
        batches.stream().mapToLong(row -> row.getLong(0)).toArray(),
        batches.stream().mapToLong(row -> row.getLong(1)).toArray(),
        parallel,
        most);
  }

  /**
   * @param batches numbers of the mini-batches that have samples, ascending
   * @param counts samples of each
   */
  static OrdinalRanges of(
      int batchSize, long[] batches, long[] counts, int parallel, long mostRows) {
    long rows = Arrays.stream(counts).sum();
    long wanted = Math.max(parallel, (rows + mostRows - 1) / mostRows);
    int parts = Math.toIntExact(Math.max(1, Math.min(wanted, batches.length)));
    long[] firsts = new long[parts];
    int filled = 0;
    long before = 0;
    for (int i = 0; i < batches.length; i++) {
      // The next range begins where its share of all samples does.
      if (filled < parts && before >= filled * rows / parts) {
        firsts[filled++] = batches[i];
      }
      before += counts[i];
    }
    return new OrdinalRanges(batchSize, rows, Arrays.copyOf(firsts, Math.max(1, filled)));
  }

  /** Samples in all ranges together. */
  public long rows() {
    return rows;
  }

  @Override
  public int numPartitions() {
    return firsts.length;
  }

  @Override
  public int getPartition(Object ordinal) {
    int found = Arrays.binarySearch(firsts, (Long) ordinal / batchSize);
    return found >= 0 ? found : Math.max(0, -found - 2);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OrdinalRanges that
        && that.batchSize == batchSize
        && Arrays.equals(that.firsts, firsts);
  }

  @Override
  public int hashCode() {
    return 31 * batchSize + Arrays.hashCode(firsts);
  }
}
