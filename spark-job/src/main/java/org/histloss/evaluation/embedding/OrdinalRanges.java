package org.histloss.evaluation.embedding;

import java.util.Arrays;
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

  private final MiniBatches batches;

  /** Each partition's first mini-batch, ascending. */
  private final int[] firsts;

  private OrdinalRanges(MiniBatches batches, int[] firsts) {
    this.batches = batches;
    this.firsts = firsts;
  }

  /**
   * Ranges of about as many samples each; a Spark job sorts the ordinals.
   *
   * @param samples rows with the columns of {@link SampleSchema#samples()}
   * @param batchSize the {@link Embedder}'s
   * @param parallel tasks that run at once: so many partitions at least, if there are as many
   *     mini-batches
   * @param most samples of a partition, about
   */
  public static OrdinalRanges of(Dataset<Row> samples, int batchSize, int parallel, long most) {
    return of(MiniBatches.of(samples, batchSize), parallel, most);
  }

  /** The same of mini-batches that are known. */
  static OrdinalRanges of(MiniBatches batches, int parallel, long most) {
    long wanted = Math.max(parallel, (batches.rows() + most - 1) / most);
    int parts = Math.toIntExact(Math.max(1, Math.min(wanted, batches.count())));
    int[] firsts = new int[parts];
    Arrays.setAll(firsts, part -> (int) ((long) part * batches.count() / parts));
    return new OrdinalRanges(batches, firsts);
  }

  /** Samples in all ranges together. */
  public long rows() {
    return batches.rows();
  }

  /** The mini-batches that are dealt. */
  MiniBatches batches() {
    return batches;
  }

  @Override
  public int numPartitions() {
    return firsts.length;
  }

  @Override
  public int getPartition(Object ordinal) {
    int found = Arrays.binarySearch(firsts, batches.of((Long) ordinal));
    return found >= 0 ? found : Math.max(0, -found - 2);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OrdinalRanges that
        && that.batches.equals(batches)
        && Arrays.equals(that.firsts, firsts);
  }

  @Override
  public int hashCode() {
    return 31 * batches.hashCode() + Arrays.hashCode(firsts);
  }
}
