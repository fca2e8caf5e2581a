package org.histloss.training;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Replicas that never come to the driver, for more of them than it should hold: each worker cuts
 * its own into pieces, one shuffle brings equal pieces together, and only their averages travel on.
 * A replica so crosses the network once, as floats, however many workers there are.
 *
 * @param results one a worker, without their replicas
 * @param average null where a worker failed or none had a batch
 */
record SpreadReplicas(List<RoundResult> results, Mean average) implements Replicas {
  /** Key of the results themselves; pieces have theirs from 0 on. */
  private static final int RESULTS = -1;

  private static final long PARTITION_BYTES = 64L << 20;

  /**
   * What a worker sends to where its like are brought together.
   *
   * @param worker its index
   * @param weight of its replica
   * @param result without replica, or null
   * @param numbers a piece, or null
   */
  private record Part(int worker, long weight, RoundResult result, float[] numbers)
      implements Serializable {}

  /**
   * What was made of equal parts.
   *
   * @param key whose
   * @param results of all workers, or null
   * @param numbers the average, or null
   * @param squares of a piece of the parameters, or null
   */
  private record Joined(int key, List<RoundResult> results, float[] numbers, double[] squares)
      implements Serializable {}

  /**
   * Where pieces lie among the keys: parameters, the updater's state, batch-norm statistics.
   *
   * @param parameters how many numbers
   * @param updater how many numbers are averaged
   */
  private record Layout(int parameters, int updater) implements Serializable {
    static Layout of(ReplicaState shape, ReplicaAverage arithmetic) {
      return new Layout(
          shape.parameters().length, arithmetic.withUpdater() ? shape.updater().length : 0);
    }

    int firstOfUpdater() {
      return ReplicaAverage.pieces(parameters);
    }

    int statistics() {
      return firstOfUpdater() + ReplicaAverage.pieces(updater);
    }
  }

  /**
   * Runs the round and averages its replicas in one Spark job.
   *
   * @param round the results with their replicas
   * @param shape a replica of the same sizes
   */
  static SpreadReplicas of(
      JavaRDD<RoundResult> round, ReplicaAverage arithmetic, ReplicaState shape, int workers) {
    Layout layout = Layout.of(shape, arithmetic);
    int partitions = (int) Math.max(workers, workers * shape.bytes() / PARTITION_BYTES);
    List<Joined> joined =
        round
            .flatMapToPair(result -> cut(result, arithmetic, layout))
            .groupByKey(new HashPartitioner(partitions))
            .map(group -> join(group, arithmetic, layout, workers))
            .collect();
    List<Joined> inOrder = new ArrayList<>(joined);
    inOrder.sort(Comparator.comparingInt(Joined::key));
    List<RoundResult> results = Replicas.byWorker(inOrder.get(0).results());
    boolean whole = results.stream().noneMatch(result -> result.failure() != null);
    return new SpreadReplicas(
        results,
        whole && inOrder.size() > 1
            ? mean(inOrder.subList(1, inOrder.size()), arithmetic, shape, results)
            : null);
  }

  private static Iterator<Tuple2<Integer, Part>> cut(
      RoundResult result, ReplicaAverage arithmetic, Layout layout) {
    int worker = result.worker();
    long weight = arithmetic.weight(result);
    List<Tuple2<Integer, Part>> parts = new ArrayList<>();
    parts.add(new Tuple2<>(RESULTS, new Part(worker, weight, result.withoutState(), null)));
    if (weight > 0 && result.state() != null) {
      float[] parameters = result.state().parameters();
      addPieces(parts, 0, worker, weight, parameters);
      if (layout.updater() > 0) {
        addPieces(parts, layout.firstOfUpdater(), worker, weight, result.state().updater());
      }
      float[] statistics = arithmetic.batchNorm().extract(parameters);
      parts.add(new Tuple2<>(layout.statistics(), new Part(worker, weight, null, statistics)));
    }
    return parts.iterator();
  }

  private static void addPieces(
      List<Tuple2<Integer, Part>> parts, int firstKey, int worker, long weight, float[] numbers) {
    for (int piece = 0; piece < ReplicaAverage.pieces(numbers.length); piece++) {
      float[] own = ReplicaAverage.piece(numbers, piece);
      parts.add(new Tuple2<>(firstKey + piece, new Part(worker, weight, null, own)));
    }
  }

  private static Joined join(
      Tuple2<Integer, Iterable<Part>> group,
      ReplicaAverage arithmetic,
      Layout layout,
      int workers) {
    int key = group._1();
    if (key == RESULTS) {
      List<RoundResult> results = new ArrayList<>();
      group._2().forEach(part -> results.add(part.result()));
      return new Joined(key, results, null, null);
    }
    float[][] pieces = new float[workers][];
    long[] weights = new long[workers];
    for (Part part : group._2()) {
      pieces[part.worker()] = part.numbers();
      weights[part.worker()] = part.weight();
    }
    if (key == layout.statistics()) {
      return new Joined(key, null, arithmetic.statistics(pieces, weights), null);
    }
    float[] mean = ReplicaAverage.mean(pieces, weights);
    boolean learnt = key < layout.firstOfUpdater();
    double[] squares = learnt ? arithmetic.squares(key, pieces, mean) : null;
    return new Joined(key, null, mean, squares);
  }

  private static Mean mean(
      List<Joined> pieces,
      ReplicaAverage arithmetic,
      ReplicaState shape,
      List<RoundResult> results) {
    Layout layout = Layout.of(shape, arithmetic);
    float[] parameters = new float[shape.parameters().length];
    float[] updater = new float[shape.updater().length];
    int learnt = layout.firstOfUpdater();
    pieces.subList(0, learnt).forEach(p -> Replicas.put(p.numbers(), p.key(), parameters));
    pieces
        .subList(learnt, layout.statistics())
        .forEach(p -> Replicas.put(p.numbers(), p.key() - learnt, updater));
    arithmetic.batchNorm().insert(pieces.get(layout.statistics()).numbers(), parameters);
    double divergence =
        ReplicaAverage.divergence(
            pieces.subList(0, learnt).stream().map(Joined::squares).toList(),
            arithmetic.weights(results));
    return new Mean(new ReplicaState(parameters, updater), divergence);
  }
}
