package org.histloss.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.histloss.batch.Augmentation;
import org.histloss.batch.BatchStream;
import org.histloss.batch.IdentityIndex;
import org.histloss.batch.IdentitySampler;
import org.histloss.config.Settings;
import org.histloss.config.Settings.HistogramScope;
import org.histloss.config.SettingsReader;
import org.histloss.dataset.DatasetReader;
import org.histloss.network.Networks;
import org.nd4j.linalg.dataset.DataSet;

/** What a small run is made of, and the run itself, without a run folder. */
final class TinyRun {
  final Settings settings;
  final ComputationGraph network;
  final List<RoundMetrics> metrics = new ArrayList<>();
  private final SparkSession spark;
  private final Segment.Source source;
  private final Stretch begin;

  TinyRun(SparkSession spark, Path data, Settings settings) {
    this.spark = spark;
    this.settings = settings;
    DatasetReader reader = DatasetReader.open(spark, new org.apache.hadoop.fs.Path(data.toUri()));
    Settings.Training training = settings.training();
    this.begin = new PeriodChoice(settings).first(training.workers(), training.steps());
    var shape = reader.manifest().shape();
    this.source =
        new Segment.Source(
            reader.samples("train"),
            shape,
            new Augmentation(settings.augment(), shape, training.seed()),
            new BatchStream(
                new IdentitySampler(
                    IdentityIndex.of(reader.manifest(), "train"),
                    settings.batch().identities(),
                    settings.batch().samplesPerIdentity(),
                    training.seed())),
            global());
    this.network =
        new ComputationGraph(Networks.configure(settings, shape, begin.plan().localSteps()));
    this.network.init();
  }

  /** Settings of a run with dropout, augmentation, ragged batches and a ragged last round. */
  static Settings settings(String... more) {
    List<String> pairs =
        new ArrayList<>(
            List.of(
                "image.height=" + TinyDataset.SIDE,
                "image.width=" + TinyDataset.SIDE,
                "batch.identities=4",
                "batch.samples-per-identity=3",
                "augment.flip=true",
                "augment.erase=0.5",
                "network.channels=[4,6]",
                "network.embedding-dimension=8",
                "network.dropout=0.3",
                "loss.bins=20",
                "training.steps=13",
                "training.workers=2",
                "training.averaging-period=3",
                "training.learning-rate=0.01",
                "data.segment-partitions=4"));
    pairs.addAll(List.of(more));
    return SettingsReader.with(pairs.toArray(String[]::new));
  }

  private boolean global() {
    return settings.training().averaging().histogramScope() == HistogramScope.GLOBAL;
  }

  /** The segments from the run's beginning. */
  Segments segments() {
    return new Segments(source, new PeriodChoice(settings), begin, 0);
  }

  /** All mini-batches in the order of partitions. */
  List<DataSet> batches() {
    List<DataSet> all = new ArrayList<>();
    try (Segments segments = segments()) {
      while (segments.hasNext()) {
        segments.next(0).batches().toLocalIterator().forEachRemaining(all::add);
      }
    }
    return all;
  }

  float[] train() {
    return train(rdd -> rdd);
  }

  /** Trains, and returns the parameters. */
  float[] train(UnaryOperator<JavaRDD<DataSet>> disturbance) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    var json = context.broadcast(network.getConfiguration().toJson());
    BatchNormSlots slots = BatchNormSlots.of(network);
    Rounds rounds =
        global()
            ? new GlobalRounds(settings, json, slots)
            : new AveragedRounds(settings, json, slots);
    if (settings.training().averaging().recomputeBatchNorm()) {
      rounds = new RefreshedRounds(rounds, settings, json, slots);
    }
    RunState state = RunState.beginning(ReplicaState.of(network));
    HistogramTrainingMaster master =
        new HistogramTrainingMaster(
            begin.plan(),
            rounds,
            state,
            0,
            outcome ->
                metrics.add(
                    RoundMetrics.of(
                        outcome,
                        0.0,
                        new RoundMetrics.Around(new TaskTimes.Taken(0, 0), 0),
                        null)));
    SparkComputationGraph onSpark = new SparkComputationGraph(context, network, master);
    try (Segments segments = segments()) {
      while (segments.hasNext()) {
        JavaRDD<DataSet> batches = segments.next(master.state().divergence()).batches();
        master.follow(segments.stretch().plan());
        onSpark.fit(disturbance.apply(batches));
      }
    }
    return network.params().dup().data().asFloat();
  }
}
