package org.histloss.training;

import java.util.Arrays;
import java.util.Locale;
import org.histloss.batch.BatchStream;
import org.histloss.batch.IdentityIndex;
import org.histloss.batch.IdentitySampler;

/**
 * {@code benchmarks/run plan}: what the driver spends on planning mini-batches of ten million
 * samples, an epoch and a segment of it.
 */
public final class PlanCost {
  private static final int IDENTITIES = 1_000_000;
  private static final int SAMPLES = 10;
  private static final int EPOCHS = 3;
  private static final int WORKERS = 16;
  private static final int PERIOD = 16;
  private static final int SEGMENT_ROUNDS = 16;

  private PlanCost() {}

  /** Measures. */
  public static void main(String[] arguments) {
    long[] first = new long[IDENTITIES];
    Arrays.setAll(first, i -> (long) SAMPLES * i);
    int[] count = new int[IDENTITIES];
    Arrays.fill(count, SAMPLES);
    IdentityIndex index = new IdentityIndex(first, count);
    BatchStream stream = new BatchStream(new IdentitySampler(index, 32, 4, 1));
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      Stopwatch watch = new Stopwatch();
      long batches = stream.batchesIn(epoch);
      System.out.printf(
          Locale.ROOT, "epoch %d: %d mini-batches by now, %d ms%n", epoch, batches, watch.lap());
    }
    RoundPlan plan = new RoundPlan(WORKERS, PERIOD, stream.batchesIn(EPOCHS));
    for (int segment = 0; segment < 3; segment++) {
      long from = (long) segment * SEGMENT_ROUNDS;
      Stopwatch watch = new Stopwatch();
      Placements.of(plan, stream, from, from + SEGMENT_ROUNDS);
      System.out.printf(
          Locale.ROOT,
          "segment %d, %d mini-batches: placed in %d ms%n",
          segment + 1,
          SEGMENT_ROUNDS * WORKERS * PERIOD,
          watch.lap());
    }
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    System.out.printf(
        Locale.ROOT, "heap in use: %d MB%n", (runtime.totalMemory() - runtime.freeMemory()) >> 20);
    System.out.println("mini-batches of the stream: " + stream.batchesIn(EPOCHS));
  }
}
