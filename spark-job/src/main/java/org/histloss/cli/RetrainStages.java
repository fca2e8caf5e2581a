package org.histloss.cli;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.histloss.config.Settings;
import org.histloss.evaluation.CompareJob.ComparisonDetail;
import org.histloss.evaluation.ComparisonResult;
import org.histloss.evaluation.EvaluationResult;
import org.histloss.evaluation.embedding.ModelEmbedding;
import org.histloss.evaluation.retrieval.RetrievalProtocol;
import org.histloss.export.EmbedJob;
import org.histloss.export.EmbedJob.ExportedModel;
import org.histloss.export.EmbedSettings;
import org.histloss.export.EmbeddingsMarker;
import org.histloss.network.EmbeddingModel;
import org.histloss.retraining.Stages;
import org.histloss.training.TrainJob;

/** The stages of a retraining as the commands of their names run them. */
final class RetrainStages implements Stages {
  private final Supplier<SparkSession> spark;
  private final Settings settings;

  /** Read by the lock's heartbeat, too. */
  private volatile SparkSession opened;

  RetrainStages(Supplier<SparkSession> spark, Settings settings) {
    this.spark = spark;
    this.settings = settings;
  }

  /** Where the cluster runs the driver, one that ends without a session never started to it. */
  @Override
  public void begin() {
    if (Ending.driverRunsOnCluster()) {
      session();
    }
  }

  @Override
  public SparkSession session() {
    opened = spark.get();
    return opened;
  }

  @Override
  public void cancel() {
    SparkSession session = opened;
    if (session != null) {
      session.sparkContext().cancelAllJobs();
    }
  }

  @Override
  public TrainJob.Result train(TrainJob.Request request) {
    return new Training(session()).run(request);
  }

  @Override
  public EvaluationResult evaluate(Path model, String data, Path report) {
    return new Evaluating(session(), settings).run(model, data, report, true, Map.of()).result();
  }

  @Override
  public ComparisonResult compare(
      Named reference, Named model, String data, ComparisonDetail detail, Path output) {
    return new Comparing(session(), settings)
        .run(
            List.of(reference.folder(), model.folder()),
            List.of(reference.name(), model.name()),
            data,
            detail,
            output,
            true)
        .result();
  }

  @Override
  public EmbeddingsMarker embed(Path model, String data, Path output) {
    Configuration hadoop = session().sessionState().newHadoopConf();
    EmbeddingModel loaded = EmbeddingModel.load(model, hadoop);
    ExportedModel exported =
        new ExportedModel(
            ModelEmbedding.of(loaded).checkFinite("model"), loaded.parametersSha256());
    EmbedSettings request =
        new EmbedSettings(
            data,
            settings.evaluation().split().lower(),
            EmbedSettings.Format.BOTH,
            settings.evaluation().embedBatch(),
            output.toString(),
            true);
    return new EmbedJob(session(), request, exported).run().marker();
  }

  @Override
  public RetrievalProtocol protocol() {
    return Protocols.of(settings.evaluation());
  }
}
