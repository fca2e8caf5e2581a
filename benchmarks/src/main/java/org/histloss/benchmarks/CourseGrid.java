package org.histloss.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The courses that are held against each other. */
enum CourseGrid {
  /** Bin width by mini-batch, as in the paper's experiments; settings are chosen by it. */
  BINS(List.of("val"), 3) {
    @Override
    List<List<Course>> contests() {
      List<List<Course>> contests = new ArrayList<>();
      for (double width : new double[] {0.005, 0.01, 0.02, 0.04, 0.1}) {
        for (int batch : new int[] {32, 64, 128, 256, 512}) {
          String row = String.format(Locale.ROOT, "%.3f", width);
          String bins = "loss.bins=" + Math.round(2 / width);
          String name = "width=" + row + " batch=" + batch;
          Course course =
              new Course(name, row, "N = " + batch, batch, RATE, Course.SAMPLES, List.of(bins));
          contests.add(List.of(course));
        }
      }
      return contests;
    }
  },

  /** Every loss, at two learning rates each; the better one on validation identities counts. */
  LOSSES(List.of("val", "test"), 3) {
    @Override
    List<List<Course>> contests() {
      List<List<Course>> contests = new ArrayList<>();
      for (String variant : VARIANTS) {
        contests.add(rates("histogram, " + variant, "loss.variant=" + variant));
      }
      for (String nodes : List.of("quantiles", "balanced-quantiles")) {
        contests.add(rates("histogram, nodes at " + nodes, "loss.nodes=" + nodes));
      }
      for (String loss : BASELINES) {
        contests.add(rates(loss, "loss.name=" + loss));
      }
      return contests;
    }
  },

  /**
   * Workers, averaging periods, histogram scopes and outer momentum on mini-batches of eight
   * identities, with few samples: where averaging is expected to cost something.
   */
  SCREEN(List.of("val"), 1) {
    @Override
    List<List<Course>> contests() {
      return WorkerCourses.screen();
    }
  },

  /** The best of each histogram scope against one worker, trained until that one learns no more. */
  SCOPES(List.of("val", "test"), 5) {
    @Override
    List<List<Course>> contests() {
      return WorkerCourses.confirmation();
    }
  },

  /** Twice as long, and what else might bring eight workers nearer to one: one seed. */
  NEARER(List.of("val"), 1) {
    @Override
    List<List<Course>> contests() {
      return WorkerCourses.nearer();
    }
  };

  static final double RATE = 8e-3;

  private static final double[] RATES = {RATE, 2e-3};
  private static final int BATCH = 128;
  private static final List<String> VARIANTS =
      List.of(
          "plain",
          "linear",
          "exponential",
          "beta",
          "partial-auc",
          "log-rank",
          "first-rank",
          "label-noise");
  private static final List<String> BASELINES =
      List.of(
          "binomial-deviance",
          "lifted-structure",
          "triplet",
          "contrastive",
          "fast-ap",
          "multi-similarity");

  private final List<String> splits;
  private final int seeds;

  CourseGrid(List<String> splits, int seeds) {
    this.splits = splits;
    this.seeds = seeds;
  }

  /**
   * The courses in groups: of a group, the course that does best on validation identities with the
   * first seed is run with the other seeds too.
   */
  abstract List<List<Course>> contests();

  /** The splits on which a finished course is scored. */
  List<String> splits() {
    return splits;
  }

  /** How many seeds a group's best course is run with. */
  int seeds() {
    return seeds;
  }

  private static List<Course> rates(String row, String setting) {
    List<Course> courses = new ArrayList<>();
    for (double rate : RATES) {
      String column = String.format(Locale.ROOT, "%.0e", rate);
      List<String> settings = List.of("loss.bins=100", setting);
      courses.add(
          new Course(row + " rate=" + column, row, column, BATCH, rate, Course.SAMPLES, settings));
    }
    return courses;
  }
}
