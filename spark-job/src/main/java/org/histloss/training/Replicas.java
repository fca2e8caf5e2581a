package org.histloss.training;

import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/** The replicas at the end of a round, wherever they lie. */
interface Replicas extends AutoCloseable {
  /** One result a worker, by worker index; with its replica only where replicas are gathered. */
  List<RoundResult> results();

  /** Makes one of all. */
  ReplicaState average(ReplicaAverage arithmetic);

  /** How far they lie from their average. */
  double divergence(ReplicaAverage arithmetic, ReplicaState mean);

  @Override
  default void close() {}

  /** Replicas on the driver. */
  record Gathered(List<RoundResult> results) implements Replicas {
    static Gathered of(JavaRDD<RoundResult> round) {
      return new Gathered(byWorker(round.collect()));
    }

    @Override
    public ReplicaState average(ReplicaAverage arithmetic) {
      long weight = arithmetic.weight(results);
      double[] sum = WorkerTree.sum(results.size(), worker -> arithmetic.leaf(results.get(worker)));
      ReplicaState shape =
          results.stream().filter(r -> r.state() != null).findFirst().orElseThrow().state();
      return arithmetic.finish(sum, weight, shape);
    }

    @Override
    public double divergence(ReplicaAverage arithmetic, ReplicaState mean) {
      double[] apart =
          results.stream()
              .filter(result -> result.state() != null)
              .mapToDouble(r -> arithmetic.apart(r.state().parameters(), mean.parameters()))
              .toArray();
      return arithmetic.divergence(apart, mean.parameters());
    }
  }

  /**
   * Replicas that stay on the executors, for more of them than the driver should hold.
   *
   * @param round the results with their replicas, kept
   * @param results without them
   * @param shape a replica of the same sizes
   */
  record Spread(JavaRDD<RoundResult> round, List<RoundResult> results, ReplicaState shape)
      implements Replicas {
    static Spread of(JavaRDD<RoundResult> round, ReplicaState shape) {
      JavaRDD<RoundResult> kept = round.persist(StorageLevel.MEMORY_AND_DISK_SER());
      List<RoundResult> results = byWorker(kept.map(RoundResult::withoutState).collect());
      return new Spread(kept, results, shape);
    }

    @Override
    public ReplicaState average(ReplicaAverage arithmetic) {
      long weight = arithmetic.weight(results);
      JavaRDD<ExecutorTree.Partial> leaves =
          round.map(result -> new ExecutorTree.Partial(result.worker(), arithmetic.leaf(result)));
      return arithmetic.finish(ExecutorTree.sum(leaves, results.size()), weight, shape);
    }

    @Override
    public double divergence(ReplicaAverage arithmetic, ReplicaState mean) {
      Broadcast<float[]> sent =
          JavaSparkContext.fromSparkContext(round.context()).broadcast(mean.parameters());
      List<Tuple2<Integer, Double>> apart =
          round
              .filter(result -> result.state() != null)
              .map(
                  result ->
                      new Tuple2<>(
                          result.worker(),
                          arithmetic.apart(result.state().parameters(), sent.value())))
              .collect();
      sent.destroy();
      double[] byWorker =
          apart.stream().sorted(Comparator.comparing(Tuple2::_1)).mapToDouble(Tuple2::_2).toArray();
      return arithmetic.divergence(byWorker, mean.parameters());
    }

    @Override
    public void close() {
      round.unpersist();
    }
  }

  private static List<RoundResult> byWorker(List<RoundResult> results) {
    return results.stream().sorted(Comparator.comparingInt(RoundResult::worker)).toList();
  }
}
