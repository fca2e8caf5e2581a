package org.histloss.training;

import java.io.Serializable;
import java.util.List;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;
import org.histloss.loss.BatchStatistics;
import org.histloss.network.NativeBackend;

/**
 * What one worker brings back from one round.
 *
 * @param worker its index
 * @param state its replica after the round; null without a batch, and where replicas stay on the
 *     executors
 * @param batches what each of its mini-batches looked like, in order
 * @param samples how many samples it trained on
 * @param timings where its time went besides its steps
 * @param backend what computed, or null without a batch
 * @param failure why it stopped, or null
 */
record RoundResult(
    int worker,
    ReplicaState state,
    List<BatchResult> batches,
    long samples,
    Timings timings,
    NativeBackend backend,
    Failure failure)
    implements Serializable {

  /**
   * One mini-batch.
   *
   * @param number its place in the stream
   * @param statistics what it looked like to the loss
   * @param millis its local step took, without decoding and augmenting
   */
  record BatchResult(long number, BatchStatistics statistics, long millis)
      implements Serializable {}

  /**
   * Milliseconds.
   *
   * @param assemble decoding and augmenting, most of it beside the steps
   * @param waiting for a mini-batch that was not ready
   * @param open opening the replica
   */
  record Timings(long assemble, long waiting, long open) implements Serializable {}

  /** The result of a worker that has no batch in a round. */
  static RoundResult without(int worker) {
    return new RoundResult(worker, null, List.of(), 0, new Timings(0, 0, 0), null, null);
  }

  /** The same without the replica. */
  RoundResult withoutState() {
    return new RoundResult(worker, null, batches, samples, timings, backend, failure);
  }

  /** A reason to end the run that no retry mends. */
  record Failure(ExitCode exitCode, String message) implements Serializable {}

  /** Milliseconds spent in local steps. */
  long stepMillis() {
    return batches.stream().mapToLong(BatchResult::millis).sum();
  }

  /** The weight of its parameters in the average: batches seen. */
  int weight() {
    return batches.size();
  }

  /** Pairs of its mini-batches, positive and negative ones. */
  long pairs() {
    return batches.stream()
        .map(batch -> batch.statistics().histogram())
        .mapToLong(histogram -> histogram.positivePairs() + histogram.negativePairs())
        .sum();
  }

  /**
   * Ends the run where a worker found a reason to.
   *
   * @throws JobException with the reason's exit code
   */
  static void stopOnFailure(List<RoundResult> results) {
    for (RoundResult result : results) {
      if (result.failure() != null) {
        throw new JobException(result.failure().exitCode(), result.failure().message());
      }
    }
  }
}
