package org.histloss.benchmarks;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.histloss.benchmarks.CourseResults.Score;
import org.histloss.config.Settings;
import org.histloss.config.SettingsReader;
import org.histloss.evaluation.EvaluateJob;
import org.histloss.evaluation.EvaluateSettings;
import org.histloss.evaluation.EvaluatedModel;
import org.histloss.evaluation.retrieval.RetrievalMetrics;
import org.histloss.evaluation.retrieval.RetrievalProtocol;
import org.histloss.network.EmbeddingModel;
import org.histloss.training.Progress;
import org.histloss.training.TrainJob;

/**
 * {@code benchmarks/run training}: runs the courses of a grid that have no results yet, so that a
 * broken-off comparison goes on where it was.
 */
public final class CourseRuns {
  private final SparkSession spark;
  private final String data;
  private final String scratch;
  private final CourseResults results;

  private CourseRuns(SparkSession spark, String data, String scratch, CourseResults results) {
    this.spark = spark;
    this.data = data;
    this.scratch = scratch;
    this.results = results;
  }

  /**
   * Runs the courses that no other process has taken.
   *
   * @param arguments grid, data set folder, scratch folder, results file, claims file
   */
  public static void main(String[] arguments) {
    CourseGrid grid = CourseGrid.valueOf(arguments[0].toUpperCase(Locale.ROOT));
    CourseResults results = new CourseResults(java.nio.file.Path.of(arguments[3]));
    Claims claims = new Claims(java.nio.file.Path.of(arguments[4]));
    try (SparkSession spark = session()) {
      new CourseRuns(spark, arguments[1], arguments[2], results).run(grid, claims);
    }
  }

  /** First the contests with more than one course; then the others, seed by seed. */
  private void run(CourseGrid grid, Claims claims) {
    for (List<Course> contest : grid.contests()) {
      if (contest.size() > 1 && claims.take(contest.get(0).name())) {
        run(contest, grid);
      }
    }
    for (int seed = 1; seed <= grid.seeds(); seed++) {
      for (List<Course> contest : grid.contests()) {
        Course only = contest.get(0);
        if (contest.size() == 1 && claims.take(only.name() + " " + seed)) {
          ensure(only, seed, grid.splits());
        }
      }
    }
  }

  /** Every course with the first seed, then the best one with the other seeds. */
  private void run(List<Course> contest, CourseGrid grid) {
    contest.forEach(course -> ensure(course, 1, grid.splits()));
    Course best = Collections.max(contest, Comparator.comparingDouble(results::first));
    for (int seed = 2; seed <= grid.seeds(); seed++) {
      ensure(best, seed, grid.splits());
    }
  }

  private void ensure(Course course, int seed, List<String> splits) {
    if (!results.has(course, seed)) {
      run(course, seed, splits);
    }
  }

  private static SparkSession session() {
    return SparkSession.builder()
        .master("local[1]")
        .appName("courses")
        .config("spark.ui.enabled", "false")
        .config("spark.broadcast.compress", "false")
        .getOrCreate();
  }

  private void run(Course course, int seed, List<String> splits) {
    long start = System.nanoTime();
    Settings settings = SettingsReader.with(course.pairs(seed));
    TrainJob.Request request =
        new TrainJob.Request(data, scratch, settings, true, TrainJob.Resume.NEVER);
    Progress silent = new Progress(new PrintStream(OutputStream.nullOutputStream()), false);
    TrainJob.Result trained = new TrainJob(spark, request, silent).run();
    EvaluatedModel model =
        EvaluatedModel.of(
            EmbeddingModel.load(new Path(trained.model()), spark.sessionState().newHadoopConf()));
    List<Score> scores = new ArrayList<>();
    for (String split : splits) {
      RetrievalMetrics.Result score = score(model, split);
      scores.add(
          new Score(course.name(), seed, split, score.recallAt(1), score.meanAveragePrecision()));
    }
    results.append(scores);
    System.out.printf(
        Locale.ROOT,
        "%4.0f s  cross-camera  %s%n",
        (System.nanoTime() - start) / 1e9,
        scores.get(0));
  }

  private RetrievalMetrics.Result score(EvaluatedModel model, String split) {
    EvaluateSettings settings =
        new EvaluateSettings(
            data,
            split,
            RetrievalProtocol.of(true),
            false,
            EvaluateSettings.Bootstrap.DEFAULT,
            EvaluateSettings.Limits.DEFAULT);
    return new EvaluateJob(spark, settings, model).run().test().metrics();
  }
}
