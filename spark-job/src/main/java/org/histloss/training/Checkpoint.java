package org.histloss.training;

/**
 * All that the next round needs; {@link CheckpointStore} keeps it.
 *
 * @param nextRound the round to go on with, from 0: so many rounds are behind it
 * @param configuration the run's effective configuration
 * @param datasetVersion the data it is trained on
 * @param state that the next round begins with
 * @param stretch of rounds in which it lies, or which it follows
 * @param best on validation identities so far, or null before the first evaluation
 */
record Checkpoint(
    long nextRound,
    String configuration,
    String datasetVersion,
    RunState state,
    Stretch stretch,
    BestScore best) {}
