package org.histloss.config;

import java.io.Serializable;

/**
 * The part of section {@code training} about what is left of a run: the checkpoints that are kept,
 * the parameters that become the model, and what ends the run before its last round.
 *
 * @param checkpointsKept {@code training.checkpoints-kept}
 * @param patience {@code training.patience}
 * @param model {@code training.model}
 * @param normLimit {@code training.norm-limit}
 */
public record OutcomeSettings(int checkpointsKept, int patience, Choice model, double normLimit)
    implements Serializable {

  /** {@code training.model}: whose parameters become the model. */
  public enum Choice {
    LAST,
    BEST
  }

  /** Checks single values; see {@link #checkEvaluated} for the rest. */
  public OutcomeSettings {
    Rule.atLeast("training.checkpoints-kept", checkpointsKept, 1);
    Rule.atLeast("training.patience", patience, 0);
    Rule.check(
        normLimit > 1 && Double.isFinite(normLimit),
        "training.norm-limit",
        normLimit,
        "must be above 1");
  }

  /** Whether scores on validation identities decide anything. */
  public boolean decidesByScores() {
    return patience > 0 || model == Choice.BEST;
  }

  /** Refuses to decide by scores that are never taken. */
  void checkEvaluated(int evaluationPeriod) {
    String rule = "needs training.evaluation-period above 0 and validation identities";
    boolean evaluated = evaluationPeriod > 0;
    Rule.check(evaluated || patience == 0, "training.patience", patience, rule);
    Rule.check(evaluated || model == Choice.LAST, "training.model", "best", rule);
  }
}
