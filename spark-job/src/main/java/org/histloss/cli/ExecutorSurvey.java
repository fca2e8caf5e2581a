package org.histloss.cli;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockManagerAdded;
import org.histloss.network.NativeBackend;

/** Asks each executor what it computes with. */
final class ExecutorSurvey {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A round reaches every executor that is free; more are for those that come late. */
  private static final int ROUNDS = 3;

  private static final Pattern LOCAL_CLUSTER = Pattern.compile("local-cluster\\[\\s*(\\d+).*");

  private final JavaSparkContext context;
  private final int asked;

  /**
   * One executor's answer.
   *
   * @param executor its id
   * @param backend what computes there
   */
  record Answer(String executor, NativeBackend backend) implements Serializable {}

  /**
   * What was seen.
   *
   * @param answers one an executor
   * @param executors that were asked for or have registered, whichever are more
   */
  record Seen(List<Answer> answers, int executors) {
    /** {@code 2 of 3 executors on 2 hosts}. */
    String count() {
      long hosts = answers.stream().map(answer -> answer.backend().host()).distinct().count();
      return answers.size()
          + " of "
          + plural(executors, "executor")
          + " on "
          + plural(hosts, "host");
    }

    boolean complete() {
      return answers.size() >= executors;
    }

    /** Executors whose results would differ from this backend's. */
    List<Answer> unlike(NativeBackend driver) {
      return answers.stream().filter(answer -> !answer.backend().computesLike(driver)).toList();
    }

    private static String plural(long count, String noun) {
      return count + " " + noun + (count == 1 ? "" : "s");
    }
  }

  ExecutorSurvey(JavaSparkContext context) {
    this.context = context;
    this.asked = asked(context.getConf());
  }

  /** How many executors the configuration asks for; 0 where it leaves that to the cluster. */
  static int asked(SparkConf conf) {
    String master = conf.get("spark.master");
    Matcher processes = LOCAL_CLUSTER.matcher(master);
    if (processes.matches()) {
      return Integer.parseInt(processes.group(1));
    }
    if (conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
      return 0;
    }
    if (master.startsWith("spark:")) {
      int cores = conf.getInt("spark.executor.cores", 0);
      return cores == 0 ? 0 : conf.getInt("spark.cores.max", 0) / cores;
    }
    return conf.getInt("spark.executor.instances", 0);
  }

  /** Waits for the executors that were asked for, but not for ever, then asks all there are. */
  Seen run() {
    awaitRegistration();
    Map<String, Answer> answers = new TreeMap<>();
    for (int round = 0; round < ROUNDS && (round == 0 || answers.size() < registered()); round++) {
      ask().forEach(answer -> answers.put(answer.executor(), answer));
    }
    int executors = Math.max(answers.size(), Math.max(asked, registered()));
    return new Seen(new ArrayList<>(answers.values()), executors);
  }

  private List<Answer> ask() {
    int tasks = 2 * Math.max(context.defaultParallelism(), registered());
    return context
        .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
        .map(task -> new Answer(SparkEnv.get().executorId(), NativeBackend.ofThisJvm()))
        .distinct()
        .collect();
  }

  /** Executors that can take tasks now; the driver is in Spark's list too. */
  private int registered() {
    return context.sc().getExecutorMemoryStatus().size() - 1;
  }

  private void awaitRegistration() {
    Semaphore added = new Semaphore(0);
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onBlockManagerAdded(SparkListenerBlockManagerAdded event) {
            added.release();
          }
        };
    context.sc().addSparkListener(listener);
    try {
      long end = System.nanoTime() + PATIENCE.toNanos();
      boolean inTime = true;
      while (inTime && registered() < asked) {
        inTime = added.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      context.sc().removeSparkListener(listener);
    }
  }
}
