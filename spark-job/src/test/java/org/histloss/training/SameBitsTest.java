package org.histloss.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.histloss.batch.Seeds;
import org.histloss.config.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One seed gives the same parameters, bit for bit, with batch norm, dropout, augmentation, ragged
 * batches, a ragged last round and several segments.
 */
class SameBitsTest {
  @TempDir Path folder;
  private SparkSession spark;
  private Path data;

  @AfterEach
  void stop() {
    spark.stop();
  }

  private void start(String master) {
    spark = LocalSpark.open(master);
    if (data == null) {
      data = TinyDataset.prepare(spark, folder, 24);
    }
  }

  private static Settings settings(String... more) {
    return TinyRun.settings(more);
  }

  private final class Run {
    private final TinyRun run;

    Run(Settings settings) {
      run = new TinyRun(spark, data, settings);
    }

    float[] train(UnaryOperator<JavaRDD<DataSet>> disturbance) {
      return run.train(disturbance);
    }

    /** The same batches in the same order, fitted one after the other without averaging. */
    float[] trainPlainly() {
      int step = 0;
      for (DataSet batch : run.batches()) {
        Nd4j.getRandom().setSeed(Seeds.mix(run.settings.training().seed(), step));
        run.network.getConfiguration().setIterationCount(step++);
        run.network.fit(batch);
      }
      return run.network.params().dup().data().asFloat();
    }
  }

  @Test
  void one_core_two_cores_and_a_task_that_fails_once_and_twice() {
    start("local[1]");
    float[] oneCore = new Run(settings()).train(rdd -> rdd);
    spark.stop();

    start("local[2,4]");
    Run twoCores = new Run(settings());
    assertThat(twoCores.train(rdd -> rdd)).isEqualTo(oneCore);
    assertThat(twoCores.run.metrics.stream().map(RoundMetrics::weights))
        .containsExactly(List.of(3, 3), List.of(3, 3), List.of(1, 0));

    for (int times = 1; times <= 2; times++) {
      int failures = times;
      BROKEN_DOWN.set(0);
      assertThat(new Run(settings()).train(rdd -> failing(rdd, failures))).isEqualTo(oneCore);
      assertThat(BROKEN_DOWN).hasValue(2 * times);
    }
  }

  /** Attempts that broke down; the tasks run in this JVM. */
  private static final AtomicInteger BROKEN_DOWN = new AtomicInteger();

  /** The second worker's first attempts at each round break down after their second batch. */
  private static JavaRDD<DataSet> failing(JavaRDD<DataSet> batches, int times) {
    return batches.mapPartitionsWithIndex(
        (partition, iterator) ->
            partition % 2 == 1 && TaskContext.get().attemptNumber() < times
                ? breakingDown(iterator, 2)
                : iterator,
        true);
  }

  private static Iterator<DataSet> breakingDown(Iterator<DataSet> batches, int after) {
    return new Iterator<>() {
      private int given;

      @Override
      public boolean hasNext() {
        return batches.hasNext();
      }

      @Override
      public DataSet next() {
        if (given++ == after) {
          BROKEN_DOWN.incrementAndGet();
          throw new IllegalStateException("this attempt breaks down");
        }
        return batches.next();
      }
    };
  }

  @Test
  void another_seed_gives_other_parameters() {
    start("local[2]");
    float[] one = new Run(settings()).train(rdd -> rdd);
    assertThat(new Run(settings("training.seed=2")).train(rdd -> rdd)).isNotEqualTo(one);
  }

  @Test
  void segments_do_not_matter() {
    start("local[2]");
    float[] many = new Run(settings()).train(rdd -> rdd);
    assertThat(new Run(settings("data.segment-partitions=100")).train(rdd -> rdd)).isEqualTo(many);
  }

  @Test
  void one_worker_with_period_one_is_plain_local_training() {
    start("local[2]");
    String[] alone = {"training.workers=1", "training.averaging-period=1"};
    assertThat(new Run(settings(alone)).train(rdd -> rdd))
        .isEqualTo(new Run(settings(alone)).trainPlainly());
  }

  @Test
  void period_one_and_plain_sgd_is_one_step_on_the_mean_gradient() {
    start("local[2]");
    String[] sgd = {
      "training.averaging-period=1",
      "training.steps=2",
      "training.updater=sgd",
      "training.schedule=constant",
      "training.weight-decay=0",
      "network.name=mlp",
      "network.hidden=[]",
      "network.dropout=0"
    };
    float[] averaged = new Run(settings(sgd)).train(rdd -> rdd);

    TinyRun mean = new Run(settings(sgd)).run;
    float[] start = mean.network.params().dup().data().asFloat();
    double[] step = new double[start.length];
    for (DataSet batch : mean.batches()) {
      mean.network.setInputs(batch.getFeatures());
      mean.network.setLabels(batch.getLabels());
      mean.network.computeGradientAndScore();
      float[] gradient = mean.network.getFlattenedGradients().dup().data().asFloat();
      for (int i = 0; i < step.length; i++) {
        step[i] += 0.01 * gradient[i] / 2;
      }
    }
    double moved = 0.0;
    for (int i = 0; i < start.length; i++) {
      assertThat((double) averaged[i])
          .isCloseTo(start[i] - step[i], org.assertj.core.api.Assertions.within(1e-6));
      moved = Math.max(moved, Math.abs(step[i]));
    }
    assertThat(moved).isGreaterThan(1e-4);
  }
}
