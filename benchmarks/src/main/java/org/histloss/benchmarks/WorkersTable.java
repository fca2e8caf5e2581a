package org.histloss.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.TDistribution;
import org.histloss.benchmarks.CourseResults.Score;

/**
 * The courses that share the work among workers, each beside the first, which is one worker's.
 *
 * <p>Two courses of one seed begin with the same weights and see the same mini-batches, so they are
 * compared seed by seed; the interval is Student's, at 95 %.
 */
final class WorkersTable {
  private final CourseTable table;

  WorkersTable(CourseTable table) {
    this.table = table;
  }

  /** One seed each, validation identities. */
  void printScreen() {
    System.out.println("| Workers, period, scope | rate | R@1 | mAP | R@1 less one worker's |");
    System.out.println("|---|---|---|---|---|");
    Course alone = table.courses().get(0);
    for (Course course : table.courses()) {
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %.1f | %.1f | %+.1f |%n",
          course.row(),
          course.column(),
          table.mean(course, "val", Score::recallAt1),
          table.mean(course, "val", Score::map),
          table.mean(course, "val", Score::recallAt1) - table.mean(alone, "val", Score::recallAt1));
    }
  }

  /** All seeds, test identities. */
  void printConfirmation() {
    System.out.println(
        "| Workers, period, scope | seeds | R@1 | mAP | R@1 less one worker's | mAP less one worker's"
            + " |");
    System.out.println("|---|---|---|---|---|---|");
    Course alone = table.courses().get(0);
    for (Course course : table.courses()) {
      System.out.printf(
          Locale.ROOT,
          "| %s | %d | %.1f ± %.1f | %.1f ± %.1f | %s | %s |%n",
          course.row(),
          table.of(course, "test").size(),
          table.mean(course, "test", Score::recallAt1),
          table.spread(course, "test", Score::recallAt1),
          table.mean(course, "test", Score::map),
          table.spread(course, "test", Score::map),
          paired(alone, course, Score::recallAt1),
          paired(alone, course, Score::map));
    }
  }

  private String paired(Course alone, Course course, ToDoubleFunction<Score> figure) {
    double[] differences = differences(alone, course, figure);
    if (alone == course || differences.length < 2) {
      return "";
    }
    double mean = IntStream.range(0, differences.length).mapToDouble(i -> differences[i]).sum();
    mean /= differences.length;
    double squares = 0.0;
    for (double difference : differences) {
      squares += (difference - mean) * (difference - mean);
    }
    int freedom = differences.length - 1;
    double error = Math.sqrt(squares / freedom / differences.length);
    double half = new TDistribution(freedom).inverseCumulativeProbability(0.975) * error;
    return String.format(Locale.ROOT, "%+.1f (%+.1f to %+.1f)", mean, mean - half, mean + half);
  }

  /** Percent points, one a seed that both have. */
  private double[] differences(Course alone, Course course, ToDoubleFunction<Score> figure) {
    List<Score> others = table.of(alone, "test");
    return table.of(course, "test").stream()
        .flatMapToDouble(
            score ->
                others.stream()
                    .filter(other -> other.seed() == score.seed())
                    .mapToDouble(
                        other -> 100 * (figure.applyAsDouble(score) - figure.applyAsDouble(other))))
        .toArray();
  }
}
