package org.histloss.training;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.histloss.dataset.JobException;
import org.histloss.loss.EmbeddingLossFunction;
import org.histloss.loss.NonFiniteRowException;
import org.histloss.loss.SimilarityHistogram;
import org.histloss.network.NativeBackend;
import org.histloss.training.RoundResult.BatchResult;
import org.histloss.training.RoundResult.Failure;
import org.histloss.training.RoundResult.Timings;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A worker's passes over its one mini-batch of a step in the scope {@code global}: pass 1 counts,
 * pass 2 brings its part of the gradient. Both set the same clock, so the second replays the
 * first's dropout masks; batch norm takes the mini-batch's own statistics in both.
 */
final class GlobalPasses {
  private GlobalPasses() {}

  /**
   * What pass 1 brings back.
   *
   * @param counts of the mini-batch's own pairs; null where pairs across mini-batches count too
   * @param rows embeddings row by row, and {@code identities} whose they are; null otherwise
   */
  record Counted(
      int worker,
      SimilarityHistogram counts,
      float[] rows,
      List<String> identities,
      Failure failure)
      implements Serializable {}

  /**
   * All workers' embeddings of a step.
   *
   * @param values row by row, one worker's mini-batch after the other's
   * @param codes whose each row is; equal numbers mean the same identity
   * @param from where each worker's rows begin, and last how many rows there are
   */
  record Rows(float[] values, int[] codes, int[] from) implements Serializable {
    INDArray matrix() {
      return Nd4j.createFromArray(values)
          .reshape('c', codes.length, values.length / Math.max(codes.length, 1));
    }
  }

  /**
   * What pass 2 is told.
   *
   * @param counts of all pairs
   * @param rows of all workers where pairs across mini-batches count, or null
   */
  record Told(SimilarityHistogram counts, Rows rows) implements Serializable {}

  /**
   * What pass 2 brings back.
   *
   * @param gradient see {@link CommonStep#gradient}
   */
  record Part(
      int worker,
      float[] gradient,
      BatchResult batch,
      int samples,
      Timings timings,
      NativeBackend backend)
      implements Serializable {}

  /** Pass 1. */
  record First(RoundStart start, StepClock clock, boolean across)
      implements Function2<Integer, Iterator<DataSet>, Iterator<Counted>> {
    @Override
    public Iterator<Counted> call(Integer worker, Iterator<DataSet> batches) {
      return batches.hasNext()
          ? List.of(count(worker, batches.next())).iterator()
          : List.<Counted>of().iterator();
    }

    private Counted count(int worker, DataSet batch) {
      ComputationGraph graph = start.open(worker);
      clock.set(graph, BatchAssembly.number(batch));
      INDArray rows = CommonStep.forward(graph, batch);
      try {
        SimilarityHistogram counts =
            RoundStart.loss(graph).count(rows, batch.getLabels().ravel().toIntVector());
        return across
            ? new Counted(worker, null, floats(rows), BatchAssembly.identities(batch), null)
            : new Counted(worker, counts, null, null, null);
      } catch (NonFiniteRowException e) {
        JobException diverged = LocalSteps.diverged(batch, e);
        Failure failure = new Failure(diverged.exitCode(), diverged.getMessage());
        return new Counted(worker, null, null, null, failure);
      }
    }
  }

  /** Between the passes, where pairs across mini-batches count: each worker's share of them. */
  record Between(RoundStart start, Broadcast<Rows> rows)
      implements Function2<Integer, Iterator<DataSet>, Iterator<Counted>> {
    @Override
    public Iterator<Counted> call(Integer worker, Iterator<DataSet> batches) {
      if (!batches.hasNext()) {
        return List.<Counted>of().iterator();
      }
      Rows all = rows.value();
      EmbeddingLossFunction loss = RoundStart.loss(start.open(worker));
      int[] from = all.from();
      SimilarityHistogram counts =
          loss.count(all.matrix(), all.codes(), from[worker], from[worker + 1]);
      return List.of(new Counted(worker, counts, null, null, null)).iterator();
    }
  }

  /** Pass 2. */
  record Second(RoundStart start, StepClock clock, Broadcast<Told> told)
      implements Function2<Integer, Iterator<DataSet>, Iterator<Part>> {
    @Override
    public Iterator<Part> call(Integer worker, Iterator<DataSet> batches) {
      Stopwatch watch = new Stopwatch();
      return batches.hasNext()
          ? List.of(part(worker, batches.next(), watch, watch.lap())).iterator()
          : List.<Part>of().iterator();
    }

    private Part part(int worker, DataSet batch, Stopwatch watch, long assembleMillis) {
      ComputationGraph graph = start.open(worker);
      tell(RoundStart.loss(graph), worker);
      NativeBackend backend = LocalSteps.ThisJvm.BACKEND;
      final long openMillis = watch.lap();
      long number = BatchAssembly.number(batch);
      clock.set(graph, number);
      float[] gradient = floats(CommonStep.gradient(graph, batch));
      BatchResult result =
          new BatchResult(number, RoundStart.loss(graph).lastStatistics(), watch.lap());
      int samples = batch.numExamples();
      // Its one batch is assembled first, so its steps wait for all of that.
      Timings timings = new Timings(assembleMillis, assembleMillis, openMillis);
      return new Part(worker, gradient, result, samples, timings, backend);
    }

    private void tell(EmbeddingLossFunction loss, int worker) {
      Rows rows = told.value().rows();
      if (rows == null) {
        loss.againstAll(told.value().counts());
      } else {
        loss.againstAll(told.value().counts(), rows.matrix(), rows.codes(), rows.from()[worker]);
      }
    }
  }

  private static float[] floats(INDArray array) {
    return array.dup('c').data().asFloat();
  }
}
