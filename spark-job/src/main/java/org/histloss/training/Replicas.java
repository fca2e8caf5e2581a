package org.histloss.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;

/** The replicas at the end of a round, wherever they lie. */
interface Replicas {
  /** One result a worker, by worker index; with its replica only where replicas are gathered. */
  List<RoundResult> results();

  /** Makes one of all. */
  Mean average();

  /**
   * One replica made of all.
   *
   * @param replica an updater's state that is not averaged is zeros
   * @param divergence how far the replicas lie from it
   */
  record Mean(ReplicaState replica, double divergence) {}

  /** Replicas on the driver. */
  record Gathered(List<RoundResult> results, ReplicaAverage arithmetic) implements Replicas {
    static Gathered of(JavaRDD<RoundResult> round, ReplicaAverage arithmetic) {
      return new Gathered(byWorker(round.collect()), arithmetic);
    }

    @Override
    public Mean average() {
      long[] weights = arithmetic.weights(results);
      ReplicaState shape =
          results.stream().map(RoundResult::state).filter(Objects::nonNull).findFirst().get();
      float[] parameters = new float[shape.parameters().length];
      List<double[]> squares =
          IntStream.range(0, ReplicaAverage.pieces(parameters.length))
              .parallel()
              .mapToObj(
                  piece -> {
                    float[][] pieces = pieces(piece, ReplicaState::parameters);
                    float[] mean = put(ReplicaAverage.mean(pieces, weights), piece, parameters);
                    return arithmetic.squares(piece, pieces, mean);
                  })
              .toList();
      arithmetic.batchNorm().insert(arithmetic.statistics(statistics(), weights), parameters);
      float[] updater = new float[shape.updater().length];
      if (arithmetic.withUpdater()) {
        IntStream.range(0, ReplicaAverage.pieces(updater.length))
            .parallel()
            .forEach(
                piece ->
                    put(
                        ReplicaAverage.mean(pieces(piece, ReplicaState::updater), weights),
                        piece,
                        updater));
      }
      double divergence = ReplicaAverage.divergence(squares, weights);
      return new Mean(new ReplicaState(parameters, updater), divergence);
    }

    private float[][] pieces(int piece, Function<ReplicaState, float[]> numbers) {
      return ofTaking(state -> ReplicaAverage.piece(numbers.apply(state), piece));
    }

    private float[][] statistics() {
      return ofTaking(state -> arithmetic.batchNorm().extract(state.parameters()));
    }

    /** Of each worker's replica; null where it takes no part. */
    private float[][] ofTaking(Function<ReplicaState, float[]> part) {
      return results.stream()
          .map(result -> arithmetic.weight(result) == 0 ? null : part.apply(result.state()))
          .toArray(float[][]::new);
    }
  }

  /** Writes a piece to its place. */
  static float[] put(float[] numbers, int piece, float[] whole) {
    System.arraycopy(numbers, 0, whole, piece * ReplicaAverage.PIECE, numbers.length);
    return numbers;
  }

  /** In the order of the workers. */
  static List<RoundResult> byWorker(List<RoundResult> results) {
    List<RoundResult> sorted = new ArrayList<>(results);
    sorted.sort(Comparator.comparingInt(RoundResult::worker));
    return sorted;
  }
}
