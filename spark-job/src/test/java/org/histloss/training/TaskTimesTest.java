package org.histloss.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Spark's own share of a round's jobs. */
class TaskTimesTest {
  private static final int NAP_MILLIS = 300;

  /** Two tasks on one slot, each of which naps. */
  private static void job(JavaSparkContext spark, String description) {
    spark.setJobDescription(description);
    spark
        .parallelize(List.of(0, 1), 2)
        .map(
            worker -> {
              Thread.sleep(NAP_MILLIS);
              return worker;
            })
        .collect();
    spark.setJobDescription(null);
  }

  @Test
  void a_task_that_queues_for_a_slot_counts_as_scheduling_and_its_own_time_does_not()
      throws Exception {
    try (SparkSession session = LocalSpark.open("local[1]");
        TaskTimes times = TaskTimes.of(session.sparkContext())) {
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
      job(spark, "segment 1");
      job(spark, TaskTimes.DESCRIPTION + "1/1");
      session.sparkContext().listenerBus().waitUntilEmpty();
      TaskTimes.Taken taken = times.lap();

      assertThat(taken.schedule()).isBetween((long) NAP_MILLIS, 2L * NAP_MILLIS - 1);
      assertThat(taken.collect()).isBetween(0L, NAP_MILLIS - 1L);
      assertThat(times.lap()).isEqualTo(new TaskTimes.Taken(0, 0));
    }
  }
}
