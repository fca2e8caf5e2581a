package org.histloss.training;

import java.util.Locale;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.histloss.dataset.ExitCode;
import org.histloss.dataset.JobException;

/**
 * Ends a run whose parameters explode, before they become infinite.
 *
 * <p>Judged is the length of all that is learnt, as a multiple of what it was when the run began.
 * Embeddings are scaled to unit length and batch norm undoes the scale of the layers before it, so
 * the loss itself does not rise with that length: the gradients fall with it instead, and in a
 * network whose parameters have grown a thousandfold a plain gradient step turns them a millionth
 * as far.
 */
final class NormLimit {
  private final BatchNormSlots batchNorm;
  private final double multiple;
  private final double initial;

  /**
   * A limit for one run.
   *
   * @param untrained the network as it is drawn from the run's seed
   * @param multiple of its norm that must not be exceeded
   */
  NormLimit(ComputationGraph untrained, double multiple) {
    this.batchNorm = BatchNormSlots.of(untrained);
    this.multiple = multiple;
    this.initial = norm(ReplicaState.of(untrained).parameters());
  }

  /**
   * Checks the common parameters after a round.
   *
   * @throws JobException exit code 40
   */
  void check(RoundOutcome outcome) {
    double norm = norm(outcome.state().replica().parameters());
    if (norm > multiple * initial) {
      throw new JobException(
          ExitCode.DIVERGED,
          String.format(
              Locale.ROOT,
              "round %d: the parameters' norm is %.4g, at the run's start it was %.4g, and"
                  + " training.norm-limit = %s is exceeded; the training has diverged, try a lower"
                  + " training.learning-rate",
              outcome.round() + 1,
              norm,
              initial,
              multiple));
    }
  }

  private double norm(float[] parameters) {
    float[] learnt = parameters.clone();
    batchNorm.clear(learnt);
    double sum = 0.0;
    for (float value : learnt) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }
}
