package org.histloss.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One training on the demo's data, by one worker unless its settings say otherwise.
 *
 * <p>Every course of a grid sees the same number of samples. Its learning rate grows with the
 * square root of the mini-batch, as is usual for Adam; its network is half as wide as the demo's,
 * so that a hundred courses fit into two hours.
 *
 * @param name what stands in the results, unique within its grid
 * @param row of the table
 * @param column of the table
 * @param batch samples in a mini-batch, four of each identity
 * @param rate the highest learning rate of a mini-batch of 128
 * @param samples that it sees, counting repetitions
 * @param settings what the course is about
 */
record Course(
    String name,
    String row,
    String column,
    int batch,
    double rate,
    int samples,
    List<String> settings) {
  static final int SAMPLES = 51_200;

  private static final int SAMPLES_PER_IDENTITY = 4;
  private static final int USUAL_BATCH = 128;
  private static final int SAMPLES_A_ROUND = 2_048;

  /** All settings of a run, as {@code key=value}. */
  String[] pairs(int seed) {
    List<String> all = new ArrayList<>();
    all.add("batch.identities=" + batch / SAMPLES_PER_IDENTITY);
    all.add("batch.samples-per-identity=" + SAMPLES_PER_IDENTITY);
    all.add("network.channels=[16, 32, 64, 64]");
    all.add("training.workers=1");
    all.add("training.averaging-period=" + SAMPLES_A_ROUND / batch);
    all.add("training.steps=" + samples / batch);
    double scaled = rate * Math.sqrt(batch / (double) USUAL_BATCH);
    all.add(String.format(Locale.ROOT, "training.learning-rate=%.6f", scaled));
    all.add("training.checkpoint-period=0");
    all.add("training.seed=" + seed);
    all.addAll(settings);
    return all.toArray(String[]::new);
  }
}
