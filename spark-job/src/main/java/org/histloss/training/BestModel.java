package org.histloss.training;

import org.histloss.config.OutcomeSettings;
import org.histloss.config.OutcomeSettings.Choice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the scores on validation identities, and on nothing else: which round was the best, what
 * its parameters were, and whether it is time to stop.
 */
final class BestModel {
  private static final Logger LOG = LoggerFactory.getLogger(BestModel.class);

  private final OutcomeSettings settings;
  private BestScore score;
  private float[] parameters;

  private BestModel(OutcomeSettings settings, BestScore score, float[] parameters) {
    this.settings = settings;
    this.score = score;
    this.parameters = parameters;
  }

  /**
   * Before a run's first round or at the checkpoint from which it goes on.
   *
   * @param store in which the best checkpoint is, where the model is to be the best
   * @param start the checkpoint, or null for a new run
   */
  static BestModel at(OutcomeSettings settings, CheckpointStore store, Checkpoint start) {
    BestScore score = start == null ? null : start.best();
    boolean wanted = settings.model() == Choice.BEST && score != null;
    float[] parameters = wanted ? store.best(start).state().replica().parameters() : null;
    return new BestModel(settings, score, parameters);
  }

  /**
   * Hears of a round.
   *
   * @param scores after it, or null where there was no evaluation
   * @return whether it is the best yet
   */
  boolean hears(RoundOutcome outcome, Validation.Scores scores) {
    if (scores == null) {
      return false;
    }
    score = BestScore.after(score, outcome.round() + 1, scores);
    boolean better = score.evaluationsSince() == 0;
    if (better && settings.model() == Choice.BEST) {
      parameters = outcome.state().replica().parameters();
    }
    if (better) {
      LOG.info("best on validation identities so far: {}", this);
    }
    if (stopsEarly(outcome)) {
      LOG.info(
          "stopped early after round {}: {} evaluations on validation identities without a better"
              + " mAP than that of {}",
          outcome.round() + 1,
          score.evaluationsSince(),
          this);
    }
    return better;
  }

  /**
   * Whether the run ends with a round that is not its last: {@code training.patience} evaluations
   * in a row were not better than the best.
   */
  boolean stopsEarly(RoundOutcome outcome) {
    return settings.patience() > 0
        && score != null
        && score.evaluationsSince() >= settings.patience()
        && outcome.round() + 1 < outcome.plan().rounds();
  }

  /** The best score so far, or null before the first evaluation. */
  BestScore score() {
    return score;
  }

  /** The parameters that become the model. */
  float[] chosen(RoundOutcome last) {
    return parameters != null ? parameters : last.state().replica().parameters();
  }

  /** The round, from 1, whose parameters become the model. */
  long chosenRound(RoundOutcome last) {
    return parameters != null ? score.round() : last.round() + 1;
  }

  /** The best round and its score, for people. */
  @Override
  public String toString() {
    return score == null ? "no round" : score.words();
  }
}
