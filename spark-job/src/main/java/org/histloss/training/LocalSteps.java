package org.histloss.training;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.loss.BatchStatistics;
import org.histloss.loss.NonFiniteRowException;
import org.histloss.network.NativeBackend;
import org.histloss.training.RoundResult.BatchResult;
import org.histloss.training.RoundResult.Failure;
import org.histloss.training.RoundResult.Timings;
import org.nd4j.linalg.dataset.DataSet;

/**
 * A worker's part of one round: open the broadcast replica, take one local step a mini-batch, bring
 * replica and statistics back.
 *
 * <p>A pure function of the broadcast, the mini-batches and the seed: nothing survives in the JVM,
 * and before every mini-batch the random generator and the step counters are set from the batch's
 * number. A task that is run again, anywhere, gives the same bits.
 */
final class LocalSteps implements Function2<Integer, Iterator<DataSet>, Iterator<RoundResult>> {
  private static final long serialVersionUID = 1L;

  private final RoundStart start;
  private final StepClock clock;

  LocalSteps(RoundStart start, StepClock clock) {
    this.start = start;
    this.clock = clock;
  }

  @Override
  public Iterator<RoundResult> call(Integer worker, Iterator<DataSet> batches) {
    return List.of(run(worker, batches)).iterator();
  }

  private RoundResult run(int worker, Iterator<DataSet> batches) {
    if (!batches.hasNext()) {
      return RoundResult.without(worker);
    }
    try (Prefetch ready = new Prefetch(batches)) {
      return run(worker, ready);
    }
  }

  private RoundResult run(int worker, Prefetch batches) {
    Stopwatch watch = new Stopwatch();
    ComputationGraph graph = start.open(worker);
    NativeBackend backend = ThisJvm.BACKEND;
    long openMillis = watch.lap();
    List<BatchResult> results = new ArrayList<>();
    long samples = 0;
    Failure failure = null;
    try {
      while (batches.hasNext()) {
        DataSet batch = batches.next();
        watch.lap();
        BatchStatistics statistics = step(graph, batch);
        samples += batch.numExamples();
        results.add(new BatchResult(BatchAssembly.number(batch), statistics, watch.lap()));
        // Garbage collection would come to it late: the heap does not feel its size.
        batch.getFeatures().close();
      }
    } catch (JobException e) {
      // A retry would end the same way, so this is a result and not a task failure.
      failure = new Failure(e.exitCode(), e.getMessage());
    }
    Timings timings = new Timings(batches.assembleMillis(), batches.waitMillis(), openMillis);
    ReplicaState end = failure == null ? ReplicaState.of(graph) : null;
    return new RoundResult(worker, end, results, samples, timings, backend, failure);
  }

  private BatchStatistics step(ComputationGraph graph, DataSet batch) {
    long number = BatchAssembly.number(batch);
    clock.set(graph, number);
    try {
      graph.fit(batch);
    } catch (NonFiniteRowException e) {
      throw diverged(batch, e);
    }
    return RoundStart.loss(graph).lastStatistics();
  }

  /** What to say of a sample whose embedding is no number any more. */
  static JobException diverged(DataSet batch, NonFiniteRowException e) {
    return new JobException(
        ExitCode.DIVERGED,
        "batch "
            + BatchAssembly.number(batch)
            + ", "
            + BatchAssembly.name(batch, e.row())
            + ": "
            + e.getMessage()
            + "; the training has diverged, try a lower training.learning-rate",
        e);
  }

  /** A fact about the JVM, found once; no state of the training. */
  static final class ThisJvm {
    static final NativeBackend BACKEND = NativeBackend.ofThisJvm();
  }
}
