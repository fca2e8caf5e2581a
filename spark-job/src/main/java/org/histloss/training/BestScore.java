package org.histloss.training;

/**
 * How a run has done on validation identities so far; a checkpoint carries it, so that a run that
 * goes on judges as if it had never broken off.
 *
 * @param round the round, from 1, after which the score was the best; the earliest of equal ones
 * @param meanAveragePrecision the score then
 * @param evaluationsSince evaluations after it, none of them better
 */
record BestScore(long round, double meanAveragePrecision, int evaluationsSince) {

  /**
   * The best with one more evaluation.
   *
   * @param before the best so far, or null before the first evaluation
   * @param round from 1
   */
  static BestScore after(BestScore before, long round, Validation.Scores scores) {
    double now = scores.meanAveragePrecision();
    if (before == null || now > before.meanAveragePrecision()) {
      return new BestScore(round, now, 0);
    }
    return new BestScore(before.round, before.meanAveragePrecision, before.evaluationsSince + 1);
  }
}
