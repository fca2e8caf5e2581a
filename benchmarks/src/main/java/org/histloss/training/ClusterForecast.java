package org.histloss.training;

import java.util.Locale;

/**
 * What a cost model of rounds says of clusters that are not here: the measured cost of one round on
 * the driver, and the network's share on paper.
 *
 * <p>Averaged on the driver, a round of W workers with replicas of S megabytes takes two times S
 * through an executor's link (the broadcast comes and goes on, piece by piece) and W times S
 * through the driver's. Averaged on the executors, pieces cross each executor's link once in and
 * once out besides, and the driver's sees S in and S out.
 */
final class ClusterForecast {
  private static final double STEP_MILLIS = 200;
  private static final int[] PERIODS = {4, 16, 64};
  private static final int[] WORKERS = {8, 16, 32, 64};
  private static final int[] MEGABYTES = {9, 288};
  private static final int[] GIGABITS = {1, 10};

  private ClusterForecast() {}

  /**
   * Prints the share of a round that is spent in steps of {@value #STEP_MILLIS} ms.
   *
   * @param model milliseconds of a round: constant, by W, by MB, by W × MB
   */
  static void print(double[] model) {
    System.out.println("| MB a replica | Gbit/s | workers | period 4 | period 16 | period 64 |");
    System.out.println("|---|---|---|---|---|---|");
    for (int megabytes : MEGABYTES) {
      for (int gigabits : GIGABITS) {
        for (int workers : WORKERS) {
          StringBuilder row = new StringBuilder();
          for (int period : PERIODS) {
            double steps = period * STEP_MILLIS;
            double rest = overhead(model, workers, megabytes, gigabits);
            row.append(String.format(Locale.ROOT, " %.0f %% |", 100 * steps / (steps + rest)));
          }
          System.out.printf("| %d | %d | %d |%s%n", megabytes, gigabits, workers, row);
        }
      }
    }
  }

  private static double overhead(double[] model, int workers, int megabytes, int gigabits) {
    double millisPerMegabyte = 8.0 * (1 << 20) / 1e6 / gigabits;
    boolean spread = RoundBudget.spreads(workers, (long) megabytes << 20);
    // One's own replica is cut and another's pieces are joined wherever the average is made.
    double computing =
        spread
            ? model[0] + (model[2] + 2 * model[3]) * megabytes
            : model[0] + (model[2] + workers * model[3]) * megabytes;
    double sent = spread ? 4.0 * megabytes : Math.max(2, workers) * (double) megabytes;
    return computing + model[1] * workers + millisPerMegabyte * sent;
  }
}
