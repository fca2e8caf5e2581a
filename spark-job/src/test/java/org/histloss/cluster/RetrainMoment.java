package org.histloss.cluster;

import java.util.List;
import java.util.SplittableRandom;

/**
 * When the driver of a retraining is killed.
 *
 * @param night which of the nights is disturbed, where this is the first kill of its run
 * @param phase that must have begun
 * @param pause after that, from 0 to 1, of the time that the phase takes when nothing disturbs it
 * @param again whether the run that follows is killed as well
 */
record RetrainMoment(int night, RetrainPhase phase, double pause, boolean again) {

  /** What a few kills have to hit as well as many. */
  private static final List<List<RetrainPhase>> PARTS =
      List.of(
          List.of(RetrainPhase.TRAINING, RetrainPhase.TRAINED),
          List.of(RetrainPhase.STARTING, RetrainPhase.LOCKED),
          List.of(RetrainPhase.EVALUATING, RetrainPhase.COMPARING),
          List.of(RetrainPhase.TELLING, RetrainPhase.CLOSING, RetrainPhase.ENDING),
          List.of(RetrainPhase.PUBLISHING, RetrainPhase.PROMOTING));

  /** The moment of one attempt; of five, each is in another part of the flow. */
  static RetrainMoment draw(long seed, int attempt) {
    List<RetrainPhase> part = PARTS.get(attempt % PARTS.size());
    RetrainPhase phase = part.get(attempt / PARTS.size() % part.size());
    SplittableRandom random = new SplittableRandom(37 * seed + attempt);
    int night = random.nextBoolean() ? 1 : 2;
    return new RetrainMoment(
        // The first night has nobody to compare with.
        phase == RetrainPhase.COMPARING ? 2 : night,
        phase,
        random.nextDouble(),
        random.nextBoolean());
  }

  /** Waits for the moment; false when the process ended before. */
  boolean await(RetrainProcess retrain, RetrainNights.Tempo tempo) throws InterruptedException {
    return retrain.await(phase) && !retrain.endedWithin((long) (pause * tempo.of(phase)));
  }
}
