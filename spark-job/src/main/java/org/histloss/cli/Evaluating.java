package org.histloss.cli;

import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.Settings;
import org.histloss.dataset.JobException;
import org.histloss.evaluation.EvaluateJob;
import org.histloss.evaluation.EvaluateSettings;
import org.histloss.evaluation.EvaluatedModel;
import org.histloss.evaluation.EvaluationResult;
import org.histloss.evaluation.Insights.RankLists;
import org.histloss.network.EmbeddingModel;
import org.histloss.report.ReportData;
import org.histloss.report.ReportWriter;
import org.histloss.training.RoundMetrics;
import org.histloss.training.RunFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Evaluates a model and writes the report: what {@code evaluate} and {@code demo} share. */
final class Evaluating {
  private static final Logger LOG = LoggerFactory.getLogger(Evaluating.class);

  private final SparkSession spark;
  private final Configuration hadoop;
  private final Settings settings;

  Evaluating(SparkSession spark, Settings settings) {
    this.spark = spark;
    this.hadoop = spark.sessionState().newHadoopConf();
    this.settings = settings;
  }

  /**
   * What came of it.
   *
   * @param report as it was written
   * @param result that it was made of
   */
  record Evaluated(ReportData report, EvaluationResult result) {}

  /**
   * Runs it.
   *
   * @param model a model folder; where it lies in a run folder whose metrics can be read, the
   *     report tells of the training
   * @param data the data set folder
   * @param output the report folder
   * @param overwrite whether a report that lies there is replaced
   * @param timings phases that ran before, with their seconds
   */
  Evaluated run(
      Path model, String data, Path output, boolean overwrite, Map<String, Double> timings) {
    ReportWriter writer = new ReportWriter(hadoop);
    writer.check(output, overwrite);
    EvaluatedModel evaluated = EvaluatedModel.of(EmbeddingModel.load(model, hadoop));
    List<RoundMetrics> rounds = rounds(model.getParent());
    try (EvaluateJob job = new EvaluateJob(spark, request(data), evaluated)) {
      EvaluationResult result = job.run();
      ReportData report =
          new ReportAssembly(settings, result).report(data, rounds, spark.version(), timings);
      RankLists lists = settings.report().rankLists() ? result.insights().rankLists() : null;
      writer.write(report, lists, output, overwrite);
      return new Evaluated(report, result);
    }
  }

  /** The training's rounds; none where they can't be read, as the scores don't need them. */
  private List<RoundMetrics> rounds(Path run) {
    try {
      return new RunFolder(run.toString(), hadoop).metrics();
    } catch (JobException e) {
      LOG.warn("the report goes without the training: metrics of {}", e.getMessage());
      return List.of();
    }
  }

  /** What the settings ask for. */
  EvaluateSettings request(String data) {
    Settings.Evaluation evaluation = settings.evaluation();
    return new EvaluateSettings(
        data,
        evaluation.split().lower(),
        Protocols.of(evaluation),
        evaluation.baselines(),
        new EvaluateSettings.Bootstrap(
            evaluation.bootstrap().bootstrapDraws(), evaluation.bootstrap().bootstrapSeed()),
        new EvaluateSettings.Limits(
            evaluation.embedBatch(),
            settings.report().queries(),
            settings.report().neighbours(),
            settings.report().suspects(),
            EvaluateSettings.Limits.Place.valueOf(evaluation.ranking().rankOn().name())));
  }
}
