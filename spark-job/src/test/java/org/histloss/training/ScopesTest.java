package org.histloss.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** What the histogram scopes make of training, through Spark. */
class ScopesTest {
  private static final String[] ONE_SGD_STEP = {
    "training.histogram-scope=global",
    "training.averaging-period=1",
    "training.steps=3",
    "training.workers=3",
    "training.updater=sgd",
    "training.schedule=constant",
    "training.weight-decay=0",
    "training.learning-rate=1",
    "network.name=mlp",
    "network.hidden=[]",
    "network.dropout=0"
  };

  @TempDir static Path folder;
  private static SparkSession spark;
  private static Path data;

  @BeforeAll
  static void start() {
    spark = LocalSpark.open("local[2]");
    data = TinyDataset.prepare(spark, folder, 24);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static TinyRun run(String... more) {
    return new TinyRun(spark, data, TinyRun.settings(more));
  }

  private static TinyRun run(String[] some, String... more) {
    List<String> all = new ArrayList<>(List.of(some));
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new));
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  private static float[] parameters(ComputationGraph graph) {
    return graph.params().dup().data().asFloat();
  }

  @Test
  void a_global_step_on_all_pairs_is_one_step_on_one_big_batch() {
    TinyRun distributed = run(ONE_SGD_STEP, "training.pairs=all");
    float[] start = parameters(distributed.network);
    float[] after = distributed.train();

    TinyRun whole = run(ONE_SGD_STEP);
    INDArray gradient = CommonStep.gradient(whole.network, merged(whole.batches()));
    float[] expected = gradient.data().asFloat();
    double longest = 0.0;
    for (int i = 0; i < expected.length; i++) {
      longest = Math.max(longest, Math.abs(expected[i]));
    }
    assertThat(longest).isGreaterThan(1e-3);
    for (int i = 0; i < start.length; i++) {
      assertThat((double) start[i] - after[i]).isCloseTo(expected[i], within(1e-4 * longest));
    }
  }

  /** One mini-batch of several, its labels by identity. */
  private static DataSet merged(List<DataSet> batches) {
    Map<String, Integer> codes = new HashMap<>();
    List<INDArray> features = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (DataSet batch : batches) {
      features.add(batch.getFeatures());
      for (String identity : BatchAssembly.identities(batch)) {
        labels.add(codes.computeIfAbsent(identity, unknown -> codes.size()));
      }
    }
    int[] all = labels.stream().mapToInt(label -> label).toArray();
    return new DataSet(
        Nd4j.concat(0, features.toArray(INDArray[]::new)),
        Nd4j.createFromArray(all).reshape(all.length, 1));
  }

  @Test
  void pairs_across_workers_change_the_step() {
    assertThat(run(ONE_SGD_STEP, "training.pairs=all").train())
        .isNotEqualTo(run(ONE_SGD_STEP).train());
  }

  @Test
  void alone_a_worker_takes_the_same_steps_in_every_scope() {
    // With dropout, batch norm and Adam: the second pass replays the first one's masks.
    String[] alone = {"training.workers=1", "training.averaging-period=2", "training.steps=5"};
    double[] local = doubles(run(alone).train());
    for (String pairs : List.of("within", "all")) {
      TinyRun global = run(alone, "training.histogram-scope=global", "training.pairs=" + pairs);
      assertThat(doubles(global.train())).as(pairs).containsExactly(local, within(2e-5));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"within", "all"})
  void a_global_run_gives_the_same_bits_whatever_the_segments(String pairs) {
    String[] global = {"training.histogram-scope=global", "training.pairs=" + pairs};
    TinyRun one = run(global, "data.segment-partitions=100");
    float[] parameters = one.train();
    assertThat(run(global, "data.segment-partitions=6").train()).isEqualTo(parameters);
    assertThat(one.metrics).hasSize(3);
    assertThat(one.metrics.stream().map(RoundMetrics::weights))
        .containsExactly(List.of(3, 3), List.of(3, 3), List.of(1, 0));
    assertThat(one.metrics.get(0).score()).isPositive();
  }

  @Test
  void pooled_begins_like_batch_and_goes_its_own_way() {
    String[] oneRound = {"training.steps=6"};
    assertThat(run(oneRound, "training.histogram-scope=pooled").train())
        .isEqualTo(run(oneRound).train());
    TinyRun pooled = run("training.histogram-scope=pooled");
    assertThat(pooled.train()).isNotEqualTo(run().train());
    assertThat(pooled.metrics.get(0).score()).isEqualTo(pooled.metrics.get(0).loss());
    assertThat(pooled.metrics.get(1).score()).isNotEqualTo(pooled.metrics.get(1).loss());
  }

  @Test
  void replicas_drift_apart_the_farther_the_longer_the_period() {
    TinyRun often = run("training.averaging-period=1", "training.steps=12");
    TinyRun rarely = run("training.averaging-period=6", "training.steps=12");
    often.train();
    rarely.train();
    assertThat(often.metrics.get(0).divergence()).isPositive();
    assertThat(rarely.metrics.get(0).divergence()).isGreaterThan(often.metrics.get(0).divergence());
  }

  @Test
  void a_warm_start_averages_every_step_and_then_less_often() {
    TinyRun warm = run("training.warm-start=2", "training.steps=18");
    warm.train();
    assertThat(warm.metrics.stream().map(RoundMetrics::averagingPeriod))
        .containsExactly(1, 1, 3, 3, 3);
    assertThat(warm.metrics.get(4).batches()).isEqualTo(18);
    assertThat(warm.metrics.get(4).rounds()).isEqualTo(5);
  }

  @Test
  void a_growing_period_doubles_from_segment_to_segment() {
    TinyRun growing =
        run(
            "training.period-rule=growing",
            "training.averaging-period=1",
            "training.longest-period=4",
            "training.steps=36",
            "data.segment-partitions=4");
    growing.train();
    assertThat(growing.metrics.stream().map(RoundMetrics::averagingPeriod))
        .containsExactly(1, 1, 2, 2, 4, 4, 4);
    assertThat(growing.metrics.get(6).batches()).isEqualTo(36);
  }

  @Test
  void the_period_follows_the_divergence() {
    String[] rule = {
      "training.period-rule=divergence", "training.averaging-period=2", "training.steps=40"
    };
    TinyRun strict = run(rule, "training.target-divergence=1e-9");
    strict.train();
    assertThat(strict.metrics.get(strict.metrics.size() - 1).averagingPeriod()).isEqualTo(1);
    TinyRun lax = run(rule, "training.target-divergence=1e9", "training.longest-period=4");
    lax.train();
    assertThat(lax.metrics.stream().mapToInt(RoundMetrics::averagingPeriod).max()).hasValue(4);
  }

  @Test
  void updater_states_are_kept_apart_averaged_or_begun_anew() {
    float[] average = run().train();
    float[] keep = run("training.updater-state=keep").train();
    float[] reset = run("training.updater-state=reset").train();
    assertThat(keep).isNotEqualTo(average).isNotEqualTo(reset);
    String[] alone = {"training.workers=1"};
    assertThat(run(alone, "training.updater-state=keep").train()).isEqualTo(run(alone).train());
  }

  @Test
  void outer_momentum_moves_on() {
    float[] plain = run().train();
    assertThat(run("training.outer-momentum=0.5").train()).isNotEqualTo(plain);
    assertThat(run("training.outer-momentum=0.5", "training.outer-nesterov=true").train())
        .isNotEqualTo(run("training.outer-momentum=0.5").train());
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch", "global"})
  void recomputed_statistics_are_those_of_the_mini_batches(String scope) {
    String[] oneBatch = {
      "training.steps=1", "training.averaging-period=1", "network.dropout=0", "training.workers=1"
    };
    TinyRun run =
        run(oneBatch, "training.recompute-batch-norm=true", "training.histogram-scope=" + scope);
    run.train();
    INDArray features = run.batches().get(0).getFeatures();
    double[] inUse =
        run.network.output(false, features)[0].dup().castTo(DataType.DOUBLE).data().asDouble();
    double[] inTraining =
        run.network.output(true, features)[0].dup().castTo(DataType.DOUBLE).data().asDouble();
    assertThat(inUse).containsExactly(inTraining, within(1e-4));
    TinyRun lagging = run(oneBatch, "training.histogram-scope=" + scope);
    lagging.train();
    assertThat(
            lagging
                .network
                .output(false, features)[0]
                .dup()
                .castTo(DataType.DOUBLE)
                .data()
                .asDouble())
        .isNotEqualTo(inUse);
  }
}
