package org.histloss.dataprep;

import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs how far a long stage is, in tenths of its tasks. */
final class TaskProgress extends SparkListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskProgress.class);
  private static final int STEPS = 10;

  private final SparkSession spark;
  private final String what;
  private int total;
  private int done;

  private TaskProgress(SparkSession spark, String what) {
    this.spark = spark;
    this.what = what;
  }

  /** Begins to listen; {@link #close()} ends it. */
  static TaskProgress of(SparkSession spark, String what) {
    TaskProgress progress = new TaskProgress(spark, what);
    spark.sparkContext().addSparkListener(progress);
    spark.sparkContext().setJobDescription(what);
    return progress;
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    total += submitted.stageInfo().numTasks();
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (!end.taskInfo().successful()) {
      return;
    }
    int before = done * STEPS / Math.max(1, total);
    done++;
    if (done * STEPS / Math.max(1, total) > before) {
      LOG.info("{}: {} of {} parts", what, done, total);
    }
  }

  @Override
  public void close() {
    spark.sparkContext().removeSparkListener(this);
    spark.sparkContext().setJobDescription(null);
  }
}
