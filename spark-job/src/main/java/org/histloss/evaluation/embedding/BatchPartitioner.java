package org.histloss.evaluation.embedding;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.Partitioner;

/**
 * Deals whole mini-batches to partitions, in turn. How many partitions there are changes where a
 * mini-batch is embedded, not what lies in it.
 */
final class BatchPartitioner extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final MiniBatches batches;
  private final int partitions;

  BatchPartitioner(MiniBatches batches, int partitions) {
    this.batches = batches;
    this.partitions = partitions;
  }

  /**
   * So many partitions that {@code parallel} of them together hold about {@code rows} samples: then
   * a slice of that size keeps all slots at work.
   *
   * @param rows samples that one Spark job may bring, at least 1
   * @param parallel tasks that run at once
   */
  static BatchPartitioner of(MiniBatches batches, long rows, int parallel) {
    long slices = (batches.rows() + rows - 1) / rows;
    long wanted = Math.min(batches.count(), Math.max(1, slices) * parallel);
    return new BatchPartitioner(batches, Math.toIntExact(Math.max(1, wanted)));
  }

  /** The mini-batches that are dealt. */
  MiniBatches batches() {
    return batches;
  }

  /**
   * All partitions in order, cut into slices.
   *
   * @param ordinals of the samples
   * @param rows most samples in a slice, but a slice has a partition at least
   */
  List<int[]> slices(long[] ordinals, long rows) {
    long[] counts = new long[partitions];
    for (long ordinal : ordinals) {
      counts[getPartition(ordinal)]++;
    }
    List<int[]> slices = new ArrayList<>();
    int from = 0;
    long held = 0;
    for (int p = 0; p < partitions; p++) {
      if (p > from && held + counts[p] > rows) {
        slices.add(IntStream.range(from, p).toArray());
        from = p;
        held = 0;
      }
      held += counts[p];
    }
    slices.add(IntStream.range(from, partitions).toArray());
    return slices;
  }

  @Override
  public int numPartitions() {
    return partitions;
  }

  @Override
  public int getPartition(Object ordinal) {
    return batches.of((Long) ordinal) % partitions;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BatchPartitioner that
        && that.batches.equals(batches)
        && that.partitions == partitions;
  }

  @Override
  public int hashCode() {
    return 31 * batches.hashCode() + partitions;
  }
}
