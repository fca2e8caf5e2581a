package org.histloss.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Courses that differ in how the work is shared: workers × averaging period × histogram scope ×
 * outer momentum, on mini-batches of eight identities with four samples each.
 *
 * <p>W workers take W-th as many steps on the same samples. So each is tried at one worker's
 * learning rate and at √W times that; the better one on validation identities counts.
 */
final class WorkerCourses {
  /** Mini-batches of the long courses: 6,000. */
  static final int LONG = 192_000;

  private static final int BATCH = 32;

  private WorkerCourses() {}

  /** Eighteen ways to share the work. */
  static List<List<Course>> screen() {
    List<List<Course>> contests = new ArrayList<>();
    contests.add(shared(Course.SAMPLES, 1, 64, "batch"));
    contests.add(shared(Course.SAMPLES, 2, 16, "batch"));
    contests.add(shared(Course.SAMPLES, 4, 16, "batch"));
    contests.add(shared(Course.SAMPLES, 8, 1, "batch"));
    contests.add(shared(Course.SAMPLES, 8, 4, "batch"));
    contests.add(shared(Course.SAMPLES, 8, 16, "batch"));
    contests.add(shared(Course.SAMPLES, 8, 4, "batch", "training.outer-momentum=0.5"));
    contests.add(shared(Course.SAMPLES, 8, 16, "batch", "training.outer-momentum=0.5"));
    contests.add(
        shared(
            Course.SAMPLES,
            8,
            16,
            "batch",
            "training.outer-momentum=0.5",
            "training.outer-nesterov=true"));
    contests.add(shared(Course.SAMPLES, 1, 16, "pooled"));
    contests.add(shared(Course.SAMPLES, 8, 1, "pooled"));
    contests.add(shared(Course.SAMPLES, 8, 4, "pooled"));
    contests.add(shared(Course.SAMPLES, 8, 16, "pooled"));
    contests.add(shared(Course.SAMPLES, 8, 16, "pooled", "training.outer-momentum=0.5"));
    contests.add(shared(Course.SAMPLES, 2, 16, "global"));
    contests.add(shared(Course.SAMPLES, 4, 16, "global"));
    contests.add(shared(Course.SAMPLES, 8, 16, "global"));
    contests.add(shared(Course.SAMPLES, 8, 16, "global", "training.pairs=all"));
    return contests;
  }

  /**
   * One worker, and for eight workers with period 16 the best of each scope in the screen, by mAP
   * on validation identities.
   */
  static List<List<Course>> confirmation() {
    return List.of(
        List.of(course(LONG, 1, 64, "batch", 1.0)),
        List.of(
            course(
                LONG,
                8,
                16,
                "batch",
                1.0,
                "training.outer-momentum=0.5",
                "training.outer-nesterov=true")),
        List.of(course(LONG, 8, 16, "pooled", 1.0)),
        List.of(course(LONG, 8, 16, "global", Math.sqrt(8), "training.pairs=all")));
  }

  /**
   * One worker and eight by averaging for twice as long, and four other ways to share the long
   * course.
   */
  static List<List<Course>> nearer() {
    return List.of(
        List.of(course(LONG, 1, 64, "batch", 1.0)),
        List.of(longer(1, 64)),
        List.of(longer(8, 16)),
        List.of(course(LONG, 8, 16, "batch", 1.0)),
        List.of(course(LONG, 8, 16, "batch", Math.sqrt(8))),
        List.of(course(LONG, 8, 16, "batch", Math.sqrt(8), "training.warm-start=200")),
        List.of(course(LONG, 8, 4, "batch", Math.sqrt(8))),
        List.of(course(LONG, 8, 1, "batch", Math.sqrt(8))));
  }

  private static Course longer(int workers, int period) {
    Course course = course(2 * LONG, workers, period, "batch", 1.0);
    return new Course(
        course.name() + " twice",
        course.row() + ", twice as long",
        course.column(),
        course.batch(),
        course.rate(),
        course.samples(),
        course.settings());
  }

  /** A way to share the work, at two learning rates where there is more than one worker. */
  private static List<Course> shared(
      int samples, int workers, int period, String scope, String... more) {
    List<Course> courses = new ArrayList<>();
    courses.add(course(samples, workers, period, scope, 1.0, more));
    if (workers > 1) {
      courses.add(course(samples, workers, period, scope, Math.sqrt(workers), more));
    }
    return courses;
  }

  private static Course course(
      int samples, int workers, int period, String scope, double faster, String... more) {
    List<String> settings = new ArrayList<>(List.of("loss.bins=100"));
    settings.add("training.workers=" + workers);
    settings.add("training.averaging-period=" + period);
    settings.add("training.histogram-scope=" + scope);
    settings.addAll(List.of(more));
    String row = "W=" + workers + " H=" + period + " " + scope + extras(more);
    String column = String.format(Locale.ROOT, "rate×%.2f", faster);
    return new Course(
        row + " " + column, row, column, BATCH, CourseGrid.RATE * faster, samples, settings);
  }

  private static String extras(String... more) {
    StringBuilder extras = new StringBuilder();
    for (String setting : more) {
      extras.append(' ').append(setting.replace("training.", ""));
    }
    return extras.toString();
  }
}
