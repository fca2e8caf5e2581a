package org.histloss.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;

/**
 * How a run has done on validation identities so far; a checkpoint carries it, so that a run that
 * goes on judges as if it had never broken off.
 *
 * @param round the round, from 1, after which the score was the best; the earliest of equal ones
 * @param meanAveragePrecision the score then
 * @param evaluationsSince evaluations after it, none of them better
 * @param protocol of the scores, by its name; it can't change within a run ({@link SettingChange}).
 *     Null in checkpoints from before it was recorded, whose signatures hold as it is left out then
 */
record BestScore(
    long round,
    double meanAveragePrecision,
    int evaluationsSince,
    @JsonInclude(JsonInclude.Include.NON_NULL) String protocol) {

  /**
   * The best with one more evaluation.
   *
   * @param before the best so far, or null before the first evaluation
   * @param round from 1
   */
  static BestScore after(BestScore before, long round, Validation.Scores scores) {
    double now = scores.meanAveragePrecision();
    if (before == null || now > before.meanAveragePrecision()) {
      return new BestScore(round, now, 0, scores.protocol());
    }
    return new BestScore(
        before.round, before.meanAveragePrecision, before.evaluationsSince + 1, scores.protocol());
  }

  /** The best round and its score, for people: {@code round 5 (mAP 40.0 %, cross-camera)}. */
  String words() {
    return String.format(
        Locale.ROOT,
        "round %d (mAP %.1f %%%s)",
        round,
        100 * meanAveragePrecision,
        protocol == null ? "" : ", " + protocol);
  }
}
