package org.histloss.training;

import org.histloss.config.Settings.Averaging;

/**
 * What becomes of the average of the replicas: the common parameters move towards it with a
 * momentum of their own.
 *
 * <pre>
 *   Δ = w̄ − w        v ← m v + Δ        w ← w + λ v          (block momentum)
 *                                       w ← w + λ (Δ + m v)  (Nesterov)
 * </pre>
 *
 * <p>With m = 0 and λ = 1 this is the average itself, to the last bit. Sources: BMUF (Chen and Huo,
 * ICASSP 2016), SlowMo (Wang et al., ICLR 2020), the Nesterov form as DiLoCo's outer optimizer
 * (Douillard et al., 2023). Batch-norm statistics are no parameters that learn: they take the
 * average as it is.
 */
final class OuterStep {
  private final double momentum;
  private final double rate;
  private final boolean nesterov;
  private final BatchNormSlots batchNorm;

  OuterStep(Averaging settings, BatchNormSlots batchNorm) {
    this.momentum = settings.outerMomentum();
    this.rate = settings.outerLearningRate();
    this.nesterov = settings.outerNesterov();
    this.batchNorm = batchNorm;
  }

  /**
   * Where the common parameters go.
   *
   * @param parameters after the step
   * @param velocity v after the step, empty without momentum
   */
  record Moved(float[] parameters, float[] velocity) {}

  /**
   * Takes the step.
   *
   * @param start w, the parameters with which the round began
   * @param average w̄
   * @param velocity v so far; empty at the run's start
   */
  Moved from(float[] start, float[] average, float[] velocity) {
    if (momentum == 0.0 && rate == 1.0) {
      return new Moved(average, new float[0]);
    }
    float[] moved = new float[start.length];
    float[] faster = new float[start.length];
    for (int i = 0; i < start.length; i++) {
      double delta = (double) average[i] - start[i];
      double before = velocity.length == 0 ? 0.0 : velocity[i];
      double v = momentum * before + delta;
      faster[i] = (float) v;
      moved[i] = (float) (start[i] + rate * (nesterov ? delta + momentum * v : v));
    }
    batchNorm.copy(average, moved);
    return new Moved(moved, faster);
  }
}
