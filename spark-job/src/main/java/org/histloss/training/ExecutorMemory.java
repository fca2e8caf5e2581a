package org.histloss.training;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.histloss.config.Settings;
import org.histloss.dataset.DatasetManifest.SampleShape;
import org.histloss.dataset.JobException;
import org.histloss.network.NetworkMemory;
import org.histloss.network.Networks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What training takes of an executor's memory, held against what executors are given.
 *
 * @param slots tasks at a time
 * @param heap bytes on the heap
 * @param offHeap bytes outside of it: networks, the native library, the JVM itself
 */
public record ExecutorMemory(int slots, long heap, long offHeap) {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorMemory.class);
  private static final long MEGABYTE = 1L << 20;

  private static final Pattern LOCAL = Pattern.compile("local\\[(\\d+|\\*)(?:,.*)?\\]");

  /** Spark's reserve, its code's data, a shuffle's buffers. */
  private static final long SPARK_HEAP = 400 * MEGABYTE;

  /**
   * Needs of a run by its settings.
   *
   * @param shape of a sample
   */
  public static ExecutorMemory of(SparkConf conf, Settings settings, SampleShape shape) {
    ComputationGraph network = new ComputationGraph(Networks.configure(settings, shape, 1));
    network.init();
    long batch = batchSize(settings.batch());
    long state = ReplicaState.of(network).bytes();
    int slots = slots(conf);
    long samples = 2L * batch * shape.size() * Float.BYTES;
    // The broadcast once; in each slot a replica, its serialised form and that as a result block.
    long heap = SPARK_HEAP + state + slots * (3 * state + samples);
    long offHeap =
        NetworkMemory.PROCESS_BYTES
            + slots * NetworkMemory.trainingBytes(network.getConfiguration(), shape, batch);
    return new ExecutorMemory(slots, heap, offHeap);
  }

  private static long batchSize(Settings.Batch batch) {
    return switch (batch.sampler()) {
      case IDENTITIES -> (long) batch.identities() * batch.samplesPerIdentity();
      case PAPER -> batch.size();
    };
  }

  /** Tasks that run in one executor at a time, or in the driver where there is none. */
  private static int slots(SparkConf conf) {
    Matcher local = LOCAL.matcher(conf.get("spark.master", ""));
    int cores = conf.getInt("spark.executor.cores", 1);
    if (local.matches()) {
      String threads = local.group(1);
      cores =
          threads.equals("*")
              ? Runtime.getRuntime().availableProcessors()
              : Integer.parseInt(threads);
    }
    return Math.max(1, cores / Math.max(1, conf.getInt("spark.task.cpus", 1)));
  }

  /** Bytes of an executor's heap by the configuration. */
  static long givenHeap(SparkConf conf) {
    return conf.getSizeAsBytes("spark.executor.memory", "1g");
  }

  /** Bytes outside its heap that a container gives it. */
  static long givenOverhead(SparkConf conf) {
    if (conf.contains("spark.executor.memoryOverhead")) {
      return conf.getSizeAsMb("spark.executor.memoryOverhead") * MEGABYTE;
    }
    double factor = conf.getDouble("spark.executor.memoryOverheadFactor", 0.1);
    return Math.max(384 * MEGABYTE, (long) (factor * givenHeap(conf)));
  }

  /**
   * Refuses what cannot fit. Nothing is asked where tasks run in the driver's process.
   *
   * @throws JobException exit code 20 with the setting to change
   */
  public void check(SparkConf conf) {
    String master = conf.get("spark.master");
    if (master.startsWith("local") && !master.startsWith("local-cluster")) {
      return;
    }
    if (heap > givenHeap(conf)) {
      throw refuse("spark.executor.memory", givenHeap(conf), heap);
    }
    // A standalone Worker counts heaps alone; YARN and Kubernetes end what grows beyond.
    boolean container = master.startsWith("yarn") || master.startsWith("k8s");
    if (container && offHeap > givenOverhead(conf)) {
      throw refuse("spark.executor.memoryOverhead", givenOverhead(conf), offHeap);
    }
  }

  private JobException refuse(String key, long given, long needed) {
    return JobException.badConfiguration(
        "%s = %d MB: must be at least %d MB for this network and batch in %d task slots of an"
            + " executor",
        key, given / MEGABYTE, megabytes(needed), slots);
  }

  private static long megabytes(long bytes) {
    return (bytes + MEGABYTE - 1) / MEGABYTE;
  }

  /** Logs needs and limits once for each executor that is there or comes. */
  void logFor(SparkContext spark) {
    SparkConf conf = spark.conf();
    if (spark.isLocal()) {
      LOG.info("training needs {}", this);
      return;
    }
    spark.addSparkListener(
        new SparkListener() {
          @Override
          public void onExecutorAdded(SparkListenerExecutorAdded event) {
            log(event.executorInfo().executorHost() + ", number " + event.executorId(), conf);
          }
        });
    for (SparkExecutorInfo there : spark.statusTracker().getExecutorInfos()) {
      log(there.host() + ":" + there.port(), conf);
    }
  }

  private void log(String executor, SparkConf conf) {
    LOG.info(
        "executor on {}: training needs {}; it has {} MB of heap and {} MB beside it",
        executor,
        this,
        givenHeap(conf) / MEGABYTE,
        givenOverhead(conf) / MEGABYTE);
  }

  /** Needs in words. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d MB of heap and %d MB beside it for %d task slot%s",
        megabytes(heap),
        megabytes(offHeap),
        slots,
        slots == 1 ? "" : "s");
  }
}
