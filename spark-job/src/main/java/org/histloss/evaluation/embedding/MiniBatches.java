package org.histloss.evaluation.embedding;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.histloss.dataset.SampleSchema;
import scala.Tuple2;

/**
 * Which samples are embedded together: of the embedded samples in ordinal order the first so many,
 * the next so many, and so on. Every mini-batch but the last is full, though a split's ordinals
 * have gaps, for the identities between them are of other splits.
 */
final class MiniBatches implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long rows;

  /** The first ordinal of each mini-batch, ascending: a number in so many samples. */
  private final long[] firsts;

  private MiniBatches(long rows, long[] firsts) {
    this.rows = rows;
    this.firsts = firsts;
  }

  /**
   * Those of samples that the driver knows.
   *
   * @param ordinals of all samples, ascending
   * @param size samples in each but the last, at least 1
   */
  static MiniBatches of(long[] ordinals, int size) {
    long[] firsts = new long[(ordinals.length + size - 1) / size];
    Arrays.setAll(firsts, i -> ordinals[i * size]);
    return new MiniBatches(ordinals.length, firsts);
  }

  /**
   * Those of samples that the driver does not know; Spark sorts their ordinals.
   *
   * @param samples rows with the columns of {@link SampleSchema#samples()}
   * @param size samples in each but the last, at least 1
   */
  static MiniBatches of(Dataset<Row> samples, int size) {
    Dataset<Long> ordinals =
        samples.select(SampleSchema.ORDINAL).as(Encoders.LONG()).orderBy(SampleSchema.ORDINAL);
    List<Long> firsts =
        ordinals
            .toJavaRDD()
            .zipWithIndex()
            .filter(place -> place._2() % size == 0)
            .map(Tuple2::_1)
            .collect();
    return new MiniBatches(samples.count(), firsts.stream().mapToLong(Long::longValue).toArray());
  }

  /** Samples in all of them together. */
  long rows() {
    return rows;
  }

  /** How many there are. */
  int count() {
    return firsts.length;
  }

  /** The number of the mini-batch that a sample's ordinal belongs to, from 0. */
  int of(long ordinal) {
    int found = Arrays.binarySearch(firsts, ordinal);
    return found >= 0 ? found : Math.max(0, -found - 2);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MiniBatches that
        && that.rows == rows
        && Arrays.equals(that.firsts, firsts);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(rows) + Arrays.hashCode(firsts);
  }
}
