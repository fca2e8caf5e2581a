package org.histloss.training;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Shows how far a run is: a bar that is drawn over on a terminal, one line a round elsewhere.
 *
 * <p>A line is drawn at most every so often, so that runs of thousands of quick rounds do not flood
 * a log; the last round is always shown.
 */
public final class Progress {
  private static final int WIDTH = 24;
  private static final long LINE_NANOS = 2_000_000_000L;

  private final PrintStream out;
  private final boolean terminal;
  private long started;
  private long firstRound;
  private long shown;

  /**
   * Progress on this stream.
   *
   * @param terminal whether a person watches, so that a carriage return draws over the line
   */
  public Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Shows a finished round. */
  void show(RoundMetrics metrics) {
    long now = System.nanoTime();
    boolean last = metrics.round() == metrics.rounds();
    if (firstRound == 0) {
      firstRound = metrics.round();
      started = now - (long) (metrics.seconds() * 1e9);
    }
    boolean due = last || metrics.validation() != null || shown == 0 || terminal;
    if (!due && now - shown < LINE_NANOS) {
      return;
    }
    shown = now;
    double done = metrics.round() / (double) metrics.rounds();
    String line = line(metrics, now);
    if (terminal) {
      out.print("\r" + bar(done) + " " + line + "   " + (last ? "\n" : ""));
    } else {
      out.println(line);
    }
    out.flush();
  }

  /** Ends the line that a run leaves which stops before its last round. */
  void stopped() {
    if (terminal) {
      out.println();
    }
  }

  private String line(RoundMetrics metrics, long now) {
    double perRound = (now - started) / 1e9 / (metrics.round() - firstRound + 1);
    double left = perRound * (metrics.rounds() - metrics.round());
    return String.format(
        Locale.ROOT,
        "round %d/%d  loss %.4f  %.0f samples/s%s  about %s left",
        metrics.round(),
        metrics.rounds(),
        metrics.loss(),
        metrics.samplesPerSecond(),
        scores(metrics.validation()),
        time(left));
  }

  private static String scores(Validation.Scores scores) {
    return scores == null
        ? ""
        : String.format(
            Locale.ROOT,
            "  validation%s R@1 %.1f %%, mAP %.1f %%",
            scores.by(),
            100 * scores.recallAt1(),
            100 * scores.meanAveragePrecision());
  }

  private static String bar(double done) {
    int full = (int) Math.round(WIDTH * done);
    return "[" + "█".repeat(full) + "·".repeat(WIDTH - full) + "]";
  }

  private static String time(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60
        ? whole + " s"
        : String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
  }
}
