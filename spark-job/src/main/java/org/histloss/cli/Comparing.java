package org.histloss.cli;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.Settings;
import org.histloss.evaluation.CompareJob;
import org.histloss.evaluation.CompareJob.ComparisonDetail;
import org.histloss.evaluation.ComparisonResult;
import org.histloss.evaluation.EvaluateSettings;
import org.histloss.network.EmbeddingModel;
import org.histloss.report.ReportWriter;
import org.histloss.report.comparison.Comparison;

/** Compares models and writes the comparison. */
final class Comparing {
  private final SparkSession spark;
  private final Configuration hadoop;
  private final Settings settings;

  Comparing(SparkSession spark, Settings settings) {
    this.spark = spark;
    this.hadoop = spark.sessionState().newHadoopConf();
    this.settings = settings;
  }

  /**
   * What came of it.
   *
   * @param page as it was written
   * @param result that it was made of
   */
  record Compared(Comparison page, ComparisonResult result) {}

  /**
   * Runs it, models named by what tells their folders apart.
   *
   * @param folders model folders with scheme and root, all different, the reference first
   * @param data the data set folder
   * @param output the comparison's folder
   * @param overwrite whether a comparison that lies there is replaced
   */
  Compared run(List<Path> folders, String data, Path output, boolean overwrite) {
    return run(folders, ModelNames.of(folders), data, output, overwrite);
  }

  /** Runs it with models of these names. */
  Compared run(
      List<Path> folders, List<String> names, String data, Path output, boolean overwrite) {
    return run(folders, names, data, null, output, overwrite);
  }

  /** Runs it with a look at parts of the queries and at fixed samples, or null for none. */
  Compared run(
      List<Path> folders,
      List<String> names,
      String data,
      ComparisonDetail detail,
      Path output,
      boolean overwrite) {
    ReportWriter writer = new ReportWriter(hadoop);
    writer.check(output, overwrite);
    List<CompareJob.Model> models = new ArrayList<>();
    for (int i = 0; i < folders.size(); i++) {
      EmbeddingModel model = EmbeddingModel.load(folders.get(i), hadoop);
      models.add(CompareJob.Model.of(names.get(i), model));
    }
    EvaluateSettings request = new Evaluating(spark, settings).request(data);
    ComparisonResult result = new CompareJob(spark, request, models, detail).run();
    Comparison comparison =
        new ComparisonAssembly(settings, result).comparison(data, folders, spark.version());
    writer.write(comparison, QueriesCsv.of(result), output, overwrite);
    return new Compared(comparison, result);
  }
}
