package org.histloss.training;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.collection.JavaConverters;

/**
 * What Spark takes of a round's jobs before and after the workers' own time, as its scheduler
 * reports it: the way of the task that ends last, on the driver's clock.
 */
final class TaskTimes extends SparkListener implements AutoCloseable {
  /** How the jobs of rounds are described; those of a segment's preparation are not. */
  static final String DESCRIPTION = "round ";

  private final SparkContext spark;
  private final Map<Integer, Job> jobOfStage = new HashMap<>();
  private final Map<Integer, Job> jobs = new HashMap<>();
  private long schedule;
  private long collect;

  private TaskTimes(SparkContext spark) {
    this.spark = spark;
  }

  /**
   * Milliseconds.
   *
   * @param schedule from handing a job in to the start of the task that ends last
   * @param collect from that task's end, its result's serialization included, to the job's end
   */
  record Taken(long schedule, long collect) {}

  /** A job under way; times in milliseconds on the driver's clock. */
  private static final class Job {
    private final long handedIn;
    private long launched;
    private long finished;
    private long working;

    Job(long handedIn) {
      this.handedIn = handedIn;
    }
  }

  /** Listens until it is closed. */
  static TaskTimes of(SparkContext spark) {
    TaskTimes times = new TaskTimes(spark);
    spark.addSparkListener(times);
    return times;
  }

  /**
   * What was reported since the last call. Spark reports a little late, so the last milliseconds of
   * a round may count for the next one; none are lost.
   */
  synchronized Taken lap() {
    Taken taken = new Taken(schedule, collect);
    schedule = 0;
    collect = 0;
    return taken;
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart start) {
    String description = start.properties().getProperty("spark.job.description", "");
    if (description.startsWith(DESCRIPTION)) {
      Job job = new Job(start.time());
      jobs.put(start.jobId(), job);
      for (Object stage : JavaConverters.seqAsJavaList(start.stageIds())) {
        jobOfStage.put((Integer) stage, job);
      }
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    Job job = jobOfStage.get(end.stageId());
    boolean counts = job != null && end.taskMetrics() != null && end.taskInfo().successful();
    if (counts && end.taskInfo().finishTime() >= job.finished) {
      job.launched = end.taskInfo().launchTime();
      job.finished = end.taskInfo().finishTime();
      job.working =
          end.taskMetrics().executorDeserializeTime() + end.taskMetrics().executorRunTime();
    }
  }

  @Override
  public synchronized void onJobEnd(SparkListenerJobEnd end) {
    Job job = jobs.remove(end.jobId());
    if (job != null) {
      jobOfStage.values().removeIf(other -> other == job);
      if (job.launched > 0) {
        schedule += job.launched - job.handedIn;
        collect += Math.max(0, end.time() - job.launched - job.working);
      }
    }
  }

  @Override
  public void close() {
    spark.removeSparkListener(this);
  }
}
