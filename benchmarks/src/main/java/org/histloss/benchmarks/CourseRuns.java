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
   * Runs every {@code parts}-th course.
   *
   * @param arguments grid, data set folder, scratch folder, results file, part, parts
   */
  public static void main(String[] arguments) {
    CourseGrid grid = CourseGrid.valueOf(arguments[0].toUpperCase(Locale.ROOT));
    int part = Integer.parseInt(arguments[4]);
    int parts = Integer.parseInt(arguments[5]);
    CourseResults results = new CourseResults(java.nio.file.Path.of(arguments[3]));
    try (SparkSession spark = session()) {
      CourseRuns runs = new CourseRuns(spark, arguments[1], arguments[2] + "/run-" + part, results);
      List<List<Course>> own = new ArrayList<>();
      for (int i = part; i < grid.contests().size(); i += parts) {
        own.add(grid.contests().get(i));
      }
      runs.run(own, grid);
    }
  }

  /**
   * Every course with the first seed, then the best of each contest with one more after another.
   */
  private void run(List<List<Course>> contests, CourseGrid grid) {
    List<Course> best = new ArrayList<>();
    for (List<Course> contest : contests) {
      contest.forEach(course -> ensure(course, 1, grid.splits()));
      best.add(Collections.max(contest, Comparator.comparingDouble(results::first)));
    }
    for (int seed = 2; seed <= grid.seeds(); seed++) {
      for (Course course : best) {
        ensure(course, seed, grid.splits());
      }
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
        Locale.ROOT, "%4.0f s  %s%n", (System.nanoTime() - start) / 1e9, scores.get(0));
  }

  private RetrievalMetrics.Result score(EvaluatedModel model, String split) {
    EvaluateSettings settings =
        new EvaluateSettings(
            data, split, RetrievalProtocol.of(true), false, EvaluateSettings.Limits.DEFAULT);
    return new EvaluateJob(spark, settings, model).run().test().metrics();
  }
}
