package org.histloss.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.histloss.benchmarks.CourseResults.Score;

/**
 * {@code benchmarks/run training}, last part: the courses' results as Markdown tables, and those of
 * bins by mini-batch as a picture beside them.
 */
public final class CourseTable {
  private final List<List<Course>> contests;
  private final List<Score> scores;

  private CourseTable(List<List<Course>> contests, List<Score> scores) {
    this.contests = contests;
    this.scores = scores;
  }

  /**
   * Prints the tables.
   *
   * @param arguments grid, results file
   */
  public static void main(String[] arguments) throws IOException {
    CourseGrid grid = CourseGrid.valueOf(arguments[0].toUpperCase(Locale.ROOT));
    Path file = Path.of(arguments[1]);
    CourseTable table = new CourseTable(grid.contests(), new CourseResults(file).read());
    System.out.println("Protocol: cross-camera");
    System.out.println();
    switch (grid) {
      case BINS -> {
        table.printByColumns("R@1", Score::recallAt1);
        table.printByColumns("mAP", Score::map);
        CoursePlot.draw(table, file.resolveSibling("bins.png"));
      }
      case LOSSES -> table.printByRows();
      case SCREEN -> {
        new WorkersTable(table).printScreen();
        WorkersPlot.draw(table, file.resolveSibling("screen.png"));
      }
      case SCOPES -> new WorkersTable(table).printConfirmation();
      case NEARER -> new WorkersTable(table).printScreen();
    }
  }

  /**
   * All courses, one of each contest: the one that was run with every seed, or of several with one
   * seed the one that did best on validation identities.
   */
  List<Course> courses() {
    return contests.stream()
        .map(
            contest ->
                contest.stream()
                    .max(
                        Comparator.<Course>comparingInt(course -> of(course, "val").size())
                            .thenComparingDouble(course -> mean(course, "val", Score::map)))
                    .orElseThrow())
        .toList();
  }

  /** Mean over the seeds, in percent. */
  double mean(Course course, String split, ToDoubleFunction<Score> figure) {
    return 100 * of(course, split).stream().mapToDouble(figure).average().orElse(Double.NaN);
  }

  /** Standard deviation of one seed's figure, in percent points. */
  double spread(Course course, String split, ToDoubleFunction<Score> figure) {
    List<Score> seeds = of(course, split);
    double mean = mean(course, split, figure) / 100;
    double squares =
        seeds.stream().mapToDouble(score -> Math.pow(figure.applyAsDouble(score) - mean, 2)).sum();
    return 100 * Math.sqrt(squares / (seeds.size() - 1));
  }

  /** A course's scores on one split, one a seed. */
  List<Score> of(Course course, String split) {
    return scores.stream()
        .filter(score -> score.isOf(course) && score.split().equals(split))
        .toList();
  }

  private String cell(Course course, String split, ToDoubleFunction<Score> figure) {
    return String.format(
        Locale.ROOT, "%.1f ± %.1f", mean(course, split, figure), spread(course, split, figure));
  }

  private void printByColumns(String name, ToDoubleFunction<Score> figure) {
    List<String> columns = courses().stream().map(Course::column).distinct().toList();
    System.out.println("| " + name + ", bin width | " + String.join(" | ", columns) + " |");
    System.out.println("|---".repeat(columns.size() + 1) + "|");
    for (String row : courses().stream().map(Course::row).distinct().toList()) {
      StringBuilder line = new StringBuilder("| " + row);
      courses().stream()
          .filter(course -> course.row().equals(row))
          .forEach(course -> line.append(" | ").append(cell(course, "val", figure)));
      System.out.println(line.append(" |"));
    }
    System.out.println();
  }

  private void printByRows() {
    System.out.println("| Loss | rate | validation R@1 | mAP | test R@1 | mAP |");
    System.out.println("|---|---|---|---|---|---|");
    courses().stream()
        .sorted(Comparator.comparingDouble(course -> -mean(course, "test", Score::map)))
        .forEach(
            course ->
                System.out.printf(
                    "| %s | %s | %s | %s | %s | %s |%n",
                    course.row(),
                    course.column(),
                    cell(course, "val", Score::recallAt1),
                    cell(course, "val", Score::map),
                    cell(course, "test", Score::recallAt1),
                    cell(course, "test", Score::map)));
  }
}
