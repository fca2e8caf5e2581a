package org.histloss.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.Settings.AverageBy;
import org.histloss.loss.BatchStatistics;
import org.histloss.loss.Nodes;
import org.histloss.loss.SimilarityHistogram;
import org.histloss.training.BatchNormSlots.Slot;
import org.histloss.training.RoundResult.BatchResult;
import org.junit.jupiter.api.Test;

class ReplicaAverageTest {
  private static final ReplicaAverage PLAIN =
      new ReplicaAverage(new BatchNormSlots(List.of()), AverageBy.BATCHES, true);

  private static final ReplicaAverage WITHOUT_UPDATER =
      new ReplicaAverage(new BatchNormSlots(List.of()), AverageBy.BATCHES, false);

  private static ReplicaState average(ReplicaAverage arithmetic, List<RoundResult> results) {
    return new Replicas.Gathered(results, arithmetic).average().replica();
  }

  private static RoundResult result(int worker, int batches, float[] parameters, float... updater) {
    List<BatchResult> seen =
        new ArrayList<>(Collections.nCopies(batches, new BatchResult(0, null, 0)));
    ReplicaState state = batches == 0 ? null : new ReplicaState(parameters, updater);
    return new RoundResult(worker, state, seen, 0, new RoundResult.Timings(0, 0, 0), null, null);
  }

  @Test
  void weights_are_the_batches_seen() {
    ReplicaState average =
        average(
            PLAIN,
            List.of(result(0, 3, new float[] {1, 10}, 4), result(1, 1, new float[] {5, -10}, 8)));
    assertThat(average.parameters()).containsExactly(2f, 5f);
    assertThat(average.updater()).containsExactly(5f);
  }

  @Test
  void a_worker_without_a_batch_takes_no_part() {
    ReplicaState average =
        average(
            PLAIN,
            List.of(
                result(0, 2, new float[] {1}, 1),
                result(1, 0, null),
                result(2, 2, new float[] {3}, 3)));
    assertThat(average.parameters()).containsExactly(2f);
    assertThat(average.updater()).containsExactly(2f);
  }

  @Test
  void a_reset_updater_starts_from_zero() {
    ReplicaState average = average(WITHOUT_UPDATER, List.of(result(0, 1, new float[] {1}, 7, 8)));
    assertThat(average.updater()).containsExactly(0f, 0f);
  }

  @Test
  void sums_follow_one_tree_in_double() {
    // 1e8 and -1e8 meet in the tree's left half, so that the small numbers survive.
    float[][] values = {{1e8f}, {-1e8f}, {1f}, {3f}};
    List<RoundResult> results = new ArrayList<>();
    for (int w = 0; w < values.length; w++) {
      results.add(result(w, 1, values[w]));
    }
    assertThat(average(PLAIN, results).parameters()).containsExactly(1f);
  }

  @Test
  void variances_are_those_of_the_mixture() {
    // Worker 0: mean 1, variance 2; worker 1: mean 5, variance 4; equal weights.
    ReplicaAverage average =
        new ReplicaAverage(
            new BatchNormSlots(List.of(new Slot("norm", 0, 1, 1))), AverageBy.BATCHES, true);
    ReplicaState mixture =
        average(
            average, List.of(result(0, 2, new float[] {1, 2}), result(1, 2, new float[] {5, 4})));
    assertThat(mixture.parameters()).containsExactly(3f, 7f);
  }

  @Test
  void divergence_is_the_mean_way_from_the_average_without_batch_norm_statistics() {
    ReplicaAverage average =
        new ReplicaAverage(
            new BatchNormSlots(List.of(new Slot("norm", 2, 3, 1))), AverageBy.BATCHES, true);
    List<RoundResult> results =
        List.of(
            result(0, 1, new float[] {3, 5, 100, 7}), result(1, 1, new float[] {3, 3, -100, 9}));
    // w̄ = (3, 4), both replicas lie 1 from it.
    assertThat(new Replicas.Gathered(results, average).average().divergence()).isEqualTo(0.2);
  }

  @Test
  void nothing_to_average_is_refused() {
    assertThatThrownBy(() -> average(PLAIN, List.of(result(0, 0, null))))
        .hasMessageContaining("no worker had a batch");
  }

  @Test
  void on_the_executors_replicas_average_to_the_same_bits() {
    Random random = new Random(11);
    BatchNormSlots slots =
        new BatchNormSlots(
            // The second layer's means cross the border of two pieces.
            List.of(new Slot("norm", 3, 5, 2), new Slot("next", ReplicaAverage.PIECE - 2, 9, 5)));
    ReplicaAverage arithmetic = new ReplicaAverage(slots, AverageBy.BATCHES, true);
    try (SparkSession spark = LocalSpark.open("local[2]")) {
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      int numbers = ReplicaAverage.PIECE + 40;
      for (int workers : new int[] {1, 2, 3, 5, 6, 7, 13}) {
        List<RoundResult> results = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
          // The last of many has no batch.
          int batches = worker > 0 && worker == workers - 1 ? 0 : 1 + random.nextInt(9);
          results.add(
              result(worker, batches, floats(random, numbers), floats(random, 2 * numbers)));
        }
        Replicas.Mean here = new Replicas.Gathered(results, arithmetic).average();
        SpreadReplicas there =
            SpreadReplicas.of(
                context.parallelize(results, workers), arithmetic, results.get(0).state(), workers);
        Replicas.Mean spread = there.average();
        assertThat(spread.replica().parameters()).isEqualTo(here.replica().parameters());
        assertThat(spread.replica().updater()).isEqualTo(here.replica().updater());
        assertThat(spread.divergence()).isEqualTo(here.divergence());
        assertThat(there.results()).hasSize(workers).allMatch(result -> result.state() == null);
      }
    }
  }

  private static float[] floats(Random random, int count) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) random.nextGaussian();
    }
    return floats;
  }

  @Test
  void by_pairs_a_replica_weighs_what_its_mini_batches_hold() {
    RoundResult two = counted(0, new float[] {0}, 2);
    RoundResult five = counted(1, new float[] {11}, 5);
    ReplicaAverage byPairs =
        new ReplicaAverage(new BatchNormSlots(List.of()), AverageBy.PAIRS, true);
    // One pair and ten pairs.
    assertThat(average(byPairs, List.of(two, five)).parameters()).containsExactly(10f);
    assertThat(average(PLAIN, List.of(two, five)).parameters()).containsExactly(5.5f);
  }

  /** A replica that saw one mini-batch of so many rows. */
  private static RoundResult counted(int worker, float[] parameters, int rows) {
    SimilarityHistogram histogram = new SimilarityHistogram(new Nodes(2));
    for (int pair = 0; pair < rows * (rows - 1) / 2; pair++) {
      histogram.accept(0.5, pair % 2 == 0);
    }
    BatchStatistics statistics = new BatchStatistics(0, 0, histogram, histogram, 0, 0, 1, 0);
    return new RoundResult(
        worker,
        new ReplicaState(parameters, new float[0]),
        List.of(new BatchResult(worker, statistics, 0)),
        rows,
        new RoundResult.Timings(0, 0, 0),
        null,
        null);
  }
}
