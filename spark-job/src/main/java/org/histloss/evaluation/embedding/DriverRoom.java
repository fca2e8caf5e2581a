package org.histloss.evaluation.embedding;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.histloss.dataset.JobException;

/**
 * How much the driver can take, in bytes. Embeddings come to its heap a slice at a time and are
 * kept outside of it.
 *
 * @param heap its heap at most
 * @param machine memory of its machine or container, heap included
 * @param maxResult {@code spark.driver.maxResultSize}: most that one Spark job may return
 */
public record DriverRoom(long heap, long machine, long maxResult) {
  /** More at once is of no use. */
  private static final long LARGEST_SLICE = 256L << 20;

  /** What the heap holds of a sample besides its embedding: names, roles, ranks; an estimate. */
  private static final long FACTS = 500;

  /** An ordinal, and what Java's serialisation writes around a row. */
  private static final long ROW = 40;

  /** The room of the driver that runs now. */
  public static DriverRoom of(SparkConf conf) {
    // Unlike Spark, the JVM knows of a container's limit.
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long result = conf.getSizeAsBytes("spark.driver.maxResultSize", "1g");
    return new DriverRoom(
        Runtime.getRuntime().maxMemory(),
        system.getTotalMemorySize(),
        result > 0 ? result : Long.MAX_VALUE);
  }

  /** Bytes of one embedding on its way to the driver. */
  public static long rowBytes(int dimension) {
    return (long) Float.BYTES * dimension + ROW;
  }

  /**
   * Bytes of embeddings that one Spark job brings: far below what Spark allows, as it counts its
   * own bookkeeping too, and below the heap, where they lie twice for a moment.
   */
  public long slice() {
    return Math.max(1, Math.min(LARGEST_SLICE, Math.min(maxResult / 4, heap / 16)));
  }

  /**
   * Whether embeddings are better brought to the driver than left on the executors: they take at
   * most a quarter of what its machine has beside the heap, even when half of them are copied once.
   */
  public boolean suits(long samples, int dimension) {
    long bytes = samples * Float.BYTES * dimension * 2;
    return bytes <= (machine - heap) / 4;
  }

  /**
   * Refuses embeddings for which there can't be room; to be called before any is made.
   *
   * @param name of the embedding, such as {@code model}
   * @param samples of the split
   * @param dimension numbers in one embedding
   * @param kept numbers a sample that are held beside it
   * @param batch most samples embedded at once
   * @throws JobException exit code 20
   */
  public void check(String name, long samples, int dimension, int kept, int batch) {
    checkFacts(samples);
    long onHeap = onHeap(samples);
    long outside = samples * Float.BYTES * ((long) dimension + kept);
    if (outside > machine - onHeap) {
      throw JobException.badConfiguration(
          "%s: %d embeddings of %d numbers take %s of the driver's machine: must be at most %s%s",
          name, samples, dimension, megabytes(outside), megabytes(machine - onHeap), remedy(kept));
    }
    long together = Math.min(batch, samples) * rowBytes(dimension);
    if (together > maxResult / 2) {
      throw JobException.badConfiguration(
          "evaluation.embed-batch = %d: so many embeddings of %d numbers (%s) are %s: must be at"
              + " most %s, half of spark.driver.maxResultSize",
          batch, dimension, name, megabytes(together), megabytes(maxResult / 2));
    }
  }

  /**
   * Refuses more samples than the heap can hold names, roles and ranks of, wherever their
   * embeddings lie.
   *
   * @throws JobException exit code 20
   */
  public void checkFacts(long samples) {
    if (onHeap(samples) > heap) {
      throw JobException.badConfiguration(
          "evaluation.split: %d samples take %s of the driver's heap: must be at most %s; give more"
              + " by spark.driver.memory",
          samples, megabytes(onHeap(samples)), megabytes(heap));
    }
  }

  /**
   * Refuses more ranks than the heap can hold beside the samples: of each query those of all its
   * relevant items are kept. A few large identities have as many as all samples together squared.
   *
   * @param ranks of all queries together
   * @throws JobException exit code 20
   */
  public void checkRanks(long samples, long ranks) {
    long bytes = Integer.BYTES * ranks;
    if (bytes > heap - onHeap(samples)) {
      throw JobException.badConfiguration(
          "evaluation.split: the ranks of %d relevant items over all queries take %s of the driver's"
              + " heap: must be at most %s; give more by spark.driver.memory",
          ranks, megabytes(bytes), megabytes(Math.max(0, heap - onHeap(samples))));
    }
  }

  private long onHeap(long samples) {
    return samples * FACTS + 2 * slice();
  }

  /** What is made while the model's embeddings are kept is a baseline. */
  private static String remedy(int kept) {
    return kept > 0 ? "; leave it out by --set evaluation.baselines=false" : "";
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MB", (bytes + (1 << 20) - 1) >> 20);
  }
}
